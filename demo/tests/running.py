"""A demo of one's own: on free ports, in a folder of its own, optionally with nothing to load."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from demo import places

SETTINGS = ("DATABASE_URL", "REPORTING_DATABASE_URL", "DJANGO_SETTINGS_MODULE")


@contextmanager
def new_folder() -> Iterator[Path]:
    """Not one of pytest's: every run of pytest shuts their parent to PostgreSQL's own user."""
    with TemporaryDirectory(prefix="cogento-demo-") as path:
        yield Path(path)


def free_ports() -> dict[str, str]:
    sockets = [socket.socket() for _ in places.PORTS]
    try:
        for each in sockets:
            each.bind((places.HOST, 0))
        numbers = [str(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()
    return dict(zip(places.PORTS, numbers, strict=True))


def start(folder: Path, **variables: str) -> subprocess.Popen[str]:
    """`make demo`, without make."""
    env = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return subprocess.Popen(
        [sys.executable, "-m", "demo.run"],
        cwd=places.ROOT,
        env={**env, "DEMO_FOLDER": str(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What the process says, up to the line with these words, or all of it."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"The demo never said {words!r}:\n{said}")


def descendants(process: subprocess.Popen[str], folder: Path) -> list[psutil.Process]:
    """The process's children, and PostgreSQL, which is nobody's child."""
    children = psutil.Process(process.pid).children(recursive=True)
    servers = [
        each
        for each in psutil.process_iter(["cmdline"])
        if str(folder) in " ".join(each.info["cmdline"] or [])
    ]
    return list({each.pid: each for each in [*children, *servers]}.values())


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
