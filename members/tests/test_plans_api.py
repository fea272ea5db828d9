"""`/stripe/plans`, `/stripe/prices/{id}/replace`, `/stripe/price-moves`: plans, and new amounts."""

import pytest

from cogento.errors import FieldInvalid
from members.models import AuditEntry, PriceMove
from members.services import plans, subscriptions
from members.services.bulk.errors import Paused
from members.services.plans import moving
from members.tests import club
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

ADULT = {"name": "Adult", "amount_cents": 12_000, "currency": "GBP", "interval": "year"}


def listed():
    return club.APIClient().get("/postgres/plans").json()["results"]


def test_a_plan_is_made_with_its_price_and_details_and_is_public(stripe):
    details = {
        "tier": 2,
        "order": 1,
        "features": ["All courts", "Saturday coaching"],
        "joining": "anyone",
        "min_age": 18,
        "capacity": 200,
    }
    answer = club.admin().post("/stripe/plans", {**ADULT, **details, "lookup_key": "adult"})
    assert answer.status_code == 201, answer.content
    product = stripe.client.v1.products.retrieve(answer.json()["id"])
    price = stripe.client.v1.prices.retrieve(product.default_price)
    assert (price.unit_amount, price.currency, price.lookup_key) == (12_000, "gbp", "adult")
    assert product.metadata.to_dict() == {
        "tier": "2",
        "order": "1",
        "features": "All courts\nSaturday coaching",
        "joining": "anyone",
        "min_age": "18",
        "capacity": "200",
    }
    (shown,) = listed()
    assert (shown["price_id"], shown["tier"], shown["features"]) == (price.id, 2, details["features"])
    assert (shown["joining"], shown["min_age"], shown["max_age"], shown["places_left"]) == (
        "anyone",
        18,
        None,
        200,
    )
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["plan.create", "price.create"]


