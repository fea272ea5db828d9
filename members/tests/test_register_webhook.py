"""register_webhook: the endpoint in Stripe, made once and mended when it differs."""

import inspect
import io
import re

import pytest
from django.core.management import CommandError, call_command

from members.models import AuditEntry
from reporting.event_types import EVENT_TYPES

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
URL = "http://127.0.0.1:8000/stripe/webhooks"


def register() -> str:
    out = io.StringIO()
    call_command("register_webhook", stdout=out)
    return out.getvalue()


def endpoints(stripe) -> list:
    return stripe.client.v1.webhook_endpoints.list({"limit": 100}).data


def test_it_is_made_and_says_what_to_put_into_env(stripe, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []
    out = register()
    [endpoint] = endpoints(stripe)
    assert (endpoint.url, endpoint.api_version) == (URL, settings.STRIPE_API_VERSION)
    assert set(endpoint.enabled_events) == set(EVENT_TYPES)
    assert re.search(r"^STRIPE_WEBHOOK_SECRETS=whsec_\w{20,}$", out, re.MULTILINE)


def test_secrets_that_are_there_are_not_replaced(stripe):
    out = register()
    assert "add to STRIPE_WEBHOOK_SECRETS, after a comma" in out
    assert "whsec_test" not in out


def test_again_changes_nothing(stripe):
    register()
    stripe.control("DELETE", "requests")
    out = register()
    assert "is as it should be" in out
    assert "whsec" not in out
    assert {request["method"] for request in stripe.requests()} == {"GET"}
    assert AuditEntry.objects.count() == 1


def test_events_are_mended_and_it_is_enabled(stripe, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []
    there = stripe.client.v1.webhook_endpoints.create(
        {"url": URL, "enabled_events": ["customer.created"], "api_version": settings.STRIPE_API_VERSION}
    )
    stripe.client.v1.webhook_endpoints.update(there.id, {"disabled": True})
    out = register()
    assert "was mended" in out
    assert "STRIPE_WEBHOOK_SECRETS is empty" in out
    [endpoint] = endpoints(stripe)
    assert endpoint.id == there.id
    assert (endpoint.status, set(endpoint.enabled_events)) == ("enabled", set(EVENT_TYPES))


def test_one_of_another_version_stays_until_somebody_deletes_it(stripe):
    old = stripe.client.v1.webhook_endpoints.create(
        {"url": URL, "enabled_events": ["*"], "api_version": "2020-08-27"}
    )
    assert f"{old.id} has the same address and another API version" in register()
    assert len(endpoints(stripe)) == 2
    assert f"{old.id} has the same address" in register()
    assert len(endpoints(stripe)) == 2


def test_endpoints_of_other_addresses_are_spared(stripe):
    other = stripe.client.v1.webhook_endpoints.create(
        {"url": "https://elsewhere.example/hook", "enabled_events": ["invoice.paid"]}
    )
    register()
    assert stripe.client.v1.webhook_endpoints.retrieve(other.id).enabled_events == ["invoice.paid"]


def test_the_audit_trail_says_so_without_the_secret(stripe):
    register()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == ("manage.py register_webhook", "webhook_endpoint.create")
    assert "whsec_" not in str(entry.after)


def test_live_events_need_https(stripe, settings):
    settings.STRIPE_LIVE_MODE = True
    with pytest.raises(CommandError, match="https addresses only"):
        register()
    assert endpoints(stripe) == []


def test_stripe_away(stripe):
    stripe.control("POST", "faults", path="/v1/webhook_endpoints*", kind="status", status=401, count=9)
    with pytest.raises(CommandError, match="STRIPE_SECRET_KEY"):
        register()


def test_events_are_all_that_stripe_has_of_what_is_mirrored():
    from stripe.params import _webhook_endpoint_create_params as known

    offered = re.findall(r'"([a-z_.]+\.[a-z_]+)"', inspect.getsource(known).split("enabled_events", 1)[1])
    kinds = (
        r"account|checkout\.session|charge(\.dispute|\.refund)?|coupon|credit_note|customer(\.subscription|\.tax_id)?"
        r"|invoice(_payment)?|payment_intent|payment_method|price|product|promotion_code|refund|setup_intent"
        r"|subscription_schedule"
    )
    wanted = {type for type in offered if re.fullmatch(rf"({kinds})\.[a-z_]+", type)} - {"invoice.upcoming"}
    assert set(EVENT_TYPES) == wanted


def test_help_says_what_is_written_and_what_is_spared(capsys):
    with pytest.raises(SystemExit):
        call_command("register_webhook", "--help")
    out = capsys.readouterr().out
    assert "Written:" in out
    assert "Spared:" in out
