"""Fixtures of signing in."""

from __future__ import annotations

import pytest
from django.db import connections

from members.tests.signing_in import Browser


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def reporting_away(db, monkeypatch) -> None:
    """The reporting database cannot be reached. For tests with `transaction=True`."""
    connection = connections["reporting"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    yield
    connection.close()
