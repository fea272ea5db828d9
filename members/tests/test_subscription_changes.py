"""`/stripe/subscriptions/…`: change of plan with its preview, pause, renewal date, several on one payer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from cogento.errors import AlreadySubscribed
from members.models import AuditEntry
from members.services import plans, subscriptions
from members.tests import club
from members.tests.running import codes, day_of, give_card, held, in_days, post, price_of
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_change_now_charges_what_the_preview_said(stripe, paying):
    customer_id, subscription_id = paying
    family = club.plan("Family", 20_000)
    preview = post(subscription_id, "change-preview", price_id=family)
    assert preview.status_code == 200, preview.content
    shown = preview.json()
    assert (shown["due_now_cents"], shown["next_amount_cents"], shown["currency"]) == (8_000, 20_000, "gbp")
    assert sum(line["amount_cents"] for line in shown["lines"]) == 8_000
    assert price_of(stripe, subscription_id) != family

    changed = post(subscription_id, "change", price_id=family, proration_date=shown["proration_date"])
    assert changed.status_code == 200, changed.content
    assert price_of(stripe, subscription_id) == family
    newest = stripe.client.v1.invoices.list({"customer": customer_id}).data[0]
    assert (newest.amount_paid, newest.status) == (8_000, "paid")
    row = queries.members().get()
    assert (row.plan_name, row.amount_cents, row.running_count) == ("Family", 20_000, 1)
    entry = AuditEntry.objects.get(action="subscription.change")
    assert (entry.actor, entry.after["prices"]) == ("secretary@example.org", [family])


def test_change_to_a_cheaper_plan_gives_credit(stripe, paying):
    _, subscription_id = paying
    junior = club.plan("Junior", 5_000)
    assert post(subscription_id, "change-preview", price_id=junior).json()["due_now_cents"] == -7_000
    assert post(subscription_id, "change", price_id=junior).status_code == 200
    assert stripe.client.v1.customers.retrieve(paying[0]).balance == -7_000


def test_change_without_proration_charges_nothing_now(stripe, paying):
    _, subscription_id = paying
    family = club.plan("Family", 20_000)
    before = len(stripe.client.v1.invoices.list().data)
    shown = post(subscription_id, "change-preview", price_id=family, prorate=False).json()
    assert (shown["due_now_cents"], shown["lines"], shown["next_amount_cents"]) == (0, [], 20_000)
    assert post(subscription_id, "change", price_id=family, prorate=False).status_code == 200
    assert price_of(stripe, subscription_id) == family
    assert len(stripe.client.v1.invoices.list().data) == before


def test_change_at_the_renewal_waits_for_it(stripe, paying):
    _, subscription_id = paying
    old, family = price_of(stripe, subscription_id), club.plan("Family", 20_000, "month")
    shown = post(subscription_id, "change-preview", price_id=family, when="renewal").json()
    assert (shown["due_now_cents"], shown["next_amount_cents"]) == (0, 20_000)
    for _ in range(2):
        answer = post(subscription_id, "change", price_id=family, when="renewal")
        assert (answer.json()["price_id"], answer.json()["next_price_id"]) == (old, family), answer.content
    assert price_of(stripe, subscription_id) == old
    assert queries.members().get().plan_name == "Adult"
    (schedule,) = stripe.client.v1.subscription_schedules.list({"scheduled": False}).data
    assert [phase["items"][0].price for phase in schedule.phases] == [old, family]
    assert schedule.phases[0].end_date == held(stripe, subscription_id)["items"].data[0].current_period_end
    assert schedule.end_behavior == "release"


def test_the_renewal_brings_the_planned_change(stripe):
    clock = stripe.client.v1.test_helpers.test_clocks.create({"frozen_time": 1_800_000_000})
    customer = stripe.client.v1.customers.create({"email": "anna@example.org", "test_clock": clock.id})
    give_card(stripe, customer.id)
    answer = subscriptions.start(
        customer_id=customer.id, price_id=club.plan("Adult", 1_000, "month"), by=club.BY
    )
    subscription_id, family = answer.data["id"], club.plan("Family", 2_000, "month")
    subscriptions.change(subscription_id=subscription_id, price_id=family, when="renewal", by=club.BY)
    stripe.client.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": 1_800_000_000 + 32 * 86_400})
    now = held(stripe, subscription_id)
    assert price_of(stripe, subscription_id) == family
    assert "next_price" not in now.metadata
    totals = [invoice.total for invoice in stripe.client.v1.invoices.list({"customer": customer.id}).data]
    assert totals == [2_000, 1_000]


def test_resuming_drops_a_planned_change(stripe, paying):
    _, subscription_id = paying
    family = club.plan("Family", 20_000)
    post(subscription_id, "change", price_id=family, when="renewal")
    answer = post(subscription_id, "resume")
    assert (answer.status_code, answer.json()["next_price_id"]) == (200, "")
    assert held(stripe, subscription_id).schedule is None


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("cancel", {"at_period_end": True}),
        ("pause", {}),
        ("change", {"prorate": False}),
        ("renewal", {"renewal_date": in_days(40).isoformat()}),
    ],
)
def test_another_change_replaces_the_planned_one(stripe, paying, what, body):
    _, subscription_id = paying
    post(subscription_id, "change", price_id=club.plan("Family", 20_000), when="renewal")
    more = {"price_id": club.plan("Junior", 100)} if what == "change" else {}
    answer = post(subscription_id, what, **body, **more)
    assert (answer.status_code, answer.json()["next_price_id"]) == (200, ""), answer.content
    assert held(stripe, subscription_id).schedule is None


def test_a_new_amount_of_the_same_plan_at_the_renewal_needs_no_schedule(stripe, paying):
    _, subscription_id = paying
    product = held(stripe, subscription_id)["items"].data[0].price.product
    dearer = plans.create_price(
        product_id=product, amount_cents=13_000, currency="gbp", interval="year", by=club.BY
    ).data["id"]
    before = len(stripe.client.v1.invoices.list().data)
    assert post(subscription_id, "change", price_id=dearer, when="renewal").status_code == 200
    assert price_of(stripe, subscription_id) == dearer
    assert held(stripe, subscription_id).schedule is None
    assert len(stripe.client.v1.invoices.list().data) == before


def test_a_declined_card_leaves_the_old_plan(stripe, paying):
    customer_id, subscription_id = paying
    old = price_of(stripe, subscription_id)
    give_card(stripe, customer_id, "pm_card_chargeCustomerFail")
    answer = post(subscription_id, "change", price_id=club.plan("Family", 20_000))
    assert codes(answer) == (402, "card_declined")
    assert price_of(stripe, subscription_id) == old
    assert held(stripe, subscription_id).status == "active"
    assert not AuditEntry.objects.filter(action="subscription.change").exists()


def test_change_is_refused_where_it_would_be_a_second_one_of_a_plan(stripe):
    customer_id, adult = club.person(), club.plan()
    club.membership(customer_id, adult)
    coaching = club.membership(customer_id, club.plan("Coaching"))
    for what in ("change-preview", "change"):
        assert codes(post(coaching, what, price_id=adult)) == (409, "already_subscribed")
    assert price_of(stripe, coaching) != adult


def test_change_is_refused_with_a_reason(stripe, paying):
    _, subscription_id = paying
    family = club.plan("Family", 20_000)
    euros = plans.create_price(
        product_id=stripe.client.v1.prices.retrieve(family).product,
        amount_cents=1,
        currency="eur",
        interval="year",
        by=club.BY,
    ).data["id"]
    assert post(subscription_id, "change", price_id=euros).json()["errors"][0]["attr"] == "price_id"
    assert post(subscription_id, "change", price_id="price_missing").status_code == 400
    old = post(subscription_id, "change", price_id=family, proration_date=1)
    assert old.json()["errors"][0]["attr"] == "proration_date"
    post(subscription_id, "cancel", at_period_end=True)
    assert codes(post(subscription_id, "change", price_id=family)) == (409, "conflict")
    post(subscription_id, "cancel", at_period_end=False)
    assert codes(post(subscription_id, "change", price_id=family)) == (409, "conflict")
    assert post("sub_missing", "change", price_id=family).status_code == 404
    assert price_of(stripe, subscription_id) != family


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_starts_and_changes_at_once_leave_one_membership_of_a_plan(stripe):
    customer_id, family = club.person(), club.plan("Family")
    others = [club.membership(customer_id, club.plan(name)) for name in ("Adult", "Coaching", "Gym")]

    def act(number):
        try:
            if number < 3:
                subscriptions.change(
                    subscription_id=others[number], price_id=family, prorate=False, by=club.BY
                )
            else:
                subscriptions.start(customer_id=customer_id, price_id=family, trial_days=3, by=club.BY)
        except AlreadySubscribed:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(act, range(4)))
    assert sum(outcomes) == 1
    running = stripe.client.v1.subscriptions.list({"customer": customer_id}).data
    assert [each["items"].data[0].price.id for each in running].count(family) == 1


def test_pause_until_a_date_keeps_the_member_and_resume_ends_it(stripe, paying):
    _, subscription_id = paying
    until = in_days(60)
    for _ in range(2):
        answer = post(subscription_id, "pause", until_date=until.isoformat())
        assert (answer.status_code, answer.json()["status"], answer.json()["paused"]) == (200, "active", True)
    pause = held(stripe, subscription_id).pause_collection
    assert (pause.behavior, day_of(pause.resumes_at)) == ("void", until)
    assert queries.eligible_members("anna@example.org")
    answer = post(subscription_id, "resume")
    assert answer.json()["paused"] is False
    assert held(stripe, subscription_id).pause_collection is None
    actions = AuditEntry.objects.filter(object_id=subscription_id).order_by("pk")
    assert [each.action for each in actions] == [
        "subscription.start",
        "subscription.pause",
        "subscription.resume",
    ]


@pytest.mark.parametrize(
    ("what", "body", "attr"),
    [
        ("pause", {"until_date": in_days(0).isoformat()}, "until_date"),
        ("pause", {"invoices": "burn"}, "invoices"),
        ("cancel", {}, "at_period_end"),
        ("cancel", {"on_date": in_days(0).isoformat()}, "on_date"),
        ("cancel", {"on_date": in_days(9).isoformat(), "at_period_end": True}, "on_date"),
        ("cancel", {"at_period_end": True, "refund": "full"}, "refund"),
        ("renewal", {"renewal_date": in_days(-1).isoformat()}, "renewal_date"),
        ("renewal-preview", {"renewal_date": in_days(999).isoformat()}, "renewal_date"),
        ("change", {"price_id": "price_1", "when": "yesterday"}, "when"),
    ],
)
def test_bad_input_is_named_and_nothing_changes(stripe, paying, what, body, attr):
    _, subscription_id = paying
    before = held(stripe, subscription_id).to_dict()
    answer = post(subscription_id, what, **body)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr), answer.content
    assert held(stripe, subscription_id).to_dict() == before


def test_the_renewal_date_is_moved_ahead_and_costs_nothing_until_then(stripe, paying):
    _, subscription_id = paying
    date = in_days(100)
    shown = post(subscription_id, "renewal-preview", renewal_date=date.isoformat()).json()
    assert (shown["due_now_cents"], shown["next_payment_at"][:10]) == (0, date.isoformat())
    for _ in range(2):
        answer = post(subscription_id, "renewal", renewal_date=date.isoformat())
        assert answer.status_code == 200, answer.content
    assert day_of(held(stripe, subscription_id)["items"].data[0].current_period_end) == date
    row = queries.members().get()
    assert (row.current_period_end_at.date(), queries.has_access(row)) == (date, True)
    assert len(stripe.client.v1.invoices.list().data) == 1


def test_the_renewal_date_today_charges_a_new_period(stripe):
    customer_id = club.person()
    give_card(stripe, customer_id)
    subscription_id = club.membership(customer_id)
    today = in_days(0).isoformat()
    assert post(subscription_id, "renewal-preview", renewal_date=today).json()["due_now_cents"] == 12_000
    for _ in range(2):
        answer = post(subscription_id, "renewal", renewal_date=today)
        assert answer.status_code == 200, answer.content
    paid = [each.amount_paid for each in stripe.client.v1.invoices.list().data if each.amount_paid]
    assert paid == [12_000]


def test_free_of_charge_is_the_same_plan_with_a_coupon(stripe):
    customer_id, price_id = club.person(), club.plan()
    for person in (customer_id, club.person("Ben", "ben@example.org")):
        answer = club.admin().post(
            "/stripe/subscriptions", {"customer_id": person, "price_id": price_id, "free_of_charge": True}
        )
        assert (answer.status_code, answer.json()["status"]) == (201, "active"), answer.content
    assert {each.total for each in stripe.client.v1.invoices.list().data} == {0}
    assert [each.percent_off for each in stripe.client.v1.coupons.list().data] == [100]


def test_one_customer_pays_for_several_people(stripe):
    payer, price_id, admin = club.person(), club.plan(), club.admin()
    body = {"customer_id": payer, "price_id": price_id, "trial_days": 3}
    for name in ("Ben Archer", "Cleo Archer", ""):
        answer = admin.post("/stripe/subscriptions", {**body, **({"member_name": name} if name else {})})
        assert answer.status_code == 201, answer.content
    again = admin.post("/stripe/subscriptions", {**body, "member_name": " ben  archer "})
    assert codes(again) == (409, "already_subscribed")
    running = stripe.client.v1.subscriptions.list({"customer": payer}).data
    assert sorted(each.metadata.get("member_name", "") for each in running) == [
        "",
        "Ben Archer",
        "Cleo Archer",
    ]
