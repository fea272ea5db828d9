"""What a worker has done before its first request."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

WORKER = """
import gc
from cogento.wsgi import application
from django.urls import get_resolver
print(get_resolver()._populated, gc.get_freeze_count() > 100_000)
"""


def test_worker_knows_all_routes_before_the_first_request_and_collects_none_of_it():
    found = subprocess.run(
        [sys.executable, "-c", WORKER], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["True", "True"]
