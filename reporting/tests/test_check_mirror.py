"""check_mirror finds every difference between Stripe and the mirror, and mends just those."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from djstripe.models import Coupon, Customer, Discount, LineItem, Price, Product, SubscriptionItem

from reporting.models import Member, MirrorCheck, ObjectVersion
from reporting.tests.club import a_club
from reporting.tests.deliveries import deliver_all
from reporting.tests.snapshots import differences, snapshot

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def check(*args, **options) -> str:
    out = StringIO()
    call_command("check_mirror", *args, stdout=out, **options)
    return out.getvalue()


def numbers(out: str, name: str) -> list[int]:
    """In Stripe, in the mirror, missing, stale, extra: of the last table that was printed."""
    return [int(number) for number in re.findall(rf"^{name} +(.*)$", out, re.MULTILINE)[-1].split()]


def found(*args, **options) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("check_mirror", *args, stdout=out, **options)
    return out.getvalue() + str(caught.value)


@pytest.fixture(autouse=True)
def at_once(monkeypatch) -> None:
    """Nothing is on its way here, so nothing is waited for."""
    monkeypatch.setattr("reporting.check.LOOKS", (0,))


@pytest.fixture
def people(stripe):
    people = a_club(stripe)
    deliver_all(stripe)
    return people


def test_equal(people):
    before = snapshot(everything=True)
    out = check()
    assert numbers(out, "Customer") == [7, 7, 0, 0, 0]
    assert numbers(out, "SubscriptionItem") == [6, 6, 0, 0, 0]
    assert numbers(out, "Member") == [7, 7, 0, 0, 0]
    assert "The mirror says what Stripe says." in out
    assert not differences(before, snapshot(everything=True))


def spoil(stripe, people) -> None:
    """One missing, one stale and one extra, a stale nested one, and a wrong row of the directory."""
    stripe.client.v1.customers.create({"name": "Unheard of"})
    Customer.objects.filter(id=people["active"]).update(email="wrong@example.org")
    Customer.objects.create(id="cus_gone", created="2026-01-01T00:00Z", stripe_data={"id": "x", "name": "x"})
    item = SubscriptionItem.objects.filter(subscription__customer=people["active"])
    item.update(stripe_data={"id": "si_wrong", "quantity": 7})
    Member.objects.filter(pk=people["trialing"]).update(status="canceled")


def test_each_difference_is_found_and_nothing_written(stripe, people):
    spoil(stripe, people)
    before = snapshot(everything=True)
    out = found()
    assert numbers(out, "Customer") == [8, 8, 1, 1, 1]
    assert numbers(out, "SubscriptionItem") == [6, 6, 0, 1, 0]
    assert numbers(out, "Member")[2:] == [1, 2, 0]
    assert "7 objects differ. Run djstripe_sync_models, or check_mirror --repair." in out
    assert not differences(before, snapshot(everything=True))


def test_repair_mends_just_those(stripe, people):
    before = snapshot()
    spoil(stripe, people)
    untouched = Product.objects.values_list("djstripe_updated", flat=True)
    stamps = list(untouched)
    out = check(repair=True)
    assert "Mended 7 objects." in out
    assert "The mirror says what Stripe says." in out
    assert list(untouched.all()) == stamps
    [new] = stripe.client.v1.customers.list({"limit": 1}).data
    assert Member.objects.get(pk=new.id).name == "Unheard of"
    Member.objects.get(pk=new.id).delete()
    Customer.objects.filter(id=new.id).delete()
    assert not differences(before, snapshot())


@pytest.mark.parametrize("mode", [True, None])
def test_coupon_of_the_other_mode_is_mended(stripe, mode):
    """Its mode is a part of its key: the row must not stay beside the right one."""
    stripe.client.v1.coupons.create({"percent_off": 50, "duration": "forever"})
    deliver_all(stripe)
    before = snapshot()
    for mend in (lambda: check(repair=True), lambda: call_command("djstripe_sync_models", stdout=StringIO())):
        Coupon.objects.update(livemode=mode)
        assert numbers(found(), "Coupon") == [1, 1, 0, 1, 0]
        mend()
        assert not differences(before, snapshot())


def test_change_that_arrives_while_it_looks_is_no_finding(stripe, people):
    happened = []

    def meanwhile(execute, sql, params, many, context):
        if "ANALYZE" in sql and not happened:
            happened.append(True)
            stripe.client.v1.customers.update(people["active"], {"name": "Renamed"})
            stripe.client.v1.customers.delete(people["nobody"])
            deliver_all(stripe)
        return execute(sql, params, many, context)

    with connections["reporting"].execute_wrapper(meanwhile):
        out = check()
    assert happened
    assert numbers(out, "Customer")[2:] == [0, 0, 0]


@pytest.mark.parametrize("mend", ["check_mirror --repair", "djstripe_sync_models"])
def test_row_that_no_list_holds_is_taken_out(people, mend):
    before = snapshot()
    item, line = SubscriptionItem.objects.first(), LineItem.objects.first()
    SubscriptionItem.objects.create(
        id="si_orphan",
        subscription=item.subscription,
        price=Price.objects.first(),
        stripe_data={"id": "si_orphan", "x": 1},
    )
    LineItem.objects.create(
        id="il_orphan", subscription_item=line.subscription_item, stripe_data={"id": "il_orphan", "x": 1}
    )
    Discount.objects.create(
        id="di_orphan", subscription=item.subscription, stripe_data={"id": "di_orphan", "x": 1}
    )
    out = found()
    for name in ("SubscriptionItem", "LineItem", "Discount"):
        assert numbers(out, name)[2:] == [0, 0, 1]
    call_command(*mend.split(), stdout=(told := StringIO()))
    assert not differences(before, snapshot())
    if mend == "djstripe_sync_models":
        assert numbers(told.getvalue(), "subscription_item") == [0, 0, 1]
    check()


def test_empty_mirror_is_filled(stripe, people):
    from reporting.tests.snapshots import wipe

    before = snapshot()
    wipe()
    check(repair=True)
    assert not differences(before, snapshot())
    assert ObjectVersion.objects.exists()


def test_only_the_models_that_are_named(stripe, people):
    assert "Customer" not in check("Product", "price")
    with pytest.raises(CommandError, match="Choose from: Account, Product"):
        check("Unicorn")


def test_stripe_gone_says_so(stripe, people):
    stripe.control("POST", "faults", method="GET", path="/v1/invoices*", kind="status", status=401, count=5)
    with pytest.raises(CommandError, match="STRIPE_SECRET_KEY"):
        check()


def test_help_says_what_is_written_and_what_is_spared(capsys):
    with pytest.raises(SystemExit):
        call_command("check_mirror", "--help")
    out = capsys.readouterr().out
    assert "Written:" in out
    assert "Spared:" in out


def test_repair_with_the_key_of_another_account_takes_nothing_away(stripe, people):
    stripe.control("POST", "reset")
    before = snapshot(everything=True)
    assert "7 of 7 customer rows are not in Stripe any more. Nothing was changed." in found("--repair")
    assert not differences(before, snapshot(everything=True))
    row = MirrorCheck.objects.get()
    assert (row.state, row.message[:27]) == ("different", "7 of 7 customer rows are no")
