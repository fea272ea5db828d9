"""A browser that signs in, for tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core import mail
from django.db import connections
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting.models import Member


class Browser(Client):
    """A client that fetches the CSRF cookie and sends it, as the app does."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False, **defaults)

    def send(self, path: str, body: dict[str, Any], method: str = "post", **extra: Any) -> Any:
        if settings.CSRF_COOKIE_NAME not in self.cookies:
            self.get("/auth/session")
        token = self.cookies[settings.CSRF_COOKIE_NAME].value
        headers = {"X-CSRFToken": token, **extra.pop("headers", {})}
        return getattr(self, method)(path, body, content_type="application/json", headers=headers, **extra)

    def ask(self, email: str, *, network: str = "127.0.0.1", **body: Any) -> Any:
        return self.send("/auth/sign-in", {"email": email, **body}, REMOTE_ADDR=network)

    def use_link(self, link: str) -> Any:
        return self.send("/auth/token", {"token": token_of(link)})

    def use_code(self, code: str) -> Any:
        return self.send("/auth/token", {"code": code})

    def sign_out(self) -> Any:
        return self.send("/auth/session", {}, method="delete")

    @property
    def session_now(self) -> dict[str, Any]:
        return self.get("/auth/session").json()


def make_member(email: str, **columns: Any) -> Member:
    """A row of the directory, as the mirror would make it."""
    columns.setdefault("customer_id", f"cus_{Member.objects.count() + 1:08}")
    columns.setdefault("status", "active")
    return Member.objects.create(email=email, email_normalised=email.strip().lower(), **columns)


def run_jobs() -> None:
    """Send the mails that are queued, as the worker does."""
    for job in ProcrastinateJob.objects.filter(status="todo", task_name="send_sign_in_mail").order_by("pk"):
        app.tasks[job.task_name](**job.args)


def mail_to(email: str) -> mail.EmailMessage:
    """The one mail that the jobs now send to this address."""
    run_jobs()
    found = [message for message in mail.outbox if message.to == [email]]
    assert found, f"no mail to {email}"
    return found[-1]


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(rf"{re.escape(settings.PUBLIC_URL)}/sign-in/confirm#\S+", str(message.body))
    assert found, "no link in the mail"
    return found[0]


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"\b\d{6}\b", str(message.body))
    assert found, "no code in the mail"
    return found[0]


def token_of(link: str) -> str:
    return parse_qs(urlsplit(link).fragment)["token"][0]


def at_once(times: int, act: Callable[[int], Any]) -> list[Any]:
    """Call `act` in that many threads, all let loose at the same moment, each with its own connections."""
    barrier = Barrier(times)

    def run(number: int) -> Any:
        try:
            barrier.wait(timeout=30)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"
