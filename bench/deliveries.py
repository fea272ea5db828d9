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
    """How events were taken: wall time in seconds, how long each waited for its answer in ms, refusals."""

    seconds: float = 0
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def a_second(self) -> float:
        return len(self.waits) / self.seconds if self.seconds else 0

    def quantile(self, share: float) -> float:
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))] if self.waits else 0


def deliver(events: list[Event], port: int, path: str) -> Delivered:
    """Deliver all events in this order, from `SENDERS` at once; what is refused comes again at the end."""
    found = Delivered()
    began = time.perf_counter()
    for _ in range(TRIES):
        events = _round(events, port, path, found)
        if not events:
            break
        found.refused += len(events)
    found.seconds = time.perf_counter() - began
    return found


def _round(events: list[Event], port: int, path: str, found: Delivered) -> list[Event]:
    waiting: queue.SimpleQueue[Event] = queue.SimpleQueue()
    for event in events:
        waiting.put(event)
    refused: list[Event] = []

    def send() -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        while True:
            try:
                event = waiting.get_nowait()
            except queue.Empty:
                return connection.close()
            body = json.dumps(event).encode()
            headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body)}
            began = time.perf_counter()
            try:
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                answer.read()
                taken = answer.status < 300
            except (OSError, http.client.HTTPException):
                connection.close()
                taken = False
            if taken:
                found.waits.append((time.perf_counter() - began) * 1000)
            else:
                refused.append(event)

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
