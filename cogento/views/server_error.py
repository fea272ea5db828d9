"""What nobody expected, and a database that is away. Asks no database for anything."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cogento.errors import DatabaseUnavailable

UNEXPECTED = "Something went wrong here. Whoever runs this installation finds the reason in its log."
API = ("/auth/", "/stripe/", "/postgres/")


def server_error(request: HttpRequest) -> HttpResponse:
    """In words for a person, in the API's own error format for a program."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status, code, why, headers = 500, "error", UNEXPECTED, {}
    if is_away:
        away = DatabaseUnavailable()
        status, code, why = away.status_code, away.default_code, away.text
        headers = {"Retry-After": str(away.wait)}
    if request.path.startswith(API) and "text/html" not in request.headers.get("Accept", ""):
        errors = [{"code": code, "detail": why, "attr": None}]
        return JsonResponse({"type": "server_error", "errors": errors}, status=status, headers=headers)
    return HttpResponse(render_to_string("500.html", {"why": why}), status=status, headers=headers)
