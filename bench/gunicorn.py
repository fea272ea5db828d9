"""A web server as in the deployment: two workers of four threads each, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.postgres import HOST, free_port
from bench.stripe import ROOT

OPTIONS = ("--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket")
PATIENCE = 120  # seconds until it must listen


@contextmanager
def serving(application: str, environment: Mapping[str, str], folder: Path = ROOT) -> Iterator[int]:
    """The port at which it listens; it ends with the block. `folder` may hold a gunicorn.conf.py."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{port}", *OPTIONS]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as caller:
            if caller.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("gunicorn did not start.")
