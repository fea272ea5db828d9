"""For runs that follow each other by the thousand (`make mutate`): test databases are taken as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings


class Kept:
    @pytest.fixture(scope="session")
    def django_db_setup(self, request: pytest.FixtureRequest, django_db_blocker) -> Iterator[None]:
        """Made and migrated by a run before, without this plugin."""
        for alias in connections:
            there = connections[alias].settings_dict
            there["NAME"] = "test_" + there["NAME"].removeprefix("test_")
        yield
        with django_db_blocker.unblock():
            connections.close_all()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The quickest first, by what mutmut has measured: most broken copies fall at once."""
        measured = Path("mutmut-stats.json")
        if measured.exists():
            took = json.loads(measured.read_text())["duration_by_test"]
            items.sort(key=lambda item: took.get(item.nodeid, 0))


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("kept", suppress_health_check=[HealthCheck.differing_executors], deadline=None)
    settings.load_profile("kept")
    config.pluginmanager.register(Kept(), "kept")
