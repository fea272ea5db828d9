"""Reads from Stripe, and the one client with which everything talks to Stripe."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from math import floor
from typing import Any
from urllib.parse import quote

import stripe
from django.conf import settings

from cogento import errors
from reporting import refusals
from reporting.objects import MIRRORED
from reporting.payloads import parse_json

NETWORK_RETRIES = 2
BUSY_RETRIES = 5
PAGE_SIZE = 100


@dataclass(frozen=True)
class Answer:
    """One object that Stripe answered with, or `{"id": …, "deleted": true}`.

    `as_of` is a lower bound of when Stripe looked, in seconds by Stripe's clock. `replayed` marks the saved
    answer of an earlier request with the same idempotency key: an old snapshot.
    """

    data: dict[str, Any]
    as_of: int
    request_id: str = ""
    replayed: bool = False


class Unread(stripe.RequestsClient):
    """Keeps what was answered as it came: Stripe's client would read all of it, and then so would we."""

    def __init__(self, timeout: int) -> None:
        super().__init__(timeout=timeout)
        self.kept = threading.local()

    def request(self, *args: Any, **kwargs: Any) -> Any:
        body, status, headers = super().request(*args, **kwargs)
        if status != 200:
            return body, status, headers
        self.kept.body = body
        return b"{}", status, headers


def client() -> stripe.StripeClient:
    """Stripe's client with this installation's key, pinned version and time limit."""
    return _client(*_installed(), NETWORK_RETRIES, stripe.RequestsClient)


def _installed() -> tuple[str, str, int]:
    return settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT_SECONDS


@lru_cache(maxsize=8)
def _http(timeout: int) -> Unread:
    return Unread(timeout)


@lru_cache(maxsize=8)
def _client(
    key: str, base: str, timeout: int, retries: int, http: Callable[[int], stripe.HTTPClient]
) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": base} if base else {},
        max_network_retries=retries,
        http_client=http(timeout),
    )


def call(method: Callable[..., Any], *args: Any, **kwargs: Any) -> Answer:
    """Run one call of Stripe's client, such as `call(client().v1.customers.retrieve, "cus_1")`.

    A write must carry an idempotency key, because it is sent again while Stripe is too busy.

    Raises:
        errors.StripeError: one of its kinds, with a text for whoever asked.
    """
    with translated():
        response, seconds = _patiently(lambda: method(*args, **kwargs).last_response)
    return _answer(response, response.body, seconds)


def fetch(object_name: str, id: str, *, before: Callable[[str], None] = lambda path: None) -> Answer:
    """One object as it is now, with every page of its nested lists. One that is gone answers `deleted`."""
    spec = MIRRORED[object_name]
    try:
        expand = {"expand": list(spec.expand)} if spec.expand else {}
        answer = get(f"{spec.path}/{quote(id, safe='')}", before=before, **expand)
    except errors.StripeObjectNotFound as error:
        if not _says_missing(error, id):
            raise errors.StripeUnavailable from error
        return Answer({"id": id, "object": object_name, "deleted": True}, error.as_of or 0)
    return Answer(complete(answer.data, before=before), answer.as_of, answer.request_id)


def _says_missing(error: errors.StripeError, id: str) -> bool:
    """Whether Stripe itself says that just this object is gone: any proxy can answer 404."""
    said = error.__cause__
    return (
        isinstance(said, stripe.StripeError)
        and said.code == "resource_missing"
        and f"'{id}'" in (said.user_message or "")
    )


def get(path: str, *, before: Callable[[str], None] = lambda path: None, **params: Any) -> Answer:
    """What a path answers. `before` is called before each try and may make it wait.

    Raises:
        errors.StripeError: one of its kinds; what may pass was tried again.
    """
    client, http = _client(*_installed(), 0, _http), _http(settings.STRIPE_TIMEOUT_SECONDS)

    def send() -> Any:
        before(path)
        return client.raw_request("get", path, **params)

    with translated():
        response, seconds = _patiently(send, again=NETWORK_RETRIES)
    try:
        return _answer(response, http.kept.body, seconds)
    except ValueError as error:
        raise errors.StripeUnavailable(f"Stripe answered {path} with something that is not JSON.") from error


def list_page(path: str, *, before: Callable[[str], None] = lambda path: None, **params: Any) -> Answer:
    """A page of a list, newest first: `answer.data` has `data` and `has_more`. `before` may make it wait.

    Raises:
        errors.StripeUnavailable: what arrived is not a page.
    """
    answer = get(path, before=before, limit=PAGE_SIZE, **params)
    rows, more = answer.data.get("data"), answer.data.get("has_more")
    if not isinstance(rows, list) or not isinstance(more, bool) or (more and not rows):
        raise errors.StripeUnavailable(f"Stripe answered {path} with something that is not a list.")
    return answer


