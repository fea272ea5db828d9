"""`/stripe/subscriptions`: start, cancel, resume."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from members.models import AuditEntry, KeptRequest
from members.services import periods
from members.tests import club
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def start(client, customer_id, price_id, **more):
    return client.post("/stripe/subscriptions", {"customer_id": customer_id, "price_id": price_id, **more})


def day_of(seconds):
    return datetime.fromtimestamp(seconds, UTC).date()


def subscriptions_in(stripe):
    return stripe.client.v1.subscriptions.list({"status": "all"}).data


def test_start_in_the_past_is_backdated_and_charges_nothing(stripe):
    customer_id, price_id = club.person(), club.plan()
    began = timezone.localdate() - timedelta(days=500)
    response = start(club.admin(), customer_id, price_id, start_date=began.isoformat())
    assert response.status_code == 201, response.content
    held = stripe.client.v1.subscriptions.retrieve(response.json()["id"])
    assert held.status == "active"
    assert day_of(held.start_date) == began
    renewal = periods.next_anniversary(began, interval="year", interval_count=1, after=timezone.localdate())
    assert day_of(held["items"].data[0].current_period_end) == renewal
    assert [each.total for each in stripe.client.v1.invoices.list().data if each.total] == []
    row = queries.members().get()
    assert (row.status, row.current_period_end_at.date(), row.amount_cents) == ("active", renewal, 12_000)
    assert row.member_since_at.date() == began
    entry = AuditEntry.objects.get(action="subscription.start")
    assert (entry.actor, entry.object_id) == ("secretary@example.org", held.id)


@pytest.mark.parametrize("interval", ["day", "week", "month", "year"])
@pytest.mark.parametrize("days", [1, 28, 31, 365, 366, 731])
def test_any_past_date_and_interval_is_accepted_by_stripe(stripe, interval, days):
    began = timezone.localdate() - timedelta(days=days)
    response = start(club.admin(), club.person(), club.plan(interval=interval), start_date=began.isoformat())
    assert response.status_code == 201, response.content
    assert [each.total for each in stripe.client.v1.invoices.list().data if each.total] == []


def test_start_in_the_future_is_a_trial_until_then(stripe):
    begins = timezone.localdate() + timedelta(days=100)
    made = start(
        club.admin(), club.person(), club.plan(interval="month"), start_date=begins.isoformat(), trial_days=7
    ).json()
    assert made["status"] == "trialing"
    assert made["trial_end_at"][:10] == (begins + timedelta(days=7)).isoformat()


def test_trial_from_now_and_what_happens_at_its_end(stripe):
    made = start(club.admin(), club.person(), club.plan(), trial_days=14, trial_end_behavior="pause").json()
    held = stripe.client.v1.subscriptions.retrieve(made["id"])
    assert held.status == "trialing"
    assert held.trial_end - held.trial_start == 14 * 86400
    assert held.trial_settings.end_behavior.missing_payment_method == "pause"


def test_trial_of_a_past_start_is_counted_from_the_start(stripe):
    began = timezone.localdate() - timedelta(days=10)
    price, admin = club.plan(), club.admin()
    running = start(admin, club.person(), price, start_date=began.isoformat(), trial_days=30).json()
    over = start(admin, club.person("Bert"), price, start_date=began.isoformat(), trial_days=5).json()
    assert running["trial_end_at"][:10] == (began + timedelta(days=30)).isoformat()
    assert (over["status"], over["trial_end_at"]) == ("active", None)


def test_by_invoice_it_is_due_in_fourteen_days_or_as_said(stripe):
    admin, price = club.admin(), club.plan()
    plain = start(admin, club.person(), price, collection_method="send_invoice").json()
    said = start(admin, club.person("B"), price, collection_method="send_invoice", days_until_due=30).json()
    held = {each.id: each for each in subscriptions_in(stripe)}
    assert [held[each["id"]].days_until_due for each in (plain, said)] == [14, 30]
    assert queries.members().first().status == "active"


def test_by_card_without_a_card_says_what_to_do(stripe):
    response = start(club.admin(), club.person(), club.plan())
    assert (response.status_code, club.code_of(response)) == (409, "no_payment_method")
    assert subscriptions_in(stripe) == []
    assert not AuditEntry.objects.filter(action="subscription.start").exists()


def test_second_running_membership_of_the_same_plan_is_refused(stripe):
    customer_id, price_id = club.person(), club.plan()
    club.membership(customer_id, price_id)
    product = stripe.client.v1.prices.retrieve(price_id).product
    monthly = stripe.client.v1.prices.create(
        {"product": product, "unit_amount": 1, "currency": "gbp", "recurring": {"interval": "month"}}
    )
    admin = club.admin()
    for again in (price_id, monthly.id):
        response = start(admin, customer_id, again, trial_days=3)
        assert (response.status_code, club.code_of(response)) == (409, "already_subscribed")
    assert start(admin, customer_id, club.plan("Coaching"), trial_days=3).status_code == 201
    assert start(admin, club.person("Bert"), price_id, trial_days=3).status_code == 201
    assert len(subscriptions_in(stripe)) == 3


def test_same_key_answers_with_the_same_membership(stripe):
    customer_id, price_id, admin = club.person(), club.plan(), club.admin()
    body = {"customer_id": customer_id, "price_id": price_id, "trial_days": 3}
    headers = {"Idempotency-Key": "k1"}
    answers = [admin.post("/stripe/subscriptions", body, headers=headers) for _ in range(3)]
    assert [each.status_code for each in answers] == [201] * 3
    assert len({each.json()["id"] for each in answers}) == 1
    assert AuditEntry.objects.filter(action="subscription.start").count() == 1
    other = admin.post("/stripe/subscriptions", body, headers={"Idempotency-Key": "k2"})
    assert other.status_code == 409
    assert len(subscriptions_in(stripe)) == 1


def test_audit_row_lost_to_a_killed_process_is_written_by_the_next_try(stripe):
    customer_id, price_id, admin = club.person(), club.plan(), club.admin()
    body = {"customer_id": customer_id, "price_id": price_id, "trial_days": 3}
    headers = {"Idempotency-Key": "k1"}
    admin.post("/stripe/subscriptions", body, headers=headers)
    AuditEntry.objects.filter(action="subscription.start").delete()
    KeptRequest.objects.update(ended_at=None, status=None, recorded=False)
    admin.post("/stripe/subscriptions", body, headers=headers)
    assert AuditEntry.objects.filter(action="subscription.start").count() == 1


def test_cancel_at_the_periods_end_and_take_it_back(stripe):
    _, subscription_id = club.member()
    admin, path = club.admin(), f"/stripe/subscriptions/{subscription_id}"
    for _ in range(2):
        response = admin.post(f"{path}/cancel", {"at_period_end": True})
        assert response.json()["cancel_at_period_end"] is True
    assert queries.members().get().cancel_at is not None
    assert stripe.client.v1.subscriptions.retrieve(subscription_id).status == "active"
    for _ in range(2):
        assert admin.post(f"{path}/resume").json()["cancel_at_period_end"] is False
    assert queries.members().get().cancel_at is None
    actions = (
        AuditEntry.objects.filter(object_id=subscription_id).order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["subscription.start", "subscription.cancel", "subscription.resume"]


def test_cancel_now_ends_it_once_and_it_cannot_be_resumed(stripe):
    _, subscription_id = club.member()
    admin, path = club.admin(), f"/stripe/subscriptions/{subscription_id}"
    for _ in range(2):
        assert admin.post(f"{path}/cancel", {"at_period_end": False}).json()["status"] == "canceled"
    assert queries.members().get().status == "canceled"
    entry = AuditEntry.objects.get(action="subscription.cancel")
    assert (entry.before["status"], entry.after["status"]) == ("active", "canceled")
    for request in (f"{path}/resume", f"{path}/cancel"):
        response = admin.post(request, {"at_period_end": True} if "cancel" in request else None)
        assert (response.status_code, club.code_of(response)) == (409, "conflict")


def test_coming_back_after_the_end_is_a_new_membership(stripe):
    customer_id, price_id = club.person(), club.plan()
    old = club.membership(customer_id, price_id)
    admin = club.admin()
    admin.post(f"/stripe/subscriptions/{old}/cancel", {"at_period_end": False})
    response = start(admin, customer_id, price_id, trial_days=1)
    assert response.status_code == 201
    assert response.json()["id"] != old
    assert queries.members().get().status == "trialing"


def test_paused_membership_goes_on(stripe):
    made = start(
        club.admin(), club.person(), club.plan(amount_cents=0), trial_days=1, trial_end_behavior="pause"
    )
    subscription_id = made.json()["id"]
    stripe.control("POST", f"subscriptions/{subscription_id}/end_trial")
    assert stripe.client.v1.subscriptions.retrieve(subscription_id).status == "paused"
    response = club.signed_in(club.staff(email="treasurer@example.org")).post(
        f"/stripe/subscriptions/{subscription_id}/resume"
    )
    assert response.json()["status"] == "active", response.content
    assert queries.members().get().status == "active"


@pytest.mark.parametrize(
    ("wrong", "attr"),
    [
        ({"price_id": "price_missing"}, "price_id"),
        ({"price_id": "../customers"}, "price_id"),
        ({"customer_id": ""}, "customer_id"),
        ({"start_date": "yesterday"}, "start_date"),
        ({"start_date": "1900-01-01"}, "start_date"),
        ({"start_date": "2999-01-01"}, "start_date"),
        ({"trial_days": -1}, "trial_days"),
        ({"collection_method": "cash"}, "collection_method"),
        ({"days_until_due": 7}, "days_until_due"),
        ({"status": "active"}, "status"),
    ],
)
def test_bad_input_is_named_and_nothing_begins(stripe, wrong, attr):
    body = {"customer_id": club.person(), "price_id": club.plan(), **wrong}
    response = club.admin().post("/stripe/subscriptions", body)
    assert response.status_code == 400, response.content
    assert [each["attr"] for each in response.json()["errors"]] == [attr]
    assert subscriptions_in(stripe) == []


def test_archived_and_one_time_prices_are_refused(stripe):
    archived, customer_id, admin = club.plan(), club.person(), club.admin()
    product = stripe.client.v1.prices.retrieve(archived).product
    once = stripe.client.v1.prices.create({"product": product, "unit_amount": 500, "currency": "gbp"})
    stripe.client.v1.prices.update(archived, {"active": False})
    for price_id in (archived, once.id):
        response = start(admin, customer_id, price_id, trial_days=1)
        assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "price_id")


def test_missing_people_and_memberships_are_not_found(stripe):
    admin = club.admin()
    assert start(admin, "cus_missing", club.plan(), trial_days=1).status_code == 404
    assert admin.post("/stripe/subscriptions/sub_missing/cancel", {"at_period_end": True}).status_code == 404
    assert admin.post("/stripe/subscriptions/sub_missing/resume").status_code == 404


@pytest.mark.parametrize("who", ["nobody", "member"])
def test_only_admins_start_pause_and_end_at_once(stripe, who):
    customer_id, subscription_id = club.member()
    client = club.APIClient() if who == "nobody" else club.member_client()
    refused = 401 if who == "nobody" else 403
    path = f"/stripe/subscriptions/{subscription_id}"
    assert start(client, customer_id, "price_1").status_code == refused
    assert client.post(f"{path}/cancel", {"at_period_end": False}).status_code == refused
    assert client.post(f"{path}/pause", {}).status_code == refused
    assert client.post(f"{path}/renewal", {"renewal_date": "2027-01-01"}).status_code == refused
    assert [each.status for each in subscriptions_in(stripe)] == ["active"]


def test_admin_may_not_end_a_superusers_membership(stripe):
    club.superuser()
    _, subscription_id = club.member("Chair", "chair@example.org")
    response = club.admin().post(f"/stripe/subscriptions/{subscription_id}/cancel", {"at_period_end": False})
    assert (response.status_code, club.code_of(response)) == (403, "not_allowed")
    assert [each.status for each in subscriptions_in(stripe)] == ["active"]
