"""Read by gunicorn wherever it is started in this folder."""

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
