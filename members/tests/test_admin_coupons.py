"""Coupons in the admin: made, put on a membership, taken off, deleted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from members.tests import club

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
PAGE = "admin:members_coupons"


def make(client: Client, **typed: str):
    form = client.get(reverse(PAGE)).context["form"]
    body = {name: form[name].value() or "" for name in form.fields} | {"duration": "once"} | typed
    return client.post(reverse(PAGE), body), body


def held(stripe):
    return stripe.client.v1.coupons.list().data


def test_a_percentage_for_some_months_and_a_double_click(stripe, client):
    response, body = make(
        client, name="Student", percent_off="50", duration="repeating", duration_in_months="3"
    )
    assert response.status_code == 302, response.content
    assert client.post(reverse(PAGE), body).status_code == 302
    [coupon] = held(stripe)
    assert (coupon.percent_off, coupon.duration_in_months) == (50, 3)
    assert "Student, 50 % off invoices for 3 months" in client.get(reverse(PAGE)).content.decode()


def test_an_amount(stripe, client):
    make(client, name="Welcome", amount_off="12.50", currency="gbp")
    assert held(stripe)[0].amount_off == 1250
    assert "Welcome, £12.50 off the next invoice" in client.get(reverse(PAGE)).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "percent_off"),
        ({"percent_off": "10", "amount_off": "5", "currency": "gbp"}, "percent_off"),
        ({"amount_off": "5"}, "currency"),
        ({"percent_off": "101"}, "percent_off"),
        ({"percent_off": "10", "duration": "repeating"}, "duration_in_months"),
        ({"percent_off": "10", "duration_in_months": "3"}, "duration_in_months"),
    ],
)
def test_what_cannot_be_meant_is_said_at_the_field(stripe, client, typed, field):
    response, _ = make(client, name="Student", **typed)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert held(stripe) == []


def test_put_on_a_membership_and_taken_off(stripe, client):
    make(client, name="Student", percent_off="50")
    customer, subscription = club.member()
    url = reverse("admin:reporting_member_one_membership", args=[customer, subscription])
    assert "No discount stands" in client.get(url).content.decode()
    for coupon_id, count in ((held(stripe)[0].id, 1), ("", 0)):
        response = client.post(url, {"act": "discount", "discount-coupon_id": coupon_id})
        assert response.status_code == 302, response.content
        assert len(stripe.client.v1.subscriptions.retrieve(subscription).discounts) == count
        assert ("A discount stands" in client.get(url).content.decode()) == bool(count)


def test_the_page_is_the_one_that_the_menu_says(stripe, client):
    page = client.get(reverse("admin:members_coupons"))
    items = [item for group in page.context["sidebar_navigation"] for item in group["items"]]
    assert [item["title"] for item in items if item["active"]] == ["Coupons"]
    assert page.context["content_title"] == "Coupons"


def test_deleting_asks_first(stripe, client):
    make(client, name="Student", percent_off="50")
    url = reverse("admin:members_coupon_delete", args=[held(stripe)[0].id])
    assert "Student, 50 % off" in client.get(url).content.decode()
    assert len(held(stripe)) == 1
    assert client.post(url).status_code == 302
    assert held(stripe) == []
    assert "No coupons yet." in client.get(reverse(PAGE)).content.decode()
    assert client.post(url).status_code == 404
