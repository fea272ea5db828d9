"""Mail server slow, clock off by ten minutes: refused in words, and well again afterwards. Checklist 54."""

from __future__ import annotations

import hashlib
import hmac
import socket
import time

import pytest

from members.models import SignInRequest
from members.sign_in.jobs import send_sign_in_mail
from members.sign_in.sending import TryLater
from members.tests.factories import staff
from members.tests.mail_server import mail_server
from reporting import signatures

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_a_mail_server_that_says_nothing_holds_up_no_answer_and_the_mail_goes_out_later(browser, settings):
    staff(email="anna@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        assert browser.ask("anna@example.org").status_code == 202
        request = SignInRequest.objects.get()
        with pytest.raises(TryLater):
            send_sign_in_mail(request_id=request.pk)
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        send_sign_in_mail(request_id=request.pk)
        assert "To: anna@example.org" in server.mails[0]


@pytest.mark.parametrize("off", [-600, 600])
def test_a_clock_that_is_ten_minutes_off_is_named_and_then_all_is_well(monkeypatch, off):
    moment = int(time.time())
    mac = hmac.new(b"whsec_x", f"{moment}.{{}}".encode(), hashlib.sha256).hexdigest()
    with monkeypatch.context() as patch:
        patch.setattr(signatures.time, "time", lambda: float(moment + off))
        with pytest.raises(signatures.SignatureExpired, match="Check this machine's clock"):
            signatures.verify(b"{}", f"t={moment},v1={mac}", ["whsec_x"])
    signatures.verify(b"{}", f"t={moment},v1={mac}", ["whsec_x"])
