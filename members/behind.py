"""Whoever saves while a regeneration merges waits but shortly, and is told that it shows a little later."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from reporting import patience

HEADER = "Mirror-Behind"
TEXT = (
    "Stripe has what you saved. Here it shows a little later, within minutes; until then pages may say what "
    "was there before."
)


class SaysWhatShowsLater:
    """For programs and the members' app as a header, in the admin as a message on the next page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with patience.limited() as waiting:
            response = self.get_response(request)
        if waiting.is_behind:
            response[HEADER] = "true"
            if request.path.startswith(reverse("admin:index")):
                messages.info(request, TEXT)
        return response
