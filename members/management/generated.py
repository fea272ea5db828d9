"""A page of the documents that is made from the code."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class GeneratedPage(BaseCommand):
    """Writes the page, or with --check says whether it is stale. A command names it and makes its text."""

    requires_system_checks = ()
    page: ClassVar[str]  # such as docs/access.md

    def text(self) -> str:
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is stale")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = settings.BASE_DIR / self.page
        text = self.text()
        if check and (not path.exists() or path.read_text() != text):
            command = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"{self.page} is stale. Run manage.py {command} and commit it.")
        if not check:
            path.write_text(text)
