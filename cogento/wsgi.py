from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogento.settings")
_django = get_wsgi_application()
reverse("healthz")  # reads all routes, and with them all views, now and not within somebody's request
gc.collect()
gc.freeze()  # and stays: to look through it for garbage would stop a request for a tenth of a second


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Everything is UTF-8: Django stumbles over `charset=zip` before any middleware could refuse it."""
    kind, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    if "charset" in parameters.lower() and "utf-8" not in parameters.lower():
        environ = environ | {"CONTENT_TYPE": kind}
    return _django(environ, start_response)
