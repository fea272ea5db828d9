"""Read by gunicorn wherever it is started in this folder."""

import gc
import importlib
import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def on_starting(server: Any) -> None:
    """Refuse a wrong environment in one sentence, before workers fail with a traceback each."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogento.settings")
    try:
        importlib.import_module("cogento.settings")
    except ImproperlyConfigured as error:
        sys.exit(f"Cogento cannot start: {error}")


def post_worker_init(worker: Any) -> None:
    """Load what the first request would, and keep it out of garbage collection, which stops all threads."""
    from django.urls import reverse

    reverse("healthz")  # reads all routes, and with them all views
    gc.collect()
    gc.freeze()
