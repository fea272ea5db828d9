"""Signing in: with link or code of a mail, a passkey, Google or GitHub. Whatever the way, one gate."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from cogento.emails import normalise_email
from members import throttles
from members.models import Passkey, SignInRequest, User
from members.sign_in import (
    addresses,
    challenges,
    codes,
    eligibility,
    links,
    lookup,
    next_page,
    passkeys,
    providers,
    sessions,
    ticket,
)
from members.sign_in.errors import (
    CodeInvalid,
    LinkInvalid,
    NobodyToLetIn,
    PasskeyRefused,
    PasskeysImpossible,
    ProviderRefused,
    SignInRefused,
    TooManyTries,
)
from members.sign_in.jobs import send_sign_in_mail

BACKEND = "sesame.backends.ModelBackend"


def ask(*, email: str, page: str, network: str) -> ticket.Ticket:
    """Queue the mail, and give the browser what binds the code to it.

    Nothing is looked up, and a throttled request does the same work and takes it back: neither the answer
    nor its time tells who is a member.
    """
    browser = ticket.Ticket.issue(email)
    with transaction.atomic():
        network_allowed = throttles.allows_network(network)
        with transaction.atomic():
            mailbox_allowed = throttles.allows_mailbox(addresses.mailbox(email))
            request = SignInRequest.objects.create(
                nonce_hash=browser.nonce_hash,
                email=email,
                next=next_page.safe(page),
                issued_at=browser.issued_at,
            )
            send_sign_in_mail.defer(request_id=request.pk)
            if not (network_allowed and mailbox_allowed):
                transaction.set_rollback(True)
    return browser


def with_link(*, request: HttpRequest, token: str) -> User:
    """Sign in whoever the link was made for.

    Raises:
        LinkInvalid: it is not whole, not ours, too old or used.
        MirrorUnavailable: nobody can say whether this person is a member; the link still works.
    """
    user = links.person(token)
    if user is None:
        raise LinkInvalid
    _enter(request=request, user=user, refused=LinkInvalid)
    return user


def with_code(*, request: HttpRequest, code: str) -> User:
    """Sign in whoever asked in this browser, with the six digits of their mail. Each call costs a try.

    Raises:
        CodeInvalid: wrong, too old, tried too often, or asked for in another browser.
        MirrorUnavailable: nobody can say whether this person is a member.
    """
    browser = ticket.of(request)
    if browser is None or not codes.spend_try(browser.nonce_hash):
        raise CodeInvalid
    user = User.objects.filter(email=browser.email).first()
    stands_in = user or User(pk=0, email=browser.email)
    right = codes.matches(code, stands_in, nonce_hash=browser.nonce_hash, issued_at=browser.issued_at)
    if user is None or not right:
        raise CodeInvalid
    _enter(request=request, user=user, refused=CodeInvalid)
    return user


def start_with_passkey() -> tuple[passkeys.Options, str]:
    """What any browser needs to sign in with a passkey, and the sealed challenge for its cookie.

    Raises:
        PasskeysImpossible: browsers allow none for this site's address.
    """
    if not settings.PASSKEY_HOST:
        raise PasskeysImpossible
    challenge, sealed = challenges.issue(purpose=challenges.SIGN_IN)
    return passkeys.options_to_sign_in(challenge=challenge), sealed


def with_passkey(*, request: HttpRequest, credential: dict[str, Any], network: str) -> User:
    """Sign in whoever's device signed this browser's challenge. No address is asked for.

    Raises:
        PasskeyRefused: unknown, removed, not of this site, a copy, or its owner may not come in. It does not
            say which.
        TooManyTries: from this network, within the hour.
        MirrorUnavailable: nobody can say whether this person is a member.
    """
    if not throttles.allows_passkey(network):
        raise TooManyTries
    challenge = challenges.spend(request, purpose=challenges.SIGN_IN)
    passkey = passkeys.owner_of(credential)
    used = passkeys.verify_use(credential, passkey, challenge=challenge)
    with transaction.atomic():
        unmoved = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
        if unmoved.update(sign_count=used.new_sign_count, last_used_at=timezone.now()) != 1:
            raise PasskeyRefused
        _enter(request=request, user=passkey.user, refused=PasskeyRefused)
        request.session[sessions.PASSKEY] = passkey.pk
    return passkey.user


def start_with_provider(*, provider: str, page: str, network: str) -> tuple[str, str]:
    """The page of Google or GitHub to go to, and the sealed memory for this browser's cookie.

    Raises:
        ProviderRefused: it is not set up or cannot be reached.
        TooManyTries: from this network, within the hour.
    """
    if not throttles.allows_provider(network):
        raise TooManyTries
    return providers.begin(provider, page=page)


def with_provider(*, request: HttpRequest, provider: str) -> User:
    """Sign in whoever comes back from there with a verified address that may come in.

    Raises:
        ProviderRefused: whatever the reason. An unknown address leaves no person behind.
        MirrorUnavailable, StripeError: nobody can say whether this address is a member's.
    """
    address = providers.verified_address(provider, request)
    lookup.make_known(address)
    if not eligibility.has_role(address) and not eligibility.members(address):
        raise ProviderRefused
    user, _ = User.objects.get_or_create(email=address)
    _enter(request=request, user=user, refused=ProviderRefused)
    return user


def page_asked_for(*, request: HttpRequest) -> str:
    """The page that this browser wanted when it asked for the mail."""
    browser = ticket.of(request)
    asked = browser and SignInRequest.objects.filter(nonce_hash=browser.nonce_hash).first()
    return asked.next if asked else ""


def first_page(*, user: User, wanted: str) -> str:
    """Where to go now: the wanted page of this site, else the admin for staff who are not members."""
    page = next_page.safe(wanted)
    if page not in ("", "/"):
        return page
    return "/admin/" if user.is_staff and not eligibility.is_member(user) else "/"


def link_for(*, email: str) -> str:
    """A sign-in link to hand over without a mail.

    Raises:
        NobodyToLetIn: the address has no role and no current membership.
        MirrorUnavailable: the address has no role, and nobody can say whether it is a member's.
    """
    address = normalise_email(email)
    if not eligibility.has_role(address) and not eligibility.members(address):
        raise NobodyToLetIn
    user, _ = User.objects.get_or_create(email=address)
    return links.to(user)


def _enter(*, request: HttpRequest, user: User, refused: type[SignInRefused]) -> None:
    """Open a session for this person, ending whichever one there was.

    `last_login` is part of every link and code, so moving it kills them all. Of any number of simultaneous
    uses, only the one that moves it from what the link or code saw goes on.
    """
    if not eligibility.may_come_in(user):
        raise refused
    with transaction.atomic():
        unmoved = User.objects.filter(pk=user.pk, last_login=user.last_login)
        if unmoved.update(last_login=timezone.now()) != 1:
            raise refused
        request.session.flush()
        login(request, user, backend=BACKEND)
