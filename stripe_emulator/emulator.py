"""The running emulator: state, and what surrounds it (saving, deliveries, faults, answers to keep)."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .billing import engine
from .delivery import Deliveries
from .faults import Faults
from .idempotency import Idempotency
from .keys import Keys
from .rate_limits import RateLimits
from .saving import Saving
from .state import Request, Settings, State

LOGGED_REQUESTS = 5000


class Emulator:
    def __init__(
        self,
        *,
        state_file: Path | None = None,
        webhooks: Iterable[tuple[str, str]] = (),
        retry_delay: float = 1.0,
        public_url: str = "",
        rate_limits: str = "off",
    ) -> None:
        self.state = State(public_url=public_url)
        self.idempotency = Idempotency()
        self.faults = Faults()
        self.keys = Keys()
        self.rate_limits = RateLimits(rate_limits)
        self.requests: deque[dict[str, Any]] = deque(maxlen=LOGGED_REQUESTS)
        self.request_count = 0
        self.deliveries = Deliveries(self.state, retry_delay=retry_delay, on_change=self.commit)
        self.deliveries.fixed = [
            fixed_endpoint(n, url, secret) for n, (url, secret) in enumerate(webhooks, 1)
        ]
        self.state.pending_webhooks = self.deliveries.pending_by_event
        self.engine = engine.Engine(self.state)
        self.due = asyncio.Event()
        self.saving = Saving(state_file)
        self.saving.load(self)

    def commit(self) -> None:
        """Keep what the last request or billing step did, and send its events on their way."""
        for id in self.state.new_events:
            event = self.state.store.get(id)
            if event:
                self.deliveries.schedule(event)
        self.state.new_events.clear()
        for id, endpoint in self.state.resent:
            self.deliveries.schedule(self.state.store.objects[id], only=endpoint)
        self.state.resent.clear()
        self.saving.write(self)
        if self.state.hurry:
            self.state.hurry = False
            self.due.set()

    def rollback(self) -> None:
        self.state.new_events.clear()
        self.state.resent.clear()
        self.state.store.rollback()

    def reset(self) -> None:
        """Empty everything; webhook endpoints from the command line stay."""
        self.state.store.clear()
        self.state.new_events.clear()
        self.state.settings = Settings()
        self.state.clock.set(None)
        self.engine.clear()
        self.idempotency.clear()
        self.faults.active.clear()
        self.keys.clear()
        self.rate_limits.set(self.rate_limits.default)
        self.deliveries.clear()
        self.state.pending_webhooks = self.deliveries.pending_by_event
        self.requests.clear()
        self.request_count = 0
        self.saving.clear()

    def run_billing(self) -> int:
        """Everything that is due by now, step by step; answers how many steps there were."""
        self.state.request = Request()
        steps = 0
        while True:
            try:
                if not self.engine.step():
                    return steps
            except Exception:
                logging.exception("A billing step failed in the emulator itself")
                self.rollback()
            steps += 1
            self.commit()

    async def run(self) -> None:
        """Deliveries and billing in the background."""
        await asyncio.gather(self.deliveries.run(), self._bill())

    async def _bill(self) -> None:
        while True:
            self.run_billing()
            self.due.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.due.wait(), 1)


def fixed_endpoint(number: int, url: str, secret: str) -> dict[str, Any]:
    return {
        "id": f"we_commandline{number}",
        "object": "webhook_endpoint",
        "enabled_events": ["*"],
        "secret": secret,
        "status": "enabled",
        "url": url,
    }
