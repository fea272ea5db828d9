"""What every test stands on: a real PostgreSQL, a real emulator, and no way out of this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent


class Emulator:
    """The running emulator of this test process, emptied before each test that asks for it."""

    def __init__(self, url: str) -> None:
        import httpx

        self.url = url
        self.http = httpx.Client(base_url=url, timeout=30)

    def control(self, method: str, path: str, /, **body: object) -> object:
        """Call the emulator's own interface, such as `control("POST", "faults", kind="status", …)`."""
        response = self.http.request(method, f"/_emulator/{path}", json=body or None)
        response.raise_for_status()
        return response.json() if response.content else None

    def requests(self) -> list[dict]:
        return self.control("GET", "requests")["requests"]  # type: ignore[index]

    @property
    def client(self):
        """Stripe's own client, for acting "in Stripe's dashboard" and for asserting what Stripe holds."""
        import stripe

        return stripe.StripeClient("sk_test_dashboard", base_addresses={"api": self.url})


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "stripe_emulator", "--host", "127.0.0.1", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "listening on" in line, "the emulator did not start"
    yield line.rsplit(" ", 1)[-1].strip()
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def stripe(emulator_process: str, settings) -> Iterator[Emulator]:
    """An empty Stripe that the code under test talks to."""
    settings.STRIPE_API_BASE = emulator_process
    emulator = Emulator(emulator_process)
    emulator.control("POST", "reset")
    yield emulator
    emulator.http.close()
