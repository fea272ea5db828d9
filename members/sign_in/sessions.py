"""How long sessions last, and whether one may go on."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from rest_framework.exceptions import AuthenticationFailed

from members.models import User
from members.sign_in import eligibility
from members.sign_in.errors import MembershipEnded, SessionExpired

_BEGAN = "signed_in_at"


@receiver(user_logged_in, dispatch_uid="members.sign_in.sessions")
def begin(request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[_BEGAN] = int(time.time())
    request.session.set_expiry(
        settings.STAFF_SESSION_SECONDS if user.is_staff else settings.SESSION_COOKIE_AGE
    )


def judge(request: HttpRequest, user: User) -> None:
    """Let the session go on, or end it.

    Raises:
        MembershipEnded: the person has neither role nor membership any more; the session is gone.
        SessionExpired: a role was granted meanwhile, and the session is older than staff's may be.
        MirrorUnavailable: only the mirror could say, and it is away; the session stays.
    """
    verdict = _verdict(request, user)
    if verdict:
        logout(request)
        raise verdict


def _verdict(request: HttpRequest, user: User) -> AuthenticationFailed | None:
    if not eligibility.may_come_in(user):
        return MembershipEnded()
    age = time.time() - request.session.get(_BEGAN, 0)
    return SessionExpired() if user.is_staff and age > settings.STAFF_SESSION_SECONDS else None
