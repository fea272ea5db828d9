"""Signing in with Google or GitHub: which are set up, and whose address they vouch for. By Authlib.

Nothing of an account is kept: the address that the provider has verified is looked up like a typed one.
Source: https://developers.google.com/identity/openid-connect/openid-connect,
https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
"""

from __future__ import annotations

import hmac
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from authlib.integrations.django_client.apps import DjangoOAuth2App
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from joserfc.errors import JoseError
from requests import RequestException

from members import throttles
from members.sign_in import addresses
from members.sign_in.errors import ProviderRefused

SECONDS = 600
Memory = dict[str, str]

# What the protocol, the network and an answer of another form come to.
_FAILED = (AuthlibBaseError, JoseError, RequestException, LookupError, RuntimeError, TypeError, ValueError)


def configured() -> list[str]:
    return [name for name, provider in settings.SIGN_IN_PROVIDERS.items() if provider["client_id"]]


def begin(name: str, *, page: str) -> tuple[str, str]:
    """The provider's page to go to, and what this browser must bring back, sealed for its cookie.

    Raises:
        ProviderRefused: it is not set up, or cannot be reached.
    """
    try:
        start = _client(name).create_authorization_url(_back_to(name))
    except _FAILED:
        raise ProviderRefused from None
    memory = {key: start[key] for key in ("state", "code_verifier", "nonce") if key in start}
    return start["url"], signing.dumps({**memory, "page": page}, salt=_salt(name))


def put(response: HttpResponse, sealed: str) -> None:
    response.set_cookie(
        settings.PROVIDER_COOKIE_NAME,
        sealed,
        max_age=SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",  # the way back comes from the provider's site
    )


def take_back(response: HttpResponse) -> None:
    response.delete_cookie(settings.PROVIDER_COOKIE_NAME, samesite="Lax")


def page_asked_for(name: str, request: HttpRequest) -> str:
    try:
        return _memory(name, request)["page"]
    except ProviderRefused:
        return ""


def verified_address(name: str, request: HttpRequest) -> str:
    """The address of whoever has just come back from the provider, in this browser, as compared.

    Raises:
        ProviderRefused: they cancelled, have no verified address, came twice, came from elsewhere, or the
            provider cannot be reached.
    """
    memory = _memory(name, request)
    state = request.GET.get("state", "")
    if not hmac.compare_digest(state.encode(), memory["state"].encode()) or not request.GET.get("code"):
        raise ProviderRefused
    if not throttles.is_first_use(state):
        raise ProviderRefused
    client = _client(name)
    try:
        token = client.fetch_access_token(
            redirect_uri=_back_to(name), code=request.GET["code"], code_verifier=memory["code_verifier"]
        )
        address = _ADDRESS[name](client, token, memory)
        return addresses.parse(address or "")
    except _FAILED:  # an AddressInvalid is a ValueError
        raise ProviderRefused from None


def _from_google(client: DjangoOAuth2App, token: dict[str, Any], memory: Memory) -> str | None:
    """Of the id_token, whose signature, issuer, audience, age and nonce are checked."""
    issuer = client.load_server_metadata()["issuer"]
    wanted = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client.client_id},
    }
    claims = client.parse_id_token(token, nonce=memory["nonce"], claims_options=wanted) or {}
    return claims.get("email") if claims.get("email_verified") is True else None


def _from_github(client: DjangoOAuth2App, token: dict[str, Any], memory: Memory) -> str | None:
    answer = client.get("user/emails", token=token)
    answer.raise_for_status()
    return next(
        (row["email"] for row in answer.json() if row["primary"] is True and row["verified"] is True), None
    )


_ADDRESS = {"google": _from_google, "github": _from_github}


def _client(name: str) -> DjangoOAuth2App:
    if name not in configured():
        raise ProviderRefused
    return OAuth().register(name, **settings.SIGN_IN_PROVIDERS[name])


def _memory(name: str, request: HttpRequest) -> Memory:
    try:
        sealed = request.COOKIES.get(settings.PROVIDER_COOKIE_NAME, "")
        memory: Memory = signing.loads(sealed, salt=_salt(name), max_age=SECONDS)
    except signing.BadSignature:
        raise ProviderRefused from None
    return memory


def _back_to(name: str) -> str:
    return settings.PUBLIC_URL + reverse("provider-back", args=[name])


def _salt(name: str) -> str:
    return f"members.sign_in.providers {name}"
