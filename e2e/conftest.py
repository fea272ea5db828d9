"""One product and one browser for all browser tests; every test has a window of its own."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from product import Product
from windows import Windows

from demo.tests import running

RESULTS = Path(__file__).parent.parent / "test-results"
FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """What `make demo` starts, club and all; or the one that runs in the folder COGENTO_RUNNING_DEMO."""
    ports = {name: os.environ.get(name, "") for name in running.places.PORTS}
    if folder := os.environ.get("COGENTO_RUNNING_DEMO"):
        yield Product(Path(folder), ports)
        return
    ports = running.free_ports()
    with running.new_folder() as path:
        process = running.start(path, **ports)
        try:
            running.read_until(process, "is open")
            started = running.descendants(process, path)
            yield Product(path, ports)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            assert running.alive(started) == [], "Ctrl-C left processes behind"
        finally:
            process.kill()
            process.communicate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, object]:
    """Who has signed in already: not every test needs another mail."""
    return {}


@pytest.fixture
def windows(
    browser: Browser, product: Product, sessions: dict, request: pytest.FixtureRequest
) -> Iterator[Windows]:
    opened: list[BrowserContext] = []
    windows = Windows(browser, product, sessions, opened)
    yield windows
    for context in opened:
        for number, page in enumerate(context.pages):
            page.screenshot(path=RESULTS / f"{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert windows.kept_out == []


@pytest.fixture
def page(windows: Windows) -> Page:
    """A window in which nobody is signed in."""
    return windows.open()
