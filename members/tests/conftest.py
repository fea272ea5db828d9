"""Fixtures of signing in, and a browser in the back office."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import connections
from django.test import Client

from members.models import User
from members.services import subscriptions
from members.tests import club
from members.tests.authenticator import Authenticator
from members.tests.factories import staff
from members.tests.passkeys import add, by_mail
from members.tests.provider import CLIENT_ID, CLIENT_SECRET, Provider, running
from members.tests.running import give_card
from members.tests.signing_in import Browser


@pytest.fixture(autouse=True)
def an_empty_stripe(stripe) -> None:
    """Whoever the mirror does not know is looked up there."""


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def client(db) -> Client:
    """The membership secretary's browser."""
    client = Client()
    client.force_login(staff(email="secretary@example.org"))
    return client


@pytest.fixture
def anna(db) -> User:
    """Somebody with a role, who may sign in."""
    return staff(email="anna@example.org")


@pytest.fixture
def paying(stripe) -> tuple[str, str]:
    """Customer and Subscription of somebody who has paid 120.00 for a year by card, today."""
    customer_id = club.person()
    give_card(stripe, customer_id)
    answer = subscriptions.start(customer_id=customer_id, price_id=club.plan(), by=club.BY)
    return customer_id, answer.data["id"]


@pytest.fixture
def unknown_to_the_mirror(stripe) -> str:
    """The Customer of somebody who joined in Stripe, and whose webhook has not come."""
    price = club.plan()
    client = stripe.client.v1
    customer = client.customers.create({"name": "Anna Archer", "email": "anna@example.org"})
    client.subscriptions.create(
        {"customer": customer.id, "items": [{"price": price}], "trial_period_days": 30}
    )
    return customer.id


@pytest.fixture
def reporting_away(db, monkeypatch) -> Iterator[None]:
    """The reporting database cannot be reached. For tests with `transaction=True`."""
    connection = connections["reporting"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    yield
    connection.close()


@pytest.fixture
def empty_queue(db) -> None:
    """No job of an earlier test: Django does not empty procrastinate's tables."""
    with connections["default"].cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def a_site_with_a_name(settings) -> None:
    """Where browsers allow passkeys."""
    settings.PUBLIC_URL, settings.PASSKEY_HOST = "http://localhost:8000", "localhost"


@pytest.fixture
def device(a_site_with_a_name, anna) -> Authenticator:
    """Anna's, with a passkey for this site."""
    device = Authenticator()
    assert add(by_mail(anna), device).status_code == 201
    return device


@pytest.fixture(scope="module")
def provider_server() -> Iterator[Provider]:
    with running(Provider()) as provider:
        yield provider


@pytest.fixture
def provider(provider_server, settings) -> Provider:
    """Google and GitHub, set up in the settings; honest, and of nobody yet."""
    server = provider_server
    there = deepcopy(settings.SIGN_IN_PROVIDERS)
    for each in there.values():
        each.update(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    there["google"]["server_metadata_url"] = f"{server.url}/.well-known/openid-configuration"
    there["github"]["authorize_url"] = f"{server.url}/authorize"
    there["github"]["access_token_url"] = f"{server.url}/token"
    there["github"]["api_base_url"] = f"{server.url}/"
    settings.SIGN_IN_PROVIDERS = there
    server.claims, server.emails, server.signs_with, server.is_down = {}, [], None, False
    return server
