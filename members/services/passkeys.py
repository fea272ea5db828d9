"""A person's passkeys: made, listed, removed. Signing in with one is in `sign_in`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from cogento.emails import normalise_email
from cogento.errors import CogentoError, Conflict, NotAllowed
from members.models import Passkey, User
from members.services import audit
from members.sign_in import challenges, passkeys, sessions
from members.sign_in.errors import PasskeyRefused, PasskeysImpossible
from members.sign_in.passkey_mail import tell_of_passkey

MOST = 20


class TooManyPasskeys(Conflict):
    default_code = "too_many_passkeys"
    default_detail = f"You have {MOST} passkeys. Remove one that you do not use first."


class PasskeyFirst(NotAllowed):
    default_code = "passkey_first"
    default_detail = (
        "Your role asks for a passkey. Sign in with one of yours first; then you can add and remove others. "
        "Lost them all? Whoever runs this installation can remove them."
    )


class NoSuchPasskey(CogentoError):
    status_code = 404
    default_code = "no_such_passkey"
    default_detail = "This passkey is not there any more."


def start_adding(*, user: User) -> tuple[passkeys.Options, str]:
    """What the browser needs to make a passkey, and the sealed challenge for its cookie.

    Raises:
        PasskeysImpossible, PasskeyFirst, TooManyPasskeys: this person cannot add one now.
    """
    if not settings.PASSKEY_HOST:
        raise PasskeysImpossible
    _demand_passkey_where_needed(user)
    if user.passkeys.count() >= MOST:
        raise TooManyPasskeys
    challenge, sealed = challenges.issue(purpose=_purpose(user))
    return passkeys.options_to_add(user, challenge=challenge), sealed


def add(*, request: HttpRequest, user: User, name: str, credential: dict[str, Any], by: str) -> Passkey:
    """Keep the passkey that this person's browser has just made, and tell them by mail.

    Raises:
        PasskeyRefused: not made for this site, this person, this browser or just now; or known already.
        PasskeyFirst, TooManyPasskeys: as `start_adding`.
    """
    made = passkeys.verify_new(credential, challenge=challenges.spend(request, purpose=_purpose(user)))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # or two browsers could each add the first one
        _demand_passkey_where_needed(user)
        if user.passkeys.count() >= MOST:
            raise TooManyPasskeys
        try:
            with transaction.atomic():
                passkey = Passkey.objects.create(
                    user=user,
                    name=name,
                    credential_id=made.credential_id,
                    public_key=made.credential_public_key,
                    sign_count=made.sign_count,
                )
        except IntegrityError:
            raise PasskeyRefused from None
        audit.record(actor=by, action="passkey.add", object_id=str(passkey.pk), after=_shown(passkey))
        tell_of_passkey.defer(passkey_id=passkey.pk)
    return passkey


def remove(*, request: HttpRequest, user: User, passkey_id: int, by: str) -> None:
    """Forget one of this person's passkeys, and end the other sessions that it opened.

    Raises:
        NoSuchPasskey: it is not theirs, or gone.
        PasskeyFirst: their role asks for a passkey, and this session was opened without one.
    """
    _demand_passkey_where_needed(user)
    with transaction.atomic():
        passkey = user.passkeys.select_for_update().filter(pk=passkey_id).first()
        if passkey is None:
            raise NoSuchPasskey
        sessions.end_opened_with(user, passkey_id=passkey_id, but=request.session.session_key)
        audit.record(actor=by, action="passkey.remove", object_id=str(passkey.pk), before=_shown(passkey))
        passkey.delete()


def remove_all(*, email: str, by: str) -> int:
    """Forget every passkey of an address and sign it out everywhere: all of them are lost or stolen."""
    user = User.objects.filter(email=normalise_email(email)).first()
    if user is None:
        return 0
    with transaction.atomic():
        theirs = list(user.passkeys.select_for_update())
        for passkey in theirs:
            audit.record(actor=by, action="passkey.remove", object_id=str(passkey.pk), before=_shown(passkey))
            passkey.delete()
        sessions.end_all(user)
    return len(theirs)


def _demand_passkey_where_needed(user: User) -> None:
    """A mailbox alone must not open the admin: it brings in the first passkey, and no further one."""
    if user.role_waits and user.passkeys.exists():
        raise PasskeyFirst


def _purpose(user: User) -> str:
    return f"add {user.pk}"


def _shown(passkey: Passkey) -> dict[str, str]:
    return {"email": passkey.user.email, "name": passkey.name}
