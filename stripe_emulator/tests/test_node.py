"""A second official SDK: the one for Node."""

from __future__ import annotations

import subprocess

import pytest

from .clients import HERE, install
from .conftest import Program


def test_the_official_sdk_for_node(emulator: Program, tmp_path_factory: pytest.TempPathFactory) -> None:
    install(tmp_path_factory.getbasetemp())
    command = ["node", str(HERE / "smoke.mjs"), emulator.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == "ok\n", done.stderr
