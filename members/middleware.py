"""The admin's sessions are judged at every request, as the API's are."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from rest_framework.exceptions import AuthenticationFailed

from cogento.errors import MirrorUnavailable
from members.models import User
from members.sign_in import sessions

logger = logging.getLogger(__name__)


class JudgedAdminSession:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("admin:index")) and isinstance(request.user, User):
            try:
                sessions.judge(request, request.user)
            except MirrorUnavailable:
                pass  # not staff: the admin shows them nothing anyway
            except AuthenticationFailed:
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('admin:login')}?{query}")
            if request.user.role_waits:
                return HttpResponseRedirect(f"/passkeys?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say why there is nothing to show while the reporting database is away or has no tables."""
        if not request.path.startswith(reverse("admin:index")):
            return None
        if not isinstance(exception, OperationalError | ProgrammingError):
            return None
        logger.error(
            "A page of the admin could not be read: %s", type(exception).__name__, exc_info=exception
        )
        return render(request, "members/away.html", {"why": MirrorUnavailable.default_detail}, status=503)
