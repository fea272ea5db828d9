"""Sessions for the API, judged at every request."""

from __future__ import annotations

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from members.models import User
from members.sign_in import sessions


class CsrfOnly(SessionAuthentication):
    """For signing in: nobody is known yet, but a foreign page must not sign anyone in."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        self.enforce_csrf(request)
        return None

    def enforce_csrf(self, request: Request) -> None:
        """Look at Django's request: REST framework's would parse a stranger's body first."""
        super().enforce_csrf(request._request)

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class JudgedSessionAuthentication(CsrfOnly):
    """Asks at every request whether the person may still come in, and ends the session if not."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        self.enforce_csrf(request)
        user = request._request.user
        if not isinstance(user, User):
            return None
        sessions.judge(request._request, user)
        return user, None
