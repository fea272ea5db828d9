"""What may stand in a log or in an error report: nothing that opens a door, and nobody's address."""

from __future__ import annotations

import logging
import re
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

HIDDEN = "…"
_SECRETS = re.compile(
    r"(?P<key>\b(?:sk|rk)_(?:test|live)_|\bwhsec_)\w+"  # Stripe's keys and signing secrets
    r"|(?P<url>\b[a-z+]+://[^\s:/@]*:)[^\s@]+(?=@)"  # a password in an address
    r"|(?P<token>\btoken=)[\w-]+"  # a sign-in link
    r"|[^\s@<>\"'(=]+(?:@|%40)[^\s@<>\"')&]+\.\w+"  # an email address, also within a web address
)


def masked(text: str) -> str:
    return _SECRETS.sub(lambda found: f"{found['key'] or found['url'] or found['token'] or ''}{HIDDEN}", text)


class Masked(logging.Formatter):
    """The last line of defence: tracebacks carry the texts of errors, and those may carry anything."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class NothingSecret(SafeExceptionReporterFilter):
    """Django's reports, without settings that are secrets, cookies, what was posted, and local variables."""

    hidden_settings = re.compile(
        "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE|SESSION|SIGN_IN|CSRF|EMAIL|DATABASE|QUERY", re.I
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {name: self.cleansed_substitute for name in getattr(request, "POST", {})}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()
