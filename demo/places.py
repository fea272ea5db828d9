"""Where the demo listens and where it keeps its files. Each port can be changed by a variable."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
FOLDER = Path(os.environ.get("DEMO_FOLDER") or ROOT / "var" / "demo").resolve()
EMULATOR_STATE = FOLDER / "stripe.sqlite"
ENVIRONMENT = FOLDER / "environment.json"
LOG = FOLDER / "demo.log"
CSV = Path(os.environ.get("DEMO_CSV") or ROOT / "demo" / "riverside-tennis-club.csv").resolve()
MAILDEV = ROOT / "demo" / "node_modules" / ".bin" / "maildev"

PORTS = {"WEB_PORT": 8000, "STRIPE_PORT": 12111, "MAIL_PORT": 1080, "SMTP_PORT": 1025}
WHAT = {
    "WEB_PORT": "app",
    "STRIPE_PORT": "Stripe emulator",
    "MAIL_PORT": "mailbox",
    "SMTP_PORT": "mail server",
}


def port(variable: str) -> int:
    value = os.environ.get(variable) or str(PORTS[variable])
    if not value.isdecimal() or not 0 < int(value) < 65536:
        sys.exit(f"{variable} is {value!r}. Give a port between 1 and 65535, such as {PORTS[variable]}.")
    return int(value)


def url(variable: str) -> str:
    return f"http://{HOST}:{port(variable)}"


def refuse_taken_ports() -> None:
    """End with one line for each port that another program uses."""
    taken = [variable for variable in PORTS if _taken(port(variable))]
    for variable in taken:
        print(
            f"Port {port(variable)} (for the {WHAT[variable]}) is taken by another program. "
            f"Stop that, or choose another port: make demo {variable}={_free_port()}",
            file=sys.stderr,
        )
    if taken:
        sys.exit(1)


def _taken(number: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, number))
        except OSError:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])
