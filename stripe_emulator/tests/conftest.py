"""The real program in a process of its own, driven by Stripe's official SDK."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from .target import Account

ROOT = Path(__file__).parents[2]


class Program:
    """A running emulator and the ways to talk to it."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "stripe_emulator", "--port", "0", *options]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        line = self.process.stdout.readline()
        found = re.fullmatch(r"Stripe emulator listening on (http://127\.0\.0\.1:\d+)\n", line)
        assert found, line
        self.url = found[1]
        self.http = httpx.Client(
            base_url=self.url, headers={"Authorization": "Bearer sk_test_x"}, timeout=30, trust_env=False
        )
        self.client = stripe.StripeClient(
            "sk_test_x", base_addresses={"api": self.url}, max_network_retries=0
        )
        self.v1 = self.client.v1

    def control(self, verb: str, **order: Any) -> Any:
        return self.http.post(f"/_emulator/{verb}", json=order).json()

    def stop(self) -> int:
        self.http.close()
        self.process.terminate()
        return self.process.wait(10)

    def kill(self) -> None:
        self.http.close()
        self.process.kill()
        self.process.wait(10)


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    running = Program("--retry-delay", "0.05")
    yield running
    assert running.stop() == 0


@pytest.fixture
def emulator(program: Program) -> Program:
    program.control("reset")
    return program


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Start further programs; all are stopped at the end."""
    running: list[Program] = []

    def begin(*options: str) -> Program:
        running.append(Program(*options))
        return running[-1]

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.stop()


@pytest.fixture(scope="module")
def account(request: pytest.FixtureRequest) -> Account:
    """What the contract tests talk to: the emulator, or an account at Stripe (`live.py`)."""
    for plugin in request.config.pluginmanager.get_plugins():
        if isinstance(found := getattr(plugin, "account", None), Account):
            return found
    running: Program = request.getfixturevalue("program")
    running.control("reset")
    return Account("sk_test_x", running.url)


class Listener:
    """An endpoint that keeps what it is sent and answers with `status`."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        keep = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                keep.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(keep.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.server.shutdown()
    one.server.server_close()


def until(check: Callable[[], Any], seconds: float = 10) -> Any:
    """Poll for a state, with a deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := check():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not reached within {seconds} s")
