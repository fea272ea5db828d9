"""People who have signed in, and the roles that were granted to email addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property


class User(AbstractBaseUser):
    """One person who signs in, known by an email address. There is no password and no place to keep one.

    Roles are read from RoleGrant, membership from the mirror: neither is stored here.
    """

    password = None  # type: ignore[assignment]  # AbstractBaseUser's column is removed
    email = models.EmailField(unique=True, help_text="In lower case, as compared.")
    created_at = models.DateTimeField(auto_now_add=True)

    role_waits = False  # set for one request, see `suspend_role`

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["User"]()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.email

    @cached_property
    def role(self) -> str | None:
        """The highest role granted to this address and not revoked, or None."""
        roles = set(RoleGrant.objects.active().filter(email=self.email).values_list("role", flat=True))
        return next(
            (role for role in (RoleGrant.Role.SUPERUSER, RoleGrant.Role.ADMIN) if role in roles), None
        )

    def suspend_role(self) -> None:
        """For this request the role does not count: it waits for a session that a passkey opened."""
        self.__dict__["role"], self.role_waits = None, True

    @property
    def is_superuser(self) -> bool:
        return self.role == RoleGrant.Role.SUPERUSER

    @property
    def is_staff(self) -> bool:
        """May enter Django's admin: admins and superusers."""
        return self.role is not None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Superusers may do everything. Admins may do everything but see or change roles."""
        if self.is_superuser:
            return True
        return self.is_staff and "rolegrant" not in perm

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def get_session_auth_hash(self) -> str:
        return self._session_hash(secret=None)

    def has_usable_password(self) -> bool:
        return False

    def check_password(self, raw_password: str | None) -> bool:
        return False

    def set_password(self, raw_password: str | None) -> NoReturn:
        raise TypeError("There are no passwords: people sign in with a link or a code sent by email.")

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret=secret)

    def _session_hash(self, *, secret: str | None) -> str:
        return salted_hmac(
            "members.session", f"{self.pk}:{self.email}", secret=secret, algorithm="sha256"
        ).hexdigest()


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self) -> RoleGrantQuerySet:
        return self.filter(revoked_at=None)


class RoleGrant(models.Model):
    """A role granted to an email address: by whom, when, and until when. Rows are never deleted."""

    class Role(models.TextChoices):
        SUPERUSER = "superuser", "Superuser"
        ADMIN = "admin", "Admin"

    email = models.EmailField(help_text="In lower case. The person need not be a member.")
    role = models.CharField(max_length=20, choices=Role)
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.CharField(max_length=254, help_text="An email address, or the command that did it.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=254, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "role"
        constraints = [
            models.UniqueConstraint(
                fields=["email", "role"],
                condition=models.Q(revoked_at=None),
                name="one_active_grant_per_email_and_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"
