"""People who sign in, for tests of the API."""

from __future__ import annotations

from django.test import Client

from members.models import RoleGrant, User


def signed_in(email: str, role: str = "") -> Client:
    user = User.objects.create(email=email)
    if role:
        RoleGrant.objects.create(email=email, role=role, granted_by="a test")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
