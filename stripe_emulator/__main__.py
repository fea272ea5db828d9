"""`python -m stripe_emulator`: see README.md."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from .app import create_app
from .emulator import Emulator
from .rate_limits import MODES
from .sockets import RememberingProtocol


class Server(uvicorn.Server):
    """Says where it listens, and ends with 0 on SIGTERM and SIGINT."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.handle_exit)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            print(f"Stripe emulator listening on http://{host}:{port}", flush=True)


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="stripe_emulator", description="A local stand-in for the Stripe API."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=12111, help="0 takes a free port")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep everything in this SQLite file")
    parser.add_argument(
        "--webhook", action="append", default=[], metavar="URL", help="repeatable, with its secret"
    )
    parser.add_argument("--webhook-secret", action="append", default=[], metavar="whsec_…")
    parser.add_argument(
        "--retry-delay", type=float, default=1.0, metavar="SECONDS", help="first pause between tries"
    )
    parser.add_argument("--public-url", default="", help="how browsers reach the hosted pages")
    parser.add_argument("--rate-limits", choices=MODES, default="off", help="Stripe's, for this kind of key")
    options = parser.parse_args(argv)
    if len(options.webhook) != len(options.webhook_secret):
        parser.error("give one --webhook-secret for each --webhook")
    return options


def reachable(host: str) -> str:
    """An address for a browser: one that listens everywhere is reached here."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104


def main(argv: list[str] | None = None) -> int:
    options = arguments(argv)
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    # asyncio turns Nagle's delay off only for sockets that name TCP: without it each answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except OSError as problem:
        print(f"Cannot listen on {options.host}:{options.port}: {problem.strerror}.", file=sys.stderr)
        return 1
    port = listener.getsockname()[1]
    emulator = Emulator(
        state_file=options.state,
        webhooks=list(zip(options.webhook, options.webhook_secret, strict=True)),
        retry_delay=options.retry_delay,
        rate_limits=options.rate_limits,
        public_url=(options.public_url or f"http://{reachable(options.host)}:{port}").rstrip("/"),
    )
    config = uvicorn.Config(
        create_app(emulator),
        http=RememberingProtocol,
        log_level="warning",
        proxy_headers=False,
        timeout_keep_alive=120,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=0.2,  # type: ignore[arg-type]
    )
    Server(config).run([listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
