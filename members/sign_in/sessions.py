"""How long sessions last, whether one may go on, and ending them from afar."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from members.models import Session, User
from members.sign_in import eligibility
from members.sign_in.devices import device_of
from members.sign_in.errors import MembershipEnded, SessionExpired

BEGAN, USED, DEVICE, PASSKEY = "signed_in_at", "used_at", "device", "passkey"


@receiver(user_logged_in, dispatch_uid="members.sign_in.sessions")
def begin(request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[BEGAN] = request.session[USED] = int(time.time())
    request.session[DEVICE] = device_of(request)
    request.session.set_expiry(_lasts(user))


def judge(request: HttpRequest, user: User) -> None:
    """Let the session go on, or end it. Each use gives a member's another thirty days; staff's just ends.

    Where settings.ADMIN_REQUIRES_PASSKEY, a role counts only in a session that was opened with a passkey.

    Raises:
        MembershipEnded: the person has neither role nor membership any more; the session is gone.
        SessionExpired: staff's session is older than it may be; so is that of a member who was made staff.
        MirrorUnavailable: only the mirror could say, and it is away; the session stays.
    """
    verdict = _verdict(request, user)
    if verdict:
        logout(request)
        raise verdict
    if time.time() - request.session.get(USED, 0) >= settings.SESSION_TOUCH_SECONDS:
        request.session[USED] = int(time.time())
        request.session.set_expiry(_lasts(user) - (_age(request) if user.is_staff else 0))
    if settings.ADMIN_REQUIRES_PASSKEY and user.is_staff and not _opened_with_passkey(request, user):
        user.suspend_role()


def of(user: User) -> QuerySet[Session]:
    """Where this person is signed in now, the latest used first."""
    return user.sessions.filter(expire_date__gt=timezone.now())


def end(user: User, *, public_id: str) -> bool:
    """End one of this person's sessions; False if there is no such one."""
    keys = [session.session_key for session in of(user) if session.public_id == public_id]
    return user.sessions.filter(session_key__in=keys).delete()[0] > 0


def end_opened_with(user: User, *, passkey_id: int, but: str | None) -> None:
    """End what this passkey opened, except for the session with the key `but`."""
    for session in of(user).exclude(session_key=but):
        if session.get_decoded().get(PASSKEY) == passkey_id:
            session.delete()


def end_all(user: User) -> None:
    """Sign this person out everywhere."""
    user.sessions.all().delete()


def _verdict(request: HttpRequest, user: User) -> AuthenticationFailed | None:
    if not eligibility.may_come_in(user):
        return MembershipEnded()
    return SessionExpired() if user.is_staff and _age(request) > settings.STAFF_SESSION_SECONDS else None


def _opened_with_passkey(request: HttpRequest, user: User) -> bool:
    """And the passkey is still there."""
    return user.passkeys.filter(pk=request.session.get(PASSKEY, 0)).exists()


def _age(request: HttpRequest) -> int:
    return int(time.time()) - int(request.session.get(BEGAN, 0))


def _lasts(user: User) -> int:
    return settings.STAFF_SESSION_SECONDS if user.is_staff else settings.SESSION_COOKIE_AGE
