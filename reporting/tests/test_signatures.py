"""Whose deliveries are taken for Stripe's (checklist 26)."""

import hashlib
import hmac
import json
import time
from contextlib import nullcontext

import pytest
from django.conf import settings
from djstripe.models import Customer

from reporting import signatures
from reporting.models import InboxEvent, Member, ObjectVersion
from reporting.tests.deliveries import deliver, events_of, sign

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def event(stripe):
    stripe.client.v1.customers.create({"name": "Ann Able", "email": "ann@example.org"})
    [created] = events_of(stripe)
    return created


def assert_nothing_stored():
    for model in (InboxEvent, Customer, Member, ObjectVersion):
        assert not model.objects.exists()


def test_right(event):
    assert deliver(event).status_code == 200
    assert Member.objects.get().name == "Ann Able"


@pytest.mark.parametrize("secret", ["whsec_test_one", "whsec_test_two"])
def test_two_secrets_during_rotation(event, secret):
    assert deliver(event, secret=secret).status_code == 200


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        "t=1",
        "v1=00",
        "t=x,v1=00",
        "t=１２,v1=00",
        pytest.param(f"t={int(time.time())},v1=é", id="not ASCII"),
        "t=1,t=2,v1=0",
    ],
)
def test_missing_or_malformed(event, signature):
    assert deliver(event, signature=signature.encode("utf-8").decode("latin-1")).status_code == 400
    assert_nothing_stored()


def test_of_another_secret(event):
    assert deliver(event, secret="whsec_other").status_code == 400
    assert_nothing_stored()


def test_of_another_body(event):
    other = json.dumps({**event, "id": "evt_forged"}).encode()
    assert deliver(event, signature=sign(other)).status_code == 400
    assert_nothing_stored()


@pytest.mark.parametrize("seconds", [-301, 302])
def test_too_old_or_ahead(event, seconds):
    response = deliver(event, at=time.time() + seconds)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "signature_expired"
    assert_nothing_stored()


@pytest.mark.parametrize(("seconds", "right"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_to_the_second(monkeypatch, seconds, right):
    monkeypatch.setattr(signatures.time, "time", lambda: 1_800_000_000)
    header = sign(b"{}", at=1_800_000_000 + seconds)
    with nullcontext() if right else pytest.raises(signatures.SignatureExpired):
        signatures.verify(b"{}", header, settings.STRIPE_WEBHOOK_SECRETS)


@pytest.mark.parametrize("at", ["²", "１２", "-1", "1" * 5000, ""])
def test_a_time_that_is_no_number_though_signed(at):
    mac = hmac.new(b"whsec_test_one", f"{at}.{{}}".encode(), hashlib.sha256).hexdigest()
    with pytest.raises(signatures.SignatureInvalid) as refused:
        signatures.verify(b"{}", f"t={at},v1={mac}", ["whsec_test_one"])
    assert type(refused.value) is signatures.SignatureInvalid


@pytest.mark.parametrize("seconds", [-290, 290])
def test_within_five_minutes(event, seconds):
    assert deliver(event, at=time.time() + seconds).status_code == 200


def test_no_secret_configured(event, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []
    assert deliver(event).status_code == 400
    assert_nothing_stored()
