"""What gunicorn.conf.py does to each worker."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

WORKER = """
import gc, runpy, sys
from cogento.wsgi import application
before = "members.views.customers" in sys.modules
runpy.run_path("gunicorn.conf.py")["post_worker_init"](None)
print(before, "members.views.customers" in sys.modules, gc.get_freeze_count() > 100_000)
"""


def test_worker_has_all_views_before_the_first_request_and_collects_none_of_it():
    found = subprocess.run(
        [sys.executable, "-c", WORKER], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["False", "True", "True"]
