"""Saving while a regeneration merges: it is done, it says that it shows later, and later it shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from cogento.errors import MirrorUnavailable
from members.behind import HEADER, TEXT
from members.services import bulk, fields
from members.sign_in import lookup
from members.tests import club, loading
from members.tests.examples import EXAMPLES
from members.tests.test_repeats import CASES, ask
from reporting import inbox, late, queries
from reporting.models import InboxEvent
from reporting.objects import MIRRORED
from reporting.tests.deliveries import deliver, deliver_all, events_of
from reporting.tests.faults import fail_on
from reporting.tests.merging import is_waited_for, merging
from reporting.tests.snapshots import differences, snapshot, wipe
from reporting.tests.test_killed_web import wait_until

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def deliver_new(stripe):
    """What Stripe tells of by itself; answers the events of what is mirrored."""
    here = set(InboxEvent.objects.values_list("id", flat=True))
    new = [event for event in events_of(stripe) if event["id"] not in here]
    for event in new:
        assert deliver(event).status_code == 200
    return [event for event in new if event["data"]["object"]["object"] in MIRRORED]


@pytest.mark.parametrize(("method", "route"), CASES)
def test_every_write_is_done_and_there_when_the_merge_has_ended(stripe, method, route):
    ids, body = EXAMPLES[method, route](stripe)
    deliver_all(stripe)
    with merging():
        answer = ask((method, route), ids, body)
        assert answer.status_code < 300, answer.content
        told = deliver_new(stripe)
    assert (HEADER in answer.headers) == bool(told)
    inbox.apply_pending()
    late.fill()
    found = snapshot()
    wipe()
    call_command("djstripe_sync_models", verbosity=0)
    assert not differences(found, snapshot())


def test_a_member_is_answered_what_they_saved(stripe):
    fields.define(key="diet", label="Diet", target="customer", writable_by="member", by="test")
    customer_id, _ = club.member()
    deliver_all(stripe)
    member = club.member_client()

    def save(value):
        return member.patch(f"/stripe/customers/{customer_id}/metadata", {"metadata": {"diet": value}})

    def shown():
        (own,) = member.get("/postgres/members/me").json()["memberships"]
        return {field["key"]: field["value"] for field in own["fields"]}["diet"]

    assert HEADER not in save("vegetarian").headers
    deliver_new(stripe)
    with merging():
        response = save("vegan")
        assert (response.status_code, response.json()) == (200, {"metadata": {"diet": "vegan"}})
        assert response.headers[HEADER] == "true"
        deliver_new(stripe)
        assert shown() == "vegetarian"
    inbox.apply_pending()
    assert shown() == "vegan"


def test_the_admin_says_that_it_shows_later(stripe, client):
    customer_id, _ = club.member()
    deliver_all(stripe)
    values = {"name": "Anna Baker", "email": "anna@example.org"}
    address = reverse("admin:reporting_member_change", args=[customer_id])
    with merging():
        page = client.post(address, values, follow=True).content.decode()
        assert "Saved in Stripe." in page
        assert TEXT in page
        deliver_new(stripe)
    inbox.apply_pending()
    assert queries.members().get().name == "Anna Baker"
    page = client.post(address, {**values, "name": "Anna Cole"}, follow=True).content.decode()
    assert "Saved in Stripe." in page
    assert TEXT not in page


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("reporting_member", {"name": "Anna Archer", "email": "anna@example.org"}),
        (
            "members_pricemove",
            {"name": "Adult", "amount": "240", "currency": "gbp", "interval": "year", "joining": "anyone"},
        ),
    ],
)
def test_what_was_added_and_has_no_page_yet_leads_to_the_list(stripe, client, page, values):
    with merging():
        answer = client.post(reverse(f"admin:{page}_add"), values, follow=True)
        assert answer.redirect_chain == [(reverse(f"admin:{page}_changelist"), 302)]
        assert TEXT in answer.content.decode()


def test_taking_over_says_when_to_try_again(stripe, client):
    customer_id, _ = club.member()
    stripe.client.v1.customers.update(customer_id, {"name": "Anna Baker"})
    address = reverse("admin:reporting_member_live", args=[customer_id])
    with merging():
        response = client.post(address)
        assert response.status_code == 503
        assert "Try again in a minute" in response.content.decode()
    client.post(address)
    assert queries.members().get().name == "Anna Baker"


def test_who_is_looked_up_is_asked_to_come_again(stripe, unknown_to_the_mirror):
    with merging(), pytest.raises(MirrorUnavailable):
        lookup.make_known("anna@example.org")
    lookup.make_known("anna@example.org")
    assert queries.members().get().customer_id == unknown_to_the_mirror


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_an_import_waits_once_for_all_its_rows(stripe):
    batch = loading.plan(loading.sheet(*(loading.someone(number) for number in range(9))))
    bulk.confirm(batch_id=batch.pk, by=loading.BY, queue=False)

    def carry_out():
        try:
            bulk.run(batch.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with merging():
            running = pool.submit(carry_out)
            wait_until(is_waited_for)
            assert not running.done()
        running.result(60)
    assert loading.outcomes(batch) == ["created"] * 9
    assert queries.members().count() == 9


def test_a_mirror_that_fails_is_behind_too(stripe):
    customer_id = club.person()
    deliver_all(stripe)
    with connections["reporting"].execute_wrapper(fail_on("reporting_objectversion")):
        answer = club.admin().patch(f"/stripe/customers/{customer_id}", {"name": "Anna Baker"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Anna Baker")
    assert answer.headers[HEADER] == "true"
    deliver_new(stripe)
    assert queries.members().get().name == "Anna Baker"
