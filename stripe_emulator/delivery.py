"""Webhooks: signed, several at once, in no promised order, tried again until the endpoint answers 2xx.

Source: https://docs.stripe.com/webhooks
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import heapq
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import httpx

from .ids import new_id
from .mischief import Mischief
from .store import Object

if TYPE_CHECKING:
    from .state import State

MAX_ATTEMPTS = 15
AT_ONCE = 8
KEEP_DONE = 2000
IN_FLIGHT = -1.0


@dataclass
class Delivery:
    id: str
    event: str
    event_type: str
    endpoint: str
    url: str
    status: str = "pending"
    attempts: int = 0
    status_code: int | None = None
    error: str | None = None
    next_at: float = 0.0

    def saved(self) -> dict[str, Any]:
        return asdict(self)


class Deliveries:
    def __init__(self, state: State, *, retry_delay: float, on_change: Callable[[], None]) -> None:
        self.state = state
        self.retry_delay = retry_delay
        self.on_change = on_change
        self.fixed: list[Object] = []
        self.mischief = Mischief()
        self.wake = asyncio.Event()
        self.clear()

    def clear(self) -> None:
        self.log: dict[str, Delivery] = {}
        self.pending: dict[str, Delivery] = {}
        self.pending_by_event: dict[str, int] = {}
        self.heap: list[tuple[float, str]] = []
        self.changed: dict[str, Delivery] = {}
        self.mischief.orders.clear()

    def endpoints(self) -> list[Object]:
        return [*self.fixed, *self.state.store.all("webhook_endpoint")]

    def endpoint(self, id: str) -> Object | None:
        return next((e for e in self.fixed if e["id"] == id), None) or self.state.store.get(id)

    def schedule(self, event: Object, *, only: str | None = None) -> None:
        for endpoint in self.endpoints():
            if only not in (None, endpoint["id"]):
                continue
            if endpoint["status"] == "enabled" and wants(endpoint, event["type"]):
                for wait in self.mischief.waits(event["type"]):
                    at = time.time() + wait if wait else 0.0
                    own = (event["id"], event["type"], endpoint["id"], endpoint["url"])
                    self._add(Delivery(new_id("whd", 16), *own, next_at=at))

    def restore(self, saved: dict[str, Any]) -> None:
        delivery = Delivery(**saved)
        delivery.next_at = max(delivery.next_at, 0.0)
        self._add(delivery, changed=False)

    def _add(self, delivery: Delivery, *, changed: bool = True) -> None:
        self.log[delivery.id] = delivery
        if changed:
            self.changed[delivery.id] = delivery
        if delivery.status == "pending":
            self.pending[delivery.id] = delivery
            self._count(delivery.event, 1)
            heapq.heappush(self.heap, (delivery.next_at, delivery.id))
            self.wake.set()
        while len(self.log) - len(self.pending) > KEEP_DONE:
            del self.log[next(id for id in self.log if id not in self.pending)]

    def _count(self, event: str, step: int) -> None:
        count = self.pending_by_event.get(event, 0) + step
        if count:
            self.pending_by_event[event] = count
        else:
            self.pending_by_event.pop(event, None)

    def take_changed(self) -> list[Delivery]:
        changed, self.changed = list(self.changed.values()), {}
        return changed

    def flush(self) -> None:
        """Try every delivery that waits, now."""
        waiting = [delivery for delivery in self.pending.values() if delivery.next_at != IN_FLIGHT]
        for delivery in waiting:
            delivery.next_at = 0.0
        self.heap = [(0.0, delivery.id) for delivery in waiting]
        self.wake.set()

    async def run(self) -> None:
        """Deliver what is due, for ever."""
        slots = asyncio.Semaphore(AT_ONCE)
        tasks: set[asyncio.Task[None]] = set()
        limits = httpx.Limits(max_connections=AT_ONCE * 2)
        try:
            async with httpx.AsyncClient(timeout=20, limits=limits, trust_env=False) as client:
                while True:
                    self.wake.clear()
                    while delivery := self._next_due():
                        delivery.next_at = IN_FLIGHT
                        await slots.acquire()
                        task = asyncio.create_task(self._try(client, delivery, slots))
                        tasks.add(task)
                        task.add_done_callback(tasks.discard)
                    pause = max(self.heap[0][0] - time.time(), 0) if self.heap else None
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.wake.wait(), pause)
        finally:
            for task in tasks:
                task.cancel()

    def _next_due(self) -> Delivery | None:
        while self.heap and self.heap[0][0] <= time.time():
            at, id = heapq.heappop(self.heap)
            delivery = self.pending.get(id)
            if delivery and delivery.next_at == at:
                return delivery
        return None

    async def _try(self, client: httpx.AsyncClient, delivery: Delivery, slots: asyncio.Semaphore) -> None:
        endpoint, event = self.endpoint(delivery.endpoint), self.state.store.get(delivery.event)
        try:
            if endpoint is None or event is None:
                self._finish(delivery, "dropped")
                return
            payload = json.dumps(self.state.render(event)).encode()
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                "Stripe-Signature": signature(payload, endpoint["secret"]),
            }
            delivery.attempts += 1
            try:
                response = await client.post(delivery.url, content=payload, headers=headers)
                delivery.status_code, delivery.error = response.status_code, None
            except Exception as problem:  # a delivery that fails in any way is tried again
                delivery.status_code, delivery.error = None, type(problem).__name__
            if delivery.status_code and 200 <= delivery.status_code < 300:
                self._finish(delivery, "delivered")
            elif delivery.attempts >= MAX_ATTEMPTS:
                self._finish(delivery, "failed")
            else:
                self._again(delivery)
        finally:
            slots.release()
            self.on_change()

    def _again(self, delivery: Delivery) -> None:
        if self.pending.get(delivery.id) is not delivery:
            return
        delivery.next_at = time.time() + min(self.retry_delay * 1.7 ** (delivery.attempts - 1), 3600)
        self.changed[delivery.id] = delivery
        heapq.heappush(self.heap, (delivery.next_at, delivery.id))
        self.wake.set()

    def _finish(self, delivery: Delivery, status: str) -> None:
        if self.pending.pop(delivery.id, None) is None:
            return
        delivery.status, delivery.next_at = status, 0.0
        self.changed[delivery.id] = delivery
        self._count(delivery.event, -1)


def wants(endpoint: Object, type: str) -> bool:
    return "*" in endpoint["enabled_events"] or type in endpoint["enabled_events"]


def signature(payload: bytes, secret: str, at: int | None = None) -> str:
    """`t=…,v1=…` over `t.payload`, always with the real time."""
    moment = str(at if at is not None else int(time.time()))
    digest = hmac.new(secret.encode(), moment.encode() + b"." + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
