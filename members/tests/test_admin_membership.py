"""A membership's page in the admin: change with preview, renewal date, pause, end; what members may do."""

import pytest
from django.test import Client
from django.urls import reverse

from members.models import SelfService
from members.tests import club
from members.tests.factories import staff
from members.tests.running import held, in_days, price_of
from members.tests.test_subscription_endings import refunds_in

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def signed_in(role="admin"):
    client = Client()
    client.force_login(staff(role, email=f"{role}@example.org"))
    return client


def post(client, ids, act, **values):
    preview = {"preview": "yes"} if values.pop("preview", False) else {}
    data = {"act": act, **preview, **{f"{act}-{name}": value for name, value in values.items()}}
    return client.post(reverse("admin:reporting_member_one_membership", args=ids), data)


def test_a_change_is_previewed_and_then_done(stripe, paying):
    family, client = club.plan("Family", 20_000), signed_in()
    assert client.get(reverse("admin:reporting_member_one_membership", args=paying)).status_code == 200
    page = post(client, paying, "change", price_id=family, how="now", preview=True)
    assert "£80.00 is charged now." in page.content.decode()
    assert price_of(stripe, paying[1]) != family
    at = page.context["preview"].proration_date
    done = post(client, paying, "change", price_id=family, how="now", proration_date=at)
    assert done.status_code == 302
    assert price_of(stripe, paying[1]) == family


def test_the_renewal_date_is_previewed_and_moved(stripe, paying):
    client, date = signed_in(), in_days(50).isoformat()
    page = post(client, paying, "renewal", renewal_date=date, preview=True)
    assert "Nothing is charged now." in page.content.decode()
    assert held(stripe, paying[1]).status == "active"
    assert post(client, paying, "renewal", renewal_date=date).status_code == 302
    assert held(stripe, paying[1]).status == "trialing"


def test_pause_and_end_with_a_refund(stripe, paying):
    client = signed_in()
    assert post(client, paying, "pause", invoices="void").status_code == 302
    assert held(stripe, paying[1]).pause_collection.behavior == "void"
    assert (
        "payments paused"
        in client.get(reverse("admin:reporting_member_change", args=[paying[0]])).content.decode()
    )
    wrong = post(client, paying, "end", end="period", refund="full")
    assert (wrong.status_code, held(stripe, paying[1]).status) == (400, "active")
    assert post(client, paying, "end", end="date").status_code == 400
    assert post(client, paying, "end", end="now", refund="full").status_code == 302
    assert (held(stripe, paying[1]).status, refunds_in(stripe)) == ("canceled", [12_000])


def test_an_end_is_said_before_it_is_done(stripe, paying):
    client = signed_in()
    url = reverse("admin:reporting_member_one_membership", args=paying)
    assert "End it</button>" not in "".join(client.get(url).content.decode().split("  "))
    for values, said in (
        ({"end": "period"}, "it can be taken up again."),
        ({"end": "date", "on_date": in_days(9).isoformat()}, "and then ends."),
        ({"end": "now", "refund": "unused"}, "for the days that are left is paid back."),
    ):
        page = post(client, paying, "end", preview=True, **values)
        assert said in " ".join(page.context["ending"])
        assert page.context["previewed"] == "end"
    wrong = post(client, paying, "end", end="period", refund="full", preview=True)
    assert list(wrong.context["forms"]["end"].errors) == ["refund"]
    assert held(stripe, paying[1]).status == "active"
    assert held(stripe, paying[1]).cancel_at is None


def test_a_discount_is_chosen_where_none_stands(stripe, paying):
    page = post(signed_in(), paying, "discount", coupon_id="")
    assert page.context["forms"]["discount"].errors["coupon_id"] == ["Choose a coupon."]


def test_anothers_membership_is_not_found_here(stripe, paying):
    other, _ = club.member("Ben", "ben@example.org")
    page = signed_in().get(reverse("admin:reporting_member_one_membership", args=[other, paying[1]]))
    assert page.status_code == 404


def test_superusers_choose_what_members_may_do(stripe):
    chair = signed_in("superuser")
    page = chair.get(reverse("admin:members_selfservice_changelist"), follow=True)
    assert page.status_code == 200
    path = reverse("admin:members_selfservice_change", args=[SelfService.objects.get().pk])
    chair.post(path, {"may_change": "on"})
    found = SelfService.objects.get()
    assert (found.may_change, found.may_cancel, found.may_join) == (True, False, False)
    assert signed_in().get(path).status_code in (302, 403)