def list_pages(
    path: str, *, before: Callable[[str], None] = lambda path: None, **params: Any
) -> Iterator[Answer]:
    """Every page of a list, one after the other."""
    cursor: dict[str, str] = {}
    while True:
        answer = list_page(path, before=before, **params, **cursor)
        yield answer
        if not answer.data["has_more"]:
            return
        cursor = {"starting_after": answer.data["data"][-1]["id"]}


def complete(data: dict[str, Any], *, before: Callable[[str], None] = lambda path: None) -> dict[str, Any]:
    """The object with the rest of its nested lists, which Stripe cuts after ten entries."""
    for nested in MIRRORED[data["object"]].nested:
        listed = data.get(nested.container)
        if listed and listed.get("has_more"):
            rows = [row for page in list_pages(listed["url"], before=before) for row in page.data["data"]]
            data = {**data, nested.container: {**listed, "data": rows, "has_more": False}}
    return data


def _patiently(send: Callable[[], Any], *, again: int = 0) -> tuple[Any, float]:
    """Send, and send again while Stripe answers 429, which its client does not retry by itself.

    `again` says how often it is sent again if the connection breaks or Stripe answers 5xx.
    """
    busy = broken = 0
    while True:
        began = time.monotonic()
        try:
            return send(), time.monotonic() - began
        except stripe.RateLimitError:
            busy += 1
            if busy > BUSY_RETRIES:
                raise
        except stripe.StripeError as error:
            broken += 1
            if broken > again or not _may_pass(error):
                raise
        # With jitter, so that those who were refused together do not come back together.
        time.sleep(min(8, 0.5 * 2 ** (busy + broken - 1)) * random.uniform(0.5, 1))  # noqa: S311


def _may_pass(error: stripe.StripeError) -> bool:
    return isinstance(error, stripe.APIConnectionError) or (error.http_status or 0) >= 500


def _answer(response: Any, body: bytes | str, seconds: float) -> Answer:
    headers = response.headers
    return Answer(
        data=parse_json(body),
        as_of=_as_of(headers, seconds) or 0,
        request_id=response.request_id or "",
        replayed=_is_replayed(headers),
    )


def _is_replayed(headers: Any) -> bool:
    """Whether it is the saved answer to an earlier request with the same idempotency key."""
    known = {name.lower(): value for name, value in (headers or {}).items()}
    return known.get("idempotent-replayed") == "true"


def _as_of(headers: Any, seconds: float) -> int | None:
    date = {name.lower(): value for name, value in (headers or {}).items()}.get("date")
    return floor(parsedate_to_datetime(date).timestamp() - seconds) if date else None


@contextmanager
def translated() -> Iterator[None]:
    """Turn what Stripe's client raises into errors with a text for volunteers."""
    began = time.monotonic()
    try:
        yield
    except stripe.StripeError as error:
        ours = _translate(error)
        ours.request_id = error.request_id
        ours.as_of = _as_of(error.headers, time.monotonic() - began)
        raise ours from error


def _translate(error: stripe.StripeError) -> errors.StripeError:
    said = error.user_message or "It did not say why."
    match error:
        case stripe.PermissionError():
            return errors.StripePermissionMissing()
        case stripe.AuthenticationError():
            return errors.StripeKeyRejected()
        case stripe.RateLimitError():
            return errors.StripeBusy()
        case stripe.CardError():
            decline_code = getattr(error.error, "decline_code", None)
            if ours := refusals.named(decline_code, error.code, said=said):
                return ours
            return errors.CardDeclined(f"The card was declined: {said} Try another card, or ask the bank.")
        case stripe.IdempotencyError():
            return errors.IdempotencyConflict()
        case stripe.InvalidRequestError() if error.http_status == 404 or error.code == "resource_missing":
            return errors.StripeObjectNotFound()
        case stripe.InvalidRequestError():
            if ours := refusals.named(error.code, said=said):
                return ours
            return errors.StripeRefused(f"Stripe refused the request: {said}")
        case _ if error.http_status == 409:
            return errors.IdempotencyConflict()
        case _ if (error.http_status or 0) >= 500 and _is_replayed(error.headers):
            return errors.StripeFailed()
        case _:
            return errors.StripeUnavailable()
