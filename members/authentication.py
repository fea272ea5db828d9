"""Sessions for the API, judged at every request."""

from __future__ import annotations

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
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
        super().enforce_csrf(request._request)  # type: ignore[arg-type]  # it asks for no more

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


class SessionScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI schema describes a session. Signing in itself needs none."""

    target_class = JudgedSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class NoSessionScheme(OpenApiAuthenticationExtension):
    target_class = CsrfOnly
    name: list[str] = []  # nothing to define

    def get_security_requirement(self, auto_schema: object) -> dict[str, list[str]]:
        return {}

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        return []
