"""A Stripe to measure against: the emulator, with Stripe's limits and the time that its answers take."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
KEY = "sk_test_onlyforthebenchonlyforthebench"
LATENCY = 0.15  # seconds that a call takes
A_SECOND = {"sandbox": 25, "live": 100}  # https://docs.stripe.com/rate-limits


class Stripe:
    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=3600, auth=(KEY, ""))

    def control(self, method: str, path: str, **body: Any) -> Any:
        """The emulator's own interface: see stripe_emulator/control.py."""
        answer = self._http.request(method, f"/_emulator/{path}", json=body or None)
        answer.raise_for_status()
        return answer.json()

    def call(self, method: str, path: str, **params: Any) -> dict[str, Any]:
        """One call of Stripe's API, with no limits: somebody acts in Stripe's dashboard."""
        posted, asked = (params, None) if method == "POST" else (None, params)
        answer = self._http.request(method, f"/v1/{path}", data=posted, params=asked)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def every(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """All of a list, newest first."""
        cursor: dict[str, str] = {}
        while True:
            page = self.call("GET", path, limit=100, **params, **cursor)
            yield from page["data"]
            if not page["has_more"]:
                return
            cursor = {"starting_after": page["data"][-1]["id"]}

    @contextmanager
    def as_slow_as_stripe(self, limits: str | None = None) -> Iterator[None]:
        """Every answer takes `LATENCY`; `limits` of a `sandbox` or a `live` key refuse what is too much."""
        self.control("POST", "faults", kind="latency", seconds=LATENCY, count=-1)
        self.control("POST", "rate_limits", mode=limits or "off")
        self.control("DELETE", "requests")
        try:
            yield
        finally:
            self.control("DELETE", "faults")
            self.control("POST", "rate_limits", mode="off")

    def calls(self) -> int:
        """How many calls there were since it became slow, refused ones too."""
        return int(self.control("GET", "requests")["count"])


@contextmanager
def running() -> Iterator[Stripe]:
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Stripe(process.stdout.readline().split()[-1])
    finally:
        process.terminate()
        process.wait()
