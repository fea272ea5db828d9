"""How often in a minute one person, or one network of people unknown, may ask the API for something."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from members import throttles
from members.models import User
from members.sign_in import network

if TYPE_CHECKING:
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

WINDOW = timedelta(minutes=1)
FILES = ("csv", "xlsx")


class ByKind(BaseThrottle):
    """A view names its kind as `throttle_kind` (None: it has limits of its own); else it is read or written.

    Files that people download count as bulk. Who is not signed in is counted by network.
    """

    seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        kind = getattr(view, "throttle_kind", _kind(request))
        if kind is None:
            return True
        if not isinstance(request.user, User):
            kind, who, limit = "public", network.of(request), settings.API_THROTTLES["public"]
        else:
            factor = settings.API_THROTTLE_STAFF_FACTOR if request.user.is_staff else 1
            who, limit = str(request.user.pk), settings.API_THROTTLES[kind] * factor
        try:
            self.seconds = throttles.seconds_to_wait(kind=f"api.{kind}", what=who, limit=limit, window=WINDOW)
        except DatabaseError as error:  # what needs no database is answered without one
            logger.warning("Requests are not counted: %s", type(error).__name__)
        return not self.seconds

    def wait(self) -> float:
        return self.seconds


def _kind(request: Request) -> str:
    if request.method not in SAFE_METHODS:
        return "writes"
    return "bulk" if request.accepted_renderer.format in FILES else "reads"