def test_the_same_key_makes_one_plan(stripe):
    admin = club.admin()
    answers = [admin.post("/stripe/plans", ADULT, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert len({each.json()["id"] for each in answers}) == 1
    assert len(stripe.client.v1.products.list().data) == len(stripe.client.v1.prices.list().data) == 1


def test_plans_are_listed_in_the_clubs_order_then_by_price(stripe):
    club.plan("Gold", 30_000, details={"order": 1})
    club.plan("Late", 10)
    club.plan("Junior", 100, details={"order": 1})
    club.plan("Adult", 20_000, details={"order": 0})
    assert [each["name"] for each in listed()] == ["Adult", "Junior", "Gold", "Late"]


def test_places_left_are_counted_in_the_mirror(stripe):
    price_id = club.plan(details={"capacity": 2})
    club.membership(club.person(), price_id)
    assert listed()[0]["places_left"] == 1


def test_change_archive_and_restore(stripe):
    admin, price_id = club.admin(), club.plan(details={"tier": 1})
    product_id = stripe.client.v1.prices.retrieve(price_id).product
    path = f"/stripe/plans/{product_id}"
    for _ in range(2):
        answer = admin.patch(path, {"name": "Adults", "description": "All courts", "tier": None, "order": 3})
        assert answer.status_code == 200, answer.content
    product = stripe.client.v1.products.retrieve(product_id)
    assert (product.name, product.description) == ("Adults", "All courts")
    assert product.metadata.to_dict() == {"joining": "anyone", "order": "3"}
    assert AuditEntry.objects.filter(action="plan.change", actor="secretary@example.org").count() == 1
    for _ in range(2):
        assert admin.post(f"{path}/archive").json()["active"] is False
    assert listed() == []
    assert admin.post(f"{path}/restore").json()["active"] is True
    assert [each["name"] for each in listed()] == ["Adults"]
    assert admin.post("/stripe/plans/prod_missing/archive").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "attr"),
    [
        ({"tier": -1}, "tier"),
        ({"capacity": "many"}, "capacity"),
        ({"joining": "friends"}, "joining"),
        ({"min_age": 30, "max_age": 20}, "max_age"),
        ({"features": ["x" * 200] * 3}, "features"),
        ({"features": "one"}, "features"),
        ({"amount_cents": -1}, "amount_cents"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_details_are_named_and_nothing_is_made(stripe, wrong, attr):
    answer = club.admin().post("/stripe/plans", {**ADULT, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr), answer.content
    assert stripe.client.v1.products.list().data == []


def test_what_is_mistyped_in_stripes_dashboard_counts_as_nothing(stripe):
    price_id = club.plan()
    product_id = stripe.client.v1.prices.retrieve(price_id).product
    stripe.client.v1.products.update(product_id, {"metadata": {"tier": "gold", "joining": "Everyone"}})
    plans.change(product_id=product_id, changes={}, details={"order": 1}, by=club.BY)
    (shown,) = listed()
    assert (shown["tier"], shown["joining"]) == (None, "nobody")


def replace(price_id, members, amount_cents=15_000, client=None):
    body = {"amount_cents": amount_cents, "members": members}
    return (client or club.admin()).post(f"/stripe/prices/{price_id}/replace", body)


def paying_member(stripe, price_id, number):
    customer_id = club.person(f"Anna {number}", f"anna{number}@example.org")
    card = stripe.client.v1.payment_methods.attach("pm_card_visa", {"customer": customer_id})
    stripe.client.v1.customers.update(customer_id, {"invoice_settings": {"default_payment_method": card.id}})
    return subscriptions.start(customer_id=customer_id, price_id=price_id, by=club.BY).data["id"]


def prices_of(stripe, ids):
    held = [stripe.client.v1.subscriptions.retrieve(id) for id in ids]
    return [each["items"].data[0].price.id for each in held]


@pytest.mark.parametrize(
    ("members", "follows", "charged"),
    [("stay", False, 0), ("renewal", True, 0), ("now", True, 0), ("now_prorated", True, 3_000)],
)
def test_a_new_amount_and_what_becomes_of_members(stripe, members, follows, charged):
    old = club.plan(lookup_key="adult")
    ids = [paying_member(stripe, old, number) for number in range(2)]
    answers = [replace(old, members) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201], answers[0].content
    move = PriceMove.objects.get()
    made = stripe.client.v1.prices.retrieve(move.price_id)
    assert (made.unit_amount, made.lookup_key, made.recurring.interval) == (15_000, "adult", "year")
    before = stripe.client.v1.prices.retrieve(old)
    assert (before.active, before.lookup_key) == (False, None)
    assert [(each["price_id"], each["amount_cents"]) for each in listed()] == [(made.id, 15_000)]

    for _ in range(2):
        moving.run(move.pk)
    assert prices_of(stripe, ids) == [made.id if follows else old] * 2
    later = [
        each for each in stripe.client.v1.invoices.list().data if each.billing_reason != "subscription_create"
    ]
    assert [each.amount_paid for each in later if each.amount_paid] == ([charged] * 2 if charged else [])
    shown = club.admin().get(f"/stripe/price-moves/{move.pk}").json()
    assert shown["state"] == "done"
    assert sorted(row["outcome"] for row in shown["rows"]) == (["moved"] * 2 if follows else [])
    amounts = set(queries.members().values_list("amount_cents", flat=True))
    assert amounts == {15_000 if follows else 12_000}


def test_one_who_cannot_move_does_not_stop_the_others(stripe):
    old = club.plan()
    leaving, declined, good = (paying_member(stripe, old, number) for number in range(3))
    subscriptions.cancel(subscription_id=leaving, at_period_end=True, by=club.BY)
    customer = stripe.client.v1.subscriptions.retrieve(declined).customer
    card = stripe.client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer})
    stripe.client.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": card.id}})
    replace(old, "now_prorated")
    move = moving.run(PriceMove.objects.get().pk)
    outcomes = dict(move.rows.values_list("subscription_id", "outcome"))
    assert outcomes == {leaving: "left", declined: "failed", good: "moved"}
    assert all(row.message for row in move.rows.exclude(outcome="moved"))

    stripe.client.v1.customers.update(
        customer, {"invoice_settings": {"default_payment_method": _visa(stripe, customer)}}
    )
    assert club.admin().post(f"/stripe/price-moves/{move.pk}/go-on").status_code == 200
    moving.run(move.pk)
    assert move.rows.get(subscription_id=declined).outcome == "moved"
    assert prices_of(stripe, [declined, good]) == [move.price_id] * 2


def _visa(stripe, customer):
    return stripe.client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id


def test_a_move_that_was_cut_short_goes_on_and_moves_nobody_twice(stripe, settings, monkeypatch):
    monkeypatch.setattr("reporting.reader.time.sleep", lambda seconds: None)
    old = club.plan()
    ids = [paying_member(stripe, old, number) for number in range(3)]
    replace(old, "now_prorated")
    move = PriceMove.objects.get()
    stripe.control(
        "POST",
        "faults",
        kind="status",
        status=500,
        method="POST",
        path=f"/v1/subscriptions/{ids[0]}",
        count=-1,
    )
    with pytest.raises(Paused):
        moving.run(move.pk)
    move.refresh_from_db()
    assert (move.state, bool(move.message)) == ("running", True)
    stripe.control("DELETE", "faults")
    assert moving.run(move.pk).state == "done"
    assert prices_of(stripe, ids) == [move.price_id] * 3
    paid = [each.amount_paid for each in stripe.client.v1.invoices.list().data]
    assert sorted(paid) == [3_000] * 3 + [12_000] * 3


def test_a_new_amount_is_refused_with_a_reason(stripe):
    old = club.plan()
    assert replace(old, "stay", 12_000).json()["errors"][0]["attr"] == "amount_cents"
    assert replace("price_missing", "stay").status_code == 400
    assert replace(old, "vanish").status_code == 400
    replace(old, "stay")
    assert replace(old, "stay", 16_000).json()["errors"][0]["attr"] == "price_id"
    assert len(stripe.client.v1.prices.list().data) == 2


@pytest.mark.parametrize("who", ["nobody", "member"])
def test_only_admins_touch_plans(stripe, who):
    club.member()
    client = club.APIClient() if who == "nobody" else club.member_client()
    refused = 401 if who == "nobody" else 403
    assert client.post("/stripe/plans", ADULT).status_code == refused
    assert client.patch("/stripe/plans/prod_1", {}).status_code == refused
    assert replace("price_1", "stay", client=client).status_code == refused
    assert client.get("/stripe/price-moves/1").status_code == refused
    assert len(stripe.client.v1.products.list().data) == 1


def test_details_given_in_code_are_checked_too(stripe):
    with pytest.raises(FieldInvalid):
        plans.create(
            name="A", amount_cents=1, currency="gbp", interval="year", details={"colour": "red"}, by=club.BY
        )
