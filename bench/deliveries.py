"""Delivers events as Stripe does: signed, several at once, each again until it is taken."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from bench.contenders import SECRET
from bench.postgres import HOST

SENDERS = 8
TRIES = 5
Event = dict[str, Any]


@dataclass
class Delivered:
    """How events were taken: wall time in seconds, how long each waited for its answer in ms, refusals.

    Where they were due at certain times, an event waits from then on.
    """

    seconds: float = 0
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def a_second(self) -> float:
        return len(self.waits) / self.seconds if self.seconds else 0

    def quantile(self, share: float) -> float:
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))] if self.waits else 0


def deliver(events: list[Event], port: int, path: str, a_second: float | None = None) -> Delivered:
    """Deliver all events in this order, from `SENDERS` at once; what is refused comes again at the end.

    Each sender sends its next event once it has an answer, or when it is due if so many come `a_second`.
    """
    found = Delivered()
    bodies = [json.dumps(event).encode() for event in events]
    began = time.perf_counter()
    for _ in range(TRIES):
        bodies = _round(bodies, port, path, found, a_second)
        if not bodies:
            break
        found.refused += len(bodies)
    found.seconds = time.perf_counter() - began
    return found


def _round(
    bodies: list[bytes], port: int, path: str, found: Delivered, a_second: float | None
) -> list[bytes]:
    waiting: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
    began = time.perf_counter()
    for number, body in enumerate(bodies):
        waiting.put((began + number / a_second if a_second else 0, body))
    refused: list[bytes] = []

    def send() -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        while True:
            try:
                due, body = waiting.get_nowait()
            except queue.Empty:
                return connection.close()
            time.sleep(max(0, due - time.perf_counter()))
            headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body)}
            since = due or time.perf_counter()
            try:
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                answer.read()
                taken = answer.status < 300
            except (OSError, http.client.HTTPException):
                connection.close()
                taken = False
            if taken:
                found.waits.append((time.perf_counter() - since) * 1000)
            else:
                refused.append(body)

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return refused


def signature(body: bytes) -> str:
    """Source: https://docs.stripe.com/webhooks#verify-manually"""
    at = int(time.time())
    digest = hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
