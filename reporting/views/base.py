from __future__ import annotations

from typing import Any

from django.db import DatabaseError, OperationalError
from rest_framework.response import Response

from cogento.databases import answers
from cogento.errors import DatabaseUnavailable, MirrorUnavailable
from reporting import queries


class MirrorView:
    """Says why there is nothing to read while the reporting database is away."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, DatabaseError):
            exc = DatabaseUnavailable() if _is_of_another(exc) else MirrorUnavailable()
        return super().handle_exception(exc)  # type: ignore[misc]


class OwnRows(MirrorView):
    """Members see what is theirs, admins everything."""

    request: Any

    def whose(self) -> list[str] | None:
        """The Customers whose rows may be seen; None for everyone's."""
        if getattr(self, "swagger_fake_view", False):  # the schema is made without a request
            return []
        return None if self.request.user.is_staff else queries.customer_ids_of(self.request.user.email)


def _is_of_another(error: DatabaseError) -> bool:
    """Whether another database than the mirror's is away: this one answers."""
    return isinstance(error, OperationalError) and answers("reporting")
