"""Coupons and promotion codes: made, listed, stopped, put on a membership and taken off."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from members.models import AuditEntry
from members.services import coupons
from members.tests import club
from members.tests.factories import staff
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
HALF = {"name": "Student", "percent_off": 50, "duration": "forever"}


def coupon(**more):
    return club.admin().post("/stripe/coupons", {**HALF, **more}).json()["id"]


def discounts(subscription):
    return f"/stripe/subscriptions/{subscription}/discount"


def test_coupon_is_made_listed_and_stopped(stripe):
    admin = club.admin()
    made = admin.post("/stripe/coupons", HALF)
    assert made.status_code == 201, made.content
    assert admin.post("/stripe/coupons", HALF).json()["id"] == made.json()["id"]  # a double click
    listed = admin.get("/stripe/coupons").json()["results"]
    assert [(each["name"], each["percent_off"], each["valid"]) for each in listed] == [
        ("Student", 50.0, True)
    ]
    assert admin.delete(f"/stripe/coupons/{made.json()['id']}").status_code == 204
    assert stripe.client.v1.coupons.list().data == []
    actions = [entry.action for entry in AuditEntry.objects.order_by("pk")]
    assert actions == ["coupon.create", "coupon.delete"]


def test_amount_off_for_some_months(stripe):
    body = {"name": "Welcome", "amount_off_cents": 500, "currency": "GBP", "duration": "repeating"}
    made = club.admin().post("/stripe/coupons", {**body, "duration_in_months": 3, "redeem_by": "2030-01-31"})
    held = stripe.client.v1.coupons.retrieve(made.json()["id"])
    assert (held.amount_off, held.currency, held.duration_in_months) == (500, "gbp", 3)


@pytest.mark.parametrize(
    "change",
    [
        {"percent_off": 0},
        {"percent_off": 101},
        {"amount_off_cents": 5, "currency": "gbp"},
        {"percent_off": None},
        {"duration": "repeating"},
        {"duration_in_months": 3},
        {"name": "x" * 41},
    ],
)
def test_coupons_that_make_no_sense_are_refused(stripe, change):
    body = {key: value for key, value in {**HALF, **change}.items() if value is not None}
    assert club.admin().post("/stripe/coupons", body).status_code == 400
    assert stripe.client.v1.coupons.list().data == []


def test_promotion_code_is_made_switched_and_its_name_is_taken(stripe):
    id, admin = coupon(), club.admin()
    made = admin.post("/stripe/promotion-codes", {"coupon_id": id, "code": "SPRING", "max_redemptions": 5})
    assert made.status_code == 201, made.content
    assert (made.json()["coupon_id"], made.json()["active"]) == (id, True)
    taken = admin.post("/stripe/promotion-codes", {"coupon_id": id, "code": "spring"})
    assert (taken.status_code, club.code_of(taken)) == (409, "name_taken")
    path = f"/stripe/promotion-codes/{made.json()['id']}"
    for _ in range(2):
        assert admin.patch(path, {"active": False}).json()["active"] is False
    assert [each["active"] for each in admin.get("/stripe/promotion-codes").json()["results"]] == [False]
    assert AuditEntry.objects.filter(action="promotion_code.switch").count() == 1
    unknown = admin.post("/stripe/promotion-codes", {"coupon_id": "missing", "code": "X"})
    assert (unknown.status_code, unknown.json()["errors"][0]["attr"]) == (400, "coupon_id")


def test_discount_is_put_on_a_membership_and_taken_off(stripe):
    _, subscription = club.member()
    id, admin = coupon(), club.admin()
    for _ in range(2):
        assert admin.put(discounts(subscription), {"coupon_id": id}).status_code == 200
    held = stripe.client.v1.subscriptions.retrieve(subscription, {"expand": ["discounts"]})
    assert [each.source.coupon for each in held.discounts] == [id]
    assert stripe.client.v1.coupons.retrieve(id).times_redeemed == 1
    assert len(queries.subscriptions().get().stripe_data["discounts"]) == 1
    assert admin.delete(discounts(subscription)).status_code == 200
    assert stripe.client.v1.subscriptions.retrieve(subscription).discounts == []
    assert queries.subscriptions().get().stripe_data["discounts"] == []
    assert admin.delete(discounts(subscription)).status_code == 200


def test_a_stopped_code_and_an_unknown_coupon_are_named(stripe):
    _, subscription = club.member()
    admin = club.admin()
    code = admin.post("/stripe/promotion-codes", {"coupon_id": coupon(), "code": "SPRING"}).json()["id"]
    admin.patch(f"/stripe/promotion-codes/{code}", {"active": False})
    stopped = admin.put(discounts(subscription), {"promotion_code_id": code})
    assert (stopped.status_code, club.code_of(stopped)) == (409, "coupon_expired")
    assert admin.put(discounts(subscription), {"coupon_id": "missing"}).status_code == 400
    for body in ({}, {"coupon_id": "a", "promotion_code_id": "b"}):
        assert admin.put(discounts(subscription), body).status_code == 400
    assert stripe.client.v1.subscriptions.retrieve(subscription).discounts == []


def test_who_may_give_discounts(stripe):
    _, subscription = club.member()
    _, chairs = club.member("Chair", "chair@example.org")
    staff("superuser", email="chair@example.org")
    body = {"coupon_id": coupon()}
    assert club.APIClient().put(discounts(subscription), body).status_code == 401
    assert club.member_client().put(discounts(subscription), body).status_code == 403
    assert club.member_client().get("/stripe/coupons").status_code == 403
    assert club.admin().put(discounts(chairs), body).status_code == 403
    assert club.admin().put(discounts("sub_missing"), body).status_code == 404
    assert club.admin().delete("/stripe/coupons/missing").status_code == 404
    assert club.admin().patch("/stripe/promotion-codes/missing", {"active": True}).status_code == 404


def test_the_last_day_counts_until_its_end(stripe, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    today = timezone.localdate().isoformat()
    admin = club.admin()
    made = admin.post("/stripe/coupons", {**HALF, "redeem_by": today}).json()["id"]
    code = {"coupon_id": made, "code": "TODAY", "expires_date": today}
    assert admin.post("/stripe/promotion-codes", code).status_code == 201
    ends = {
        stripe.client.v1.coupons.retrieve(made).redeem_by,
        stripe.client.v1.promotion_codes.list().data[0].expires_at,
    }
    (end,) = (timezone.localtime(datetime.fromtimestamp(each, UTC)) for each in ends)
    assert (end.date().isoformat(), end.hour, end.minute, end.second) == (today, 23, 59, 59)


def test_a_last_day_that_is_over_is_refused(stripe):
    admin = club.admin()
    made = admin.post("/stripe/coupons", HALF).json()["id"]
    over = {"redeem_by": "2020-01-31"}, {"coupon_id": made, "code": "OLD", "expires_date": "2020-01-31"}
    for path, body in zip(("coupons", "promotion-codes"), over, strict=True):
        answer = admin.post(f"/stripe/{path}", {**HALF, **body} if path == "coupons" else body)
        assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (
            400,
            "This day is over. Enter today or a later day.",
        )
    assert stripe.client.v1.promotion_codes.list().data == []


@pytest.mark.parametrize("by_code", [False, True])
def test_a_discount_in_another_currency_is_refused(stripe, by_code):
    _, subscription = club.member()
    coupon = coupons.create(name="Yen", amount_off_cents=500, currency="jpy", by=club.BY).data["id"]
    chosen = {"coupon_id": coupon}
    if by_code:
        made = coupons.create_code(coupon_id=coupon, code="YEN", by=club.BY)
        chosen = {"promotion_code_id": made.data["id"]}
    answer = club.admin().put(f"/stripe/subscriptions/{subscription}/discount", chosen)
    assert (answer.status_code, club.code_of(answer)) == (409, "currency_mismatch")
    assert stripe.client.v1.subscriptions.retrieve(subscription).discounts == []


def test_a_membership_that_has_ended_takes_no_discount(stripe):
    _, subscription = club.member()
    coupon = coupons.create(**HALF, by=club.BY).data["id"]
    stripe.client.v1.subscriptions.cancel(subscription)
    answer = club.admin().put(f"/stripe/subscriptions/{subscription}/discount", {"coupon_id": coupon})
    assert (answer.status_code, club.code_of(answer)) == (409, "conflict")
    assert "has ended" in answer.json()["errors"][0]["detail"]


def test_a_code_whose_coupon_is_gone_is_not_said_to_work_again(stripe):
    coupon = coupons.create(**HALF, by=club.BY).data["id"]
    code = coupons.create_code(coupon_id=coupon, code="SPRING", by=club.BY).data["id"]
    coupons.switch_code(promotion_code_id=code, active=False, by=club.BY)
    coupons.delete(coupon_id=coupon, by=club.BY)
    answer = club.admin().patch(f"/stripe/promotion-codes/{code}", {"active": True})
    assert (answer.status_code, club.code_of(answer)) == (409, "coupon_expired")
    assert AuditEntry.objects.filter(action="promotion_code.switch").count() == 1
