"""The base of every view that writes to Stripe: the same request twice does it once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from members.models import User
from members.services import repeats

WRITING = ("POST", "PUT", "PATCH", "DELETE")
REPLAYED = "Idempotent-Replayed"  # Stripe's own word for it

Handler = Callable[..., Response]


class WritingView(APIView):
    """Stands between the checks of who may do it and the method that does it."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        name = str(request.method).lower()
        handler = getattr(self, name, None)
        if request.method in WRITING and handler and (by := self.asked_by(request)):
            setattr(self, name, partial(_once, handler, by))

    def asked_by(self, request: Request) -> str:
        """Whose request it is, for theirs alone to be the same again. Empty: nothing is kept."""
        return request.user.email if isinstance(request.user, User) else ""


def _once(handler: Handler, by: str, request: Request, *args: Any, **kwargs: Any) -> Response:
    asked = repeats.Asked.of(
        by=by,
        method=str(request.method),
        path=request.path,
        data=request.data,
        key=request.headers.get("Idempotency-Key", ""),
    )

    def act() -> tuple[int, str]:
        response = handler(request, *args, **kwargs)
        return response.status_code, JSONRenderer().render(response.data).decode()

    given = repeats.once(asked, act)
    headers = {REPLAYED: "true"} if given.again else {}
    return Response(json.loads(given.answer or "null"), status=given.status, headers=headers)
