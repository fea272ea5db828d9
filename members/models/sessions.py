from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class Session(AbstractBaseSession):
    """One browser in which somebody is, or was, signed in.

    Source: https://docs.djangoproject.com/en/5.2/topics/http/sessions/#extending-database-backed-session-engines
    """

    user = models.ForeignKey("members.User", models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=100, blank=True, help_text="Such as “Firefox on Android”.")
    signed_in_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(default=timezone.now, help_text="To within a few minutes.")

    class Meta:
        ordering = ["-last_used_at"]

    def __str__(self) -> str:
        return f"Session {self.public_id}"

    @property
    def public_id(self) -> str:
        """A name for this session that opens nothing: its key is what the browser's cookie holds."""
        return salted_hmac("members.session.id", self.session_key, algorithm="sha256").hexdigest()[:24]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from members.sign_in.session_store import SessionStore

        return SessionStore
