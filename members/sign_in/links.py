"""The link of a mail: a django-sesame token in the fragment, which no server and no referrer ever sees."""

from __future__ import annotations

import base64
import re
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate
from sesame.utils import get_token

from members.models import User

_TOKEN = re.compile(r"[A-Za-z0-9_-]{38}")  # 8 bytes of key, 4 of time, 16 of signature


def to(user: User, *, next_page: str = "") -> str:
    """A link that signs this person in once, within settings.SIGN_IN_SECONDS."""
    parts = {"token": get_token(user, scope=_scope()), **({"next": next_page} if next_page else {})}
    return f"{settings.PUBLIC_URL}/sign-in/confirm#{urlencode(parts)}"


def person(token: str) -> User | None:
    """Whose token this is, if it is whole, ours, not too old and not yet used."""
    if not _is_canonical(token):
        return None
    user = authenticate(None, sesame=token, scope=_scope())
    return user if isinstance(user, User) else None


def _is_canonical(token: str) -> bool:
    """Base64 decodes several texts to the same bytes; only the one that we would write is a token."""
    if not _TOKEN.fullmatch(token):
        return False
    data = base64.urlsafe_b64decode(token + "==")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode() == token


def _scope() -> str:
    return f"sign-in {settings.PUBLIC_URL}"
