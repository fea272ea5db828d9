"""Rows for tests. `RoleGrantFactory(email=user.email)` makes a person an admin; see also `staff()`."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from members.models import RoleGrant, User


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")


class RoleGrantFactory(DjangoModelFactory[RoleGrant]):
    class Meta:
        model = RoleGrant

    email = factory.Sequence(lambda n: f"staff{n}@example.org")
    role = RoleGrant.Role.ADMIN
    granted_by = "manage.py grant_role"


def staff(role: str = RoleGrant.Role.ADMIN, **attributes: str) -> User:
    """A person with a role."""
    user = UserFactory(**attributes)
    RoleGrantFactory(email=user.email, role=role)
    return user
