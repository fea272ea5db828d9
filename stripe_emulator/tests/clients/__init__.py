"""Stripe's own clients from npm: `make` installs them, or the first test that needs them."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
CLI = HERE / "node_modules/.bin/stripe"
INSTALLED = HERE / "node_modules/.installed"


def install(scratch: Path) -> None:
    """`npm ci`, once for all test processes."""
    lock_file = HERE / "package-lock.json"
    with open(scratch.parent / "clients.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if INSTALLED.exists() and INSTALLED.stat().st_mtime >= lock_file.stat().st_mtime:
            return
        command = ["npm", "--prefix", str(HERE), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, check=True)
        INSTALLED.touch()
