"""WebAuthn as this site speaks it. py_webauthn does the protocol.

Source: https://www.w3.org/TR/webauthn-3/#sctn-rp-operations
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

import webauthn
from django.conf import settings
from django.utils.crypto import constant_time_compare
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from members.models import Passkey, User
from members.sign_in.errors import PasskeyRefused

Verified = TypeVar("Verified")
Options = dict[str, Any]

# The device itself asks for finger, face or PIN: a passkey stands for two factors, and nothing else is asked.
VERIFIED = UserVerificationRequirement.REQUIRED


def options_to_add(user: User, *, challenge: bytes) -> Options:
    """What the browser needs to make a passkey, in its JSON form. A device that has one makes no second."""
    options = webauthn.generate_registration_options(
        rp_id=settings.PASSKEY_HOST,
        rp_name=settings.CLUB_NAME,
        user_id=_handle(user),
        user_name=user.email,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=bytes(passkey.credential_id)) for passkey in user.passkeys.all()
        ],
    )
    return _as_json(options)


def options_to_sign_in(*, challenge: bytes) -> Options:
    """The same for everybody: the device knows which passkeys it has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=settings.PASSKEY_HOST, challenge=challenge, user_verification=VERIFIED
    )
    return _as_json(options)


def verify_new(credential: dict[str, Any], *, challenge: bytes) -> VerifiedRegistration:
    """Raises PasskeyRefused."""
    return _refusing(
        lambda: webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_HOST,
            expected_origin=settings.PUBLIC_URL,
            require_user_verification=True,
        )
    )


def owner_of(credential: dict[str, Any]) -> Passkey:
    """The stored passkey that this answer claims to be of.

    Raises:
        PasskeyRefused: there is none, or the answer names another person as its owner.
    """
    id, handle = _refusing(
        lambda: (
            base64url_to_bytes(credential["rawId"]),
            base64url_to_bytes(credential["response"]["userHandle"]),
        )
    )
    passkey = Passkey.objects.select_related("user").filter(credential_id=id).first()
    if passkey is None or not constant_time_compare(handle, _handle(passkey.user)):
        raise PasskeyRefused
    return passkey


def verify_use(credential: dict[str, Any], passkey: Passkey, *, challenge: bytes) -> VerifiedAuthentication:
    """Raises PasskeyRefused; also where the key counts its uses and the count is not a new one."""
    return _refusing(
        lambda: webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_HOST,
            expected_origin=settings.PUBLIC_URL,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    )


def _handle(user: User) -> bytes:
    """How an authenticator knows the person: always the same, and it tells nobody who they are."""
    return hashlib.sha256(f"{settings.PASSKEY_HOST} {user.pk}".encode()).digest()


def _as_json(options: Any) -> Options:
    parsed: Options = json.loads(webauthn.options_to_json(options))
    return parsed


def _refusing(verify: Callable[[], Verified]) -> Verified:
    try:
        return verify()
    except Exception:  # whatever somebody else's bytes do to the parsers of CBOR, keys and JSON
        raise PasskeyRefused from None
