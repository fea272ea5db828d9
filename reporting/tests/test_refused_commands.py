"""dj-stripe brings commands along that would harm the mirror, or write to Stripe: they do nothing here."""

import pytest
from django.core.management import CommandError, call_command, get_commands

from reporting.models import InboxEvent

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

HARMLESS = {"djstripe_clear_expired_idempotency_keys"}  # a table that is not used


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("djstripe_process_events", "manage.py catch_up_events"),
        ("djstripe_sync_customers", "manage.py djstripe_sync_models"),
        ("djstripe_init_customers", "manage.py djstripe_sync_models"),
        ("stripe_listen", "stripe listen --forward-to"),
    ],
)
def test_it_says_what_to_run_instead(stripe, name, instead):
    stripe.client.v1.customers.create({"name": "Ann"})
    stripe.control("DELETE", "requests")
    with pytest.raises(CommandError, match=f"nothing was done. Run instead: {instead}"):
        call_command(name)
    assert stripe.requests() == []
    assert not InboxEvent.objects.exists()


def test_every_command_of_dj_stripes_is_looked_at():
    assert {name for name, app in get_commands().items() if app == "djstripe"} == HARMLESS
