from __future__ import annotations

from django.http import HttpRequest

from members.models import User


def who(request: HttpRequest) -> str:
    """The email address of whoever works in the admin, which lets in nobody else."""
    if not isinstance(request.user, User):
        raise TypeError("Only people who are signed in get here.")
    return request.user.email
