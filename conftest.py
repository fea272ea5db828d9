"""What every test stands on: a real PostgreSQL, a real emulator, and no way out of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import is_ipaddress, socket_allow_hosts

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


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets reach this machine only, and no name server is asked."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    look_up = socket.getaddrinfo

    def look_up_here(host: str | bytes | None, *args: object, **options: object) -> list:
        name = host.decode() if isinstance(host, bytes) else host or "localhost"
        if name != "localhost" and not is_ipaddress(name):
            raise socket.gaierror(f"Tests stay on this machine; one asked for {name}.")
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_when_asked_for() -> None:
    """Every test client begins with all middleware anew, and WhiteNoise's would list all files first."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[str]:
    if url := os.environ.get("COGENTO_TEST_EMULATOR"):  # one that is kept for many runs
        yield url
        return
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
