"""doctor: the webhook endpoint, the mail server and the web address, broken for real. Checklist 54."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import call_command

from members.doctor import mail, web_address, webhook_endpoint
from members.doctor.finding import Level
from members.tests.mail_server import mail_server
from reporting.event_types import EVENT_TYPES

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
URL = "http://127.0.0.1:8000/stripe/webhooks"


def wrongs(found) -> str:
    return " ".join(each.text for each in found if each.level == Level.WRONG)


@pytest.fixture
def smtp(settings):
    """Points Cogento at a mail server."""

    def point(port: int, **more: object) -> None:
        settings.EMAIL_BACKEND = mail.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "The club <office@club.example>"
        for name, value in more.items():
            setattr(settings, name, value)

    return point


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def web(status: int = 200, body: str = '{"status": "ok"}', certificate: Path | None = None) -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    made, both = folder / "made.pem", folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*command, "-keyout", both, "-out", made], check=True, capture_output=True)
    both.write_text(both.read_text() + made.read_text())
    return both


def endpoint(stripe, **changes):
    params = {"url": URL, "enabled_events": sorted(EVENT_TYPES), "api_version": stripe.version} | changes
    return stripe.client.v1.webhook_endpoints.create(params)


@pytest.fixture(autouse=True)
def version(stripe, settings):
    stripe.version = settings.STRIPE_API_VERSION


def test_no_endpoint(stripe):
    endpoint(stripe, url="https://elsewhere.example/hook")
    assert f"Stripe has no endpoint of {URL}. Run: manage.py register_webhook" in wrongs(
        webhook_endpoint.check()
    )


def test_register_webhook_makes_a_good_one(stripe, capsys):
    call_command("register_webhook")
    [good] = webhook_endpoint.check()
    assert good.level == Level.OK


def test_one_that_is_switched_off(stripe):
    there = endpoint(stripe)
    stripe.client.v1.webhook_endpoints.update(there.id, {"disabled": True})
    assert f"{there.id} is switched off" in wrongs(webhook_endpoint.check())


def test_one_of_another_version(stripe):
    endpoint(stripe, api_version="2020-08-27")
    assert "is of Stripe's API version 2020-08-27" in wrongs(webhook_endpoint.check())


def test_one_that_is_not_told_of_everything(stripe):
    endpoint(stripe, enabled_events=sorted(set(EVENT_TYPES) - {"refund.failed"}))
    assert "does not tell of 1 kinds of events, such as refund.failed" in wrongs(webhook_endpoint.check())


def test_two_of_them(stripe):
    endpoint(stripe)
    second = endpoint(stripe, enabled_events=["*"])
    found = list(webhook_endpoint.check())
    assert wrongs(found) == ""
    assert any(second.id in each.text or "events come twice" in each.text for each in found[1:])


def test_one_of_a_former_address(stripe):
    endpoint(stripe)
    former = endpoint(stripe, url="https://old.example.org/stripe/webhooks")
    endpoint(stripe, url="https://old.example.org/of-another-program")
    [said, good] = webhook_endpoint.check()
    assert (said.level, good.level) == (Level.WARNING, Level.OK)
    assert f"{former.id} delivers to https://old.example.org/stripe/webhooks as well" in said.text
    stripe.client.v1.webhook_endpoints.update(former.id, {"disabled": True})
    assert len(list(webhook_endpoint.check())) == 1


def test_no_signing_secret(stripe, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []
    assert "every event is refused" in wrongs(webhook_endpoint.check())


def test_a_key_that_may_not_read_endpoints(stripe, settings):
    settings.STRIPE_SECRET_KEY = "rk_test_blind"
    stripe.control(
        "POST", "keys", key="rk_test_blind", permissions={"*": "write", "webhook_endpoints": "none"}
    )
    [said] = webhook_endpoint.check()
    assert said.level == Level.WARNING


def test_stripe_away(stripe):
    stripe.control("POST", "faults", path="/v1/webhook_endpoints*", kind="status", status=401, count=9)
    assert "could not be asked" in wrongs(webhook_endpoint.check())


def test_a_mail_server_that_takes_our_mails(smtp):
    with mail_server() as server:
        smtp(server.port, EMAIL_HOST_USER="office", EMAIL_HOST_PASSWORD="hidden")
        [good] = mail.check()
        assert (good.level, server.mails) == (Level.OK, [])
        assert "office@club.example" in good.text
        assert {"AUTH", "MAIL", "RSET"} <= set(server.commands)
        assert "DATA" not in server.commands


def test_no_mail_server(smtp, settings):
    smtp(closed_port())
    assert "cannot be reached" in wrongs(mail.check())
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "names no mail server" in wrongs(mail.check())


def test_a_password_that_is_wrong(smtp):
    with mail_server(AUTH="535 no") as server:
        smtp(server.port, EMAIL_HOST_USER="office", EMAIL_HOST_PASSWORD="hidden")
        said = wrongs(mail.check())
    assert "refuses user or password" in said
    assert "hidden" not in said


def test_a_mail_server_that_wants_to_be_greeted_first(smtp):
    with mail_server() as server:
        smtp(server.port)
        list(mail.check())
        assert server.commands.index("EHLO") < server.commands.index("MAIL")


def test_a_sender_that_it_may_not_send_for(smtp):
    with mail_server(MAIL="550 not you") as server:
        smtp(server.port)
        assert "does not take mails from office@club.example" in wrongs(mail.check())


def test_no_tls_where_it_is_asked_for(smtp):
    with mail_server() as server:
        smtp(server.port, EMAIL_USE_TLS=True)
        assert "does not offer what EMAIL_URL asks for" in wrongs(mail.check())
        smtp(server.port, EMAIL_USE_SSL=True)
        assert "does not speak TLS on this port" in wrongs(mail.check())


def test_a_mail_server_that_is_silent(smtp, monkeypatch):
    """54."""
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        smtp(silent.getsockname()[1])
        assert "does not answer as a mail server does" in wrongs(mail.check())


def test_the_mail_that_was_asked_for(smtp):
    with mail_server() as server:
        smtp(server.port)
        assert mail.send("treasurer@club.example").level == Level.OK
        assert "To: treasurer@club.example" in server.mails[0]
    assert mail.send("treasurer@club.example").level == Level.WRONG


def test_our_own_address_answers(settings):
    with web() as url:
        settings.PUBLIC_URL = url
        assert [each.level for each in web_address.check()] == [Level.OK, Level.OK]


@pytest.mark.parametrize("answer", [(502, "{}"), (200, '{"hello": 1}'), (301, "")])
def test_somebody_else_answers(settings, answer):
    with web(*answer) as url:
        settings.PUBLIC_URL = url
        assert f"answered by something else, with status {answer[0]}" in wrongs(web_address.check())


def test_nobody_answers(settings):
    settings.PUBLIC_URL = "https://members.example.org"
    assert "does not answer. Check that the name points here" in wrongs(web_address.check())
    settings.PUBLIC_URL = f"http://127.0.0.1:{closed_port()}"
    assert [each.level for each in web_address.check()] == [Level.OK, Level.WARNING]


def test_a_certificate_that_nobody_trusts(settings, self_signed):
    with web(certificate=self_signed) as url:
        settings.PUBLIC_URL = url
        assert "has no good certificate: self-signed certificate" in wrongs(web_address.check())


def test_no_tls_at_all(settings):
    settings.PUBLIC_URL = "http://members.example.org"
    assert "sessions can be stolen on the way" in wrongs(web_address.check())
