"""Plans in the admin: list, add, change, a new amount with what becomes of members, archive and restore."""

import pytest
from django.urls import reverse

from members.models import PriceMove
from members.services import plans
from members.services.plans import moving
from members.tests import club
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def page_of(price_id):
    product = next(each.product_id for each in queries.plans(only_active=False) if each.price_id == price_id)
    return reverse("admin:members_pricemove_change", args=[product])


def test_a_plan_is_added_listed_and_changed(stripe, client):
    values = {"name": "Adult", "amount": "240.50", "currency": "gbp", "interval": "year"}
    values |= {"joining": "anyone", "tier": "2", "features": "All courts\nFloodlights"}
    answer = client.post(reverse("admin:members_pricemove_add"), values)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    (plan,) = queries.plans()
    assert (plan.amount_cents, plan.details.tier, plan.details.features) == (
        24_050,
        2,
        ("All courts", "Floodlights"),
    )
    shown = client.get(reverse("admin:members_pricemove_changelist")).content.decode()
    assert "£240.50 a year" in shown
    changed = {"act": "change", "name": "Adults", "joining": "nobody", "capacity": "9"}
    assert client.post(page_of(plan.price_id), changed).status_code == 302
    (plan,) = queries.plans()
    assert (plan.name, plan.details.joining, plan.details.tier, plan.places_left) == (
        "Adults",
        "nobody",
        None,
        9,
    )


def test_a_new_amount_shows_what_becomes_of_members(stripe, client):
    old = club.plan()
    customer_id = club.person()
    club.membership(customer_id, old)
    values = {"act": "amount", "price_id": old, "amount": "150", "members": "renewal"}
    answer = client.post(page_of(old), values)
    move = PriceMove.objects.get()
    assert answer.headers["Location"] == reverse("admin:members_pricemove_move", args=[move.pk])
    moving.run(move.pk)
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "Anna Archer" in shown
    assert "The new amount is £150.00." in shown
    assert "pays it from the renewal on" in shown
    assert "Go on" not in shown
    assert queries.members().get().amount_cents == 15_000


def test_who_failed_can_be_tried_again(stripe, client):
    old = club.plan()
    club.membership(club.person(), old)
    client.post(page_of(old), {"act": "amount", "price_id": old, "amount": "150", "members": "now"})
    move = PriceMove.objects.get()
    moving.run(move.pk)
    move.rows.update(outcome="failed", message="The card was declined.")
    page = reverse("admin:members_pricemove_move", args=[move.pk])
    assert "Go on" in client.get(page).content.decode()
    client.post(reverse("admin:members_pricemove_go_on", args=[move.pk]))
    assert move.rows.get().outcome == "pending"


def test_a_wrong_amount_is_said_at_its_own_price(stripe, client):
    first = club.plan()
    product = stripe.client.v1.prices.retrieve(first).product
    plans.create_price(product_id=product, amount_cents=5_000, currency="gbp", interval="month", by=club.BY)
    page = client.post(page_of(first), {"act": "amount", "price_id": first, "amount": "x", "members": "stay"})
    wrong = [price["price_id"] for price, form in page.context["prices"] if form.errors]
    assert (page.status_code, len(page.context["prices"]), wrong) == (400, 2, [first])
    assert "In GBP, such as 240.00." in page.content.decode()
    assert client.post(page_of(first), {"act": "amount", "price_id": "price_x"}).status_code == 404


def test_archive_and_restore(stripe, client):
    page = page_of(club.plan())
    assert client.get(page).status_code == 200
    client.post(page, {"act": "archive"})
    assert queries.plans() == []
    client.post(page, {"act": "restore"})
    assert len(queries.plans()) == 1


def test_what_is_wrong_is_said_and_nothing_is_written(stripe, client):
    page = page_of(club.plan())
    ages = {"act": "change", "name": "Adult", "joining": "anyone", "min_age": "30", "max_age": "20"}
    assert client.post(page, ages).status_code == 400
    same = client.post(
        page, {"act": "amount", "price_id": queries.plans()[0].price_id, "amount": "120", "members": "stay"}
    )
    assert same.status_code == 400
    assert client.get(reverse("admin:members_pricemove_change", args=["prod_missing"])).status_code == 404
    assert len(stripe.client.v1.prices.list().data) == 1
