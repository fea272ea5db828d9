"""Commands of dj-stripe's that must not run here: they know neither the ordering guard nor the directory."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Refused(BaseCommand):
    """Takes the place of the command of its module's name, and says what to run instead."""

    help = "Refused: this command of dj-stripe's would harm the mirror. It does nothing."
    requires_system_checks = ()
    instead: str

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(f"This would harm the mirror, so nothing was done. Run instead: {self.instead}")
