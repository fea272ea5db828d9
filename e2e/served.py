"""The same club at another address and with other settings, beside the one that `make demo` has started."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

import httpx
from product import Product, eventually

from demo import environment, places
from demo.tests import running


@contextmanager
def served(product: Product, **settings: str) -> Iterator[Product]:
    """At http://localhost: an IP address can have no passkeys."""
    port = running.free_ports()["WEB_PORT"]
    there = copy(product)
    there.url = f"http://localhost:{port}"
    there.settings = {**product.settings, "PUBLIC_URL": there.url, **settings}
    command = [sys.executable, "-m", "gunicorn", "cogento.wsgi", "--bind", f"{places.HOST}:{port}"]
    with subprocess.Popen(
        [*command, "--threads", "4", "--no-control-socket"],
        cwd=places.ROOT,
        env=environment.merged(there.settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            eventually(lambda: _is_ready(f"http://{places.HOST}:{port}/readyz"), "the site with a name")
            yield there
        finally:
            server.terminate()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
