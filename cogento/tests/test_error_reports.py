"""Secrets in logs, tracebacks and error reports: none. Checklist 18, 24, 56."""

from __future__ import annotations

import logging
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.crypto import get_random_string
from django.views.debug import ExceptionReporter

from cogento.error_reports import Masked, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("key sk_live_abc123 no", "key sk_live_… no"),
        ("rk_test_abc,whsec_def", "rk_test_…,whsec_…"),
        ("postgres://user:pass%40word@host:5432/db", "postgres://user:…@host:5432/db"),
        ("smtp+tls://a:b@mail.example.org:587", "smtp+tls://a:…@mail.example.org:587"),
        ("/sign-in/confirm#token=abc-DEF_1&next=/x", "/sign-in/confirm#token=…&next=/x"),
        ("Key (email)=(anna@club.org) already exists", "Key (email)=(…) already exists"),
        ("to <anna+x@club.co.uk>, cus_123", "to <…>, cus_123"),
        ("GET /v1/customers?email=anna%40club.org&limit=100", "GET /v1/customers?email=…&limit=100"),
        ("GET /postgres/members 200", "GET /postgres/members 200"),
    ],
)
def test_what_opens_a_door_is_masked(text, shown):
    """56."""
    assert masked(text) == shown


def test_every_log_of_an_installation_is_masked():
    """56: also the traceback of an error whose text nobody foresaw."""
    assert settings.LOGGING["formatters"]["line"]["()"] == "cogento.error_reports.Masked"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    try:
        raise ValueError("sk_live_hidden1 for anna@club.org")
    except ValueError:
        record = logging.LogRecord("x", 40, "f", 1, "of %s", ("whsec_hidden2",), sys.exc_info())
    written = Masked("{message}", style="{").format(record)
    assert "Traceback" in written
    assert "ValueError: sk_live_… for …" in written
    assert "of whsec_…" in written


@pytest.mark.parametrize("debug", [False, True])
def test_djangos_error_report_shows_no_secret(settings, debug):
    """18, 24, 56: settings, cookies, headers, what was posted, local variables; with DEBUG too."""
    hidden = get_random_string(12)
    settings.DEBUG = debug
    settings.SECRET_KEY = settings.STRIPE_SECRET_KEY = f"sk_live_{hidden}"
    settings.STRIPE_WEBHOOK_SECRETS = [f"whsec_{hidden}"]
    settings.EMAIL_HOST_PASSWORD = hidden
    request = RequestFactory().post(
        "/auth/token",
        {"token": hidden, "email": f"{hidden}@example.org"},
        headers={"Stripe-Signature": hidden, "X-CSRFToken": hidden},
    )
    request.COOKIES = {"__Host-session": hidden, "sign_in": hidden, "csrf": hidden}
    try:
        code = hidden
        raise RuntimeError(f"it has {len(code)} letters")
    except RuntimeError:
        reporter = ExceptionReporter(request, *sys.exc_info())
        report = reporter.get_traceback_text() + reporter.get_traceback_html()
    assert "it has 12 letters" in report
    assert "STRIPE_WEBHOOK_SECRETS" in report
    assert hidden not in report
