"""Where sessions are kept: Django's table, with whose each is and in which browser.

Django reads this from settings.SESSION_ENGINE.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from members.models import Session
from members.sign_in.sessions import BEGAN, DEVICE


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)  # noqa: S101
        row.user_id = data.get("_auth_user_id")
        row.device = data.get(DEVICE, "")
        row.signed_in_at = datetime.fromtimestamp(data[BEGAN], UTC) if BEGAN in data else None
        row.last_used_at = timezone.now()
        return row
