"""What holds for every request, whatever it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse

from cogento.views.not_found import not_found

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
GetResponse = Callable[[HttpRequest], HttpResponse]


class ReadableRequests:
    """Refuses what no browser sends and what neither Django nor PostgreSQL can read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _CONTROL.search(request.path):
            return not_found(request)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or any("\x00" in text for text in (query, *request.COOKIES.values())):
            return _unreadable("The address or a cookie holds a character that cannot be read.")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A reading request that PostgreSQL cannot take: a filter of the admin's, typed by hand."""
        if isinstance(exception, DataError) and request.method in ("GET", "HEAD"):
            return _unreadable("The address asks for something that cannot be looked up.")
        return None


class KeptByNobody:
    """Answers are for whoever asked, unless a view says otherwise: no cache keeps them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _unreadable(detail: str) -> JsonResponse:
    error = {"code": "unreadable", "detail": detail, "attr": None}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=400)
