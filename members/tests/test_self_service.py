"""What members do by themselves, where the club allows it: change, cancel, come back, join another plan."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import AuditEntry
from members.services import self_service
from members.tests import club
from members.tests.running import codes, held, post, price_of
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def allow(**may):
    self_service.choose(by="chair@example.org", **may)


def years_ago(years):
    return (timezone.localdate() - timedelta(days=years * 366)).isoformat()


def test_a_member_cancels_with_the_period_and_comes_back(stripe, paying):
    _, subscription_id = paying
    me = club.member_client()
    assert post(subscription_id, "cancel", me, at_period_end=True).status_code == 200
    assert held(stripe, subscription_id).cancel_at_period_end is True
    assert queries.members().get().cancel_at is not None
    assert post(subscription_id, "resume", me).status_code == 200
    assert held(stripe, subscription_id).cancel_at_period_end is False
    entry = AuditEntry.objects.get(action="subscription.cancel")
    assert entry.actor == "anna@example.org"


@pytest.mark.parametrize(
    "body",
    [{"at_period_end": False}, {"on_date": "2027-01-01"}, {"at_period_end": False, "refund": "full"}],
)
def test_a_member_cannot_end_at_once_or_take_money_back(stripe, paying, body):
    _, subscription_id = paying
    assert codes(post(subscription_id, "cancel", club.member_client(), **body)) == (403, "not_allowed")
    assert held(stripe, subscription_id).status == "active"
    assert stripe.client.v1.refunds.list().data == []


def test_the_club_can_keep_each_of_these_to_itself(stripe, paying):
    _, subscription_id = paying
    family, me = club.plan("Family", 20_000), club.member_client()
    allow(may_cancel=False, may_come_back=False, may_join=False)
    assert post(subscription_id, "cancel", me, at_period_end=True).status_code == 403
    assert post(subscription_id, "resume", me).status_code == 403
    assert (
        post(subscription_id, "change", me, price_id=family).status_code == 403
    )  # as long as nobody says so
    assert me.post("/stripe/checkout-sessions", {"price_id": family}).status_code == 403
    assert me.get("/postgres/members/me").json()["allowed"] == {
        "join": False,
        "change": False,
        "cancel": False,
        "come_back": False,
    }
    assert post(subscription_id, "cancel", at_period_end=True).status_code == 200  # admins may


def test_a_member_changes_plan_where_it_is_allowed_and_open(stripe, paying):
    _, subscription_id = paying
    allow(may_change=True)
    me = club.member_client()
    family = club.plan("Family", 20_000, joining="members")
    honorary = club.plan("Honorary", 0, joining="nobody")
    for what in ("change-preview", "change"):
        assert codes(post(subscription_id, what, me, price_id=honorary)) == (403, "not_allowed")
    shown = post(subscription_id, "change-preview", me, price_id=family, prorate=False).json()
    assert shown["due_now_cents"] == 8_000  # a member's own change is always prorated
    assert post(subscription_id, "change", me, price_id=family, prorate=False).status_code == 200
    assert price_of(stripe, subscription_id) == family
    assert [each.amount_paid for each in stripe.client.v1.invoices.list().data] == [8_000, 12_000]


def test_age_and_places_of_a_plan_are_respected(stripe, paying):
    customer_id, subscription_id = paying
    allow(may_change=True)
    me = club.member_client()
    junior = club.plan("Junior", 100, details={"max_age": 17})
    full = club.plan("Full", 100, details={"capacity": 1})
    club.membership(club.person("Ben", "ben@example.org"), full)
    unknown = post(subscription_id, "change", me, price_id=junior)
    assert unknown.json()["errors"][0]["attr"] == "birth_date"
    stripe.client.v1.customers.update(customer_id, {"metadata": {"date_of_birth": years_ago(40)}})
    assert post(subscription_id, "change", me, price_id=junior).status_code == 400
    assert codes(post(subscription_id, "change", me, price_id=full)) == (409, "conflict")
    stripe.client.v1.customers.update(customer_id, {"metadata": {"date_of_birth": years_ago(12)}})
    assert post(subscription_id, "change", me, price_id=junior).status_code == 200
    assert price_of(stripe, subscription_id) == junior


def test_a_second_payment_page_for_the_same_plan_closes_the_first(stripe):
    customer_id, _ = club.member()
    coaching, me = club.plan("Coaching"), club.member_client()
    for _ in range(2):
        answer = me.post("/stripe/checkout-sessions", {"price_id": coaching, "customer_id": customer_id})
        assert answer.status_code == 201, answer.content
        club.later()
    assert [each.status for each in stripe.client.v1.checkout.sessions.list().data] == ["open", "expired"]


def test_the_choice_is_recorded_once(stripe):
    for _ in range(2):
        allow(may_change=True)
    entry = AuditEntry.objects.get(action="self_service.choose")
    assert (entry.before, entry.after) == ({"may_change": False}, {"may_change": True})
