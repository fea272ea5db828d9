"""The whole mirror comes back from Stripe alone (checklist 47 to 51)."""

from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from djstripe.models import Customer, Product

from reporting.models import Member, ObjectVersion, SyncRun
from reporting.tests.club import a_club, plan_of, subscribe
from reporting.tests.deliveries import deliver_all, freeze
from reporting.tests.snapshots import differences, snapshot, wipe

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def sync(*args, **options) -> str:
    out = StringIO()
    call_command("djstripe_sync_models", *args, stdout=out, **options)
    return out.getvalue()


def test_every_row_comes_back(stripe):
    a_club(stripe)
    deliver_all(stripe)
    before = snapshot()
    assert before["reporting_member"]
    assert before["djstripe_lineitem"]
    wipe()
    assert not any(snapshot().values())

    sync()

    assert not differences(before, snapshot())


def test_running_it_again_writes_nothing(stripe):
    a_club(stripe)
    sync()
    before = snapshot(everything=True)
    sync()
    assert not differences(before, snapshot(everything=True))
    written = {name: count["written"] for name, count in SyncRun.objects.first().counts.items()}
    assert set(written.values()) == {0}


def test_directory_recomputed_shows_no_difference(stripe):
    from django.db import transaction

    from reporting import directory

    a_club(stripe)
    deliver_all(stripe)
    with transaction.atomic(using="reporting"):
        assert directory.derive(None) == 0


def test_gone_in_stripe_is_gone_here_and_others_are_mended(stripe):
    people = a_club(stripe)
    sync()
    stripe.client.v1.customers.delete(people["nobody"])
    stripe.client.v1.customers.delete(people["active"])
    stripe.client.v1.customers.update(people["trialing"], {"name": "Tess Tried"})
    Customer.objects.filter(id=people["past_due"]).update(email="wrong@example.org")
    ObjectVersion.objects.update(as_of=0)

    sync()

    after = snapshot()
    wipe()
    sync()
    assert not differences(after, snapshot())
    assert not Customer.objects.filter(id=people["nobody"]).exists()
    assert not Member.objects.filter(pk__in=[people["nobody"], people["active"]]).exists()
    assert Member.objects.get(pk=people["trialing"]).name == "Tess Tried"
    assert Member.objects.get(pk=people["past_due"]).email == "past_due@example.org"


def test_customer_deleted_in_stripe_leaves_the_same_rows_by_event(stripe):
    people = a_club(stripe)
    stripe.client.v1.customers.delete(people["active"])
    deliver_all(stripe)
    before = snapshot()
    wipe()
    sync()
    assert not differences(before, snapshot())
    assert Customer.objects.get(id=people["active"]).stripe_data == {
        "id": people["active"],
        "object": "customer",
    }


def test_wrong_account_prunes_nothing(stripe):
    for number in range(25):
        stripe.client.v1.customers.create({"name": f"Person {number}"})
    sync()
    ObjectVersion.objects.update(as_of=0)
    stripe.control("POST", "reset")
    with pytest.raises(CommandError, match="--allow-prune"):
        sync()
    assert Customer.objects.count() == 25
    assert SyncRun.objects.first().state == SyncRun.State.FAILED
    sync(allow_prune=True)
    assert Customer.objects.count() == 0


def test_list_that_does_not_arrive_whole_changes_nothing(stripe):
    a_club(stripe)
    sync()
    before = snapshot(everything=True)
    plan_of(stripe, name="New")
    stripe.control("POST", "faults", method="GET", path="/v1/invoices*", kind="status", status=500, count=50)
    with pytest.raises(CommandError, match="Stripe cannot be reached"):
        sync()
    assert not differences(before, snapshot(everything=True))
    assert SyncRun.objects.first().state == SyncRun.State.FAILED

    stripe.control("DELETE", "faults")
    sync()
    assert Product.objects.filter(name="New").exists()


def test_last_of_a_page_deleted_before_the_next_is_asked_for(stripe, monkeypatch):
    from reporting import reader

    products = stripe.client.v1.products
    ids = [products.create({"name": f"Plan {number}"}).id for number in range(103)]
    ask = reader.list_page

    def deleting(path, *, starting_after=None, **rest):
        if starting_after in (ids[3], ids[4]):
            products.delete(starting_after)
        return ask(path, **rest, **({"starting_after": starting_after} if starting_after else {}))

    monkeypatch.setattr(reader, "list_page", deleting)
    sync()
    assert {*ids[:3], *ids[5:]} <= set(Product.objects.values_list("id", flat=True))
    monkeypatch.undo()
    sync()
    assert set(Product.objects.values_list("id", flat=True)) == {*ids[:3], *ids[5:]}


def test_second_run_at_once_leaves(stripe):
    settings = connections["reporting"].get_connection_params()
    names = ("host", "dbname", "user", "password", "port")
    with psycopg.connect(**{name: settings[name] for name in names if settings.get(name)}) as other:
        other.execute("SELECT pg_advisory_lock(7304, 0)")
        with pytest.raises(CommandError, match="Another run is under way"):
            sync()
        other.execute("SELECT pg_advisory_unlock(7304, 0)")
    assert not SyncRun.objects.exists()
    sync()


def test_only_the_models_that_are_named(stripe):
    a_club(stripe)
    out = sync("Product", "price")
    assert Product.objects.count() == 2
    assert not Customer.objects.exists()
    assert not {"customer", "invoice"} & set(out.split())
    with pytest.raises(CommandError, match="Choose from: Account, Product"):
        sync("Unicorn")


def test_newer_than_the_list_is_kept(stripe):
    """An event that came while the lists were read says more than they do."""
    people = a_club(stripe)
    deliver_all(stripe)
    Customer.objects.filter(id=people["active"]).update(email="from-an-event@example.org")
    ObjectVersion.objects.filter(pk=people["active"]).update(as_of=2**33)
    ObjectVersion.objects.create(id="cus_new", as_of=2**33)
    Customer.objects.create(
        id="cus_new", created="2026-01-01T00:00Z", stripe_data={"id": "cus_new", "name": "New"}
    )
    sync()
    assert Customer.objects.get(id=people["active"]).email == "from-an-event@example.org"
    assert Customer.objects.filter(id="cus_new").exists()


def test_state_of_the_same_second_is_asked_for(stripe):
    people = a_club(stripe)
    sync()
    customer = Customer.objects.get(id=people["active"])
    Customer.objects.filter(pk=customer.pk).update(stripe_data={**customer.stripe_data, "name": "Old"})
    freeze_at = ObjectVersion.objects.get(pk=people["active"]).as_of
    for _ in range(3):
        ObjectVersion.objects.filter(pk=people["active"]).update(as_of=freeze_at)
        sync()
    assert Customer.objects.get(id=people["active"]).stripe_data["name"] == "active"


def test_run_in_the_second_of_a_change_whose_event_was_lost(stripe):
    """Stripe's clock shows whole seconds: what the lists say may be newer than an event of that second."""
    freeze(stripe)
    people = a_club(stripe)
    deliver_all(stripe)
    stripe.client.v1.customers.update(people["active"], {"name": "Renamed"})
    stripe.client.v1.customers.delete(people["nobody"])
    stripe.client.v1.customers.create({"name": "New"})
    sync()
    names = set(Member.objects.values_list("name", flat=True))
    assert {"Renamed", "New"} <= names
    assert not {"active", "nobody"} & names


def test_characters_that_cannot_be_stored_are_left_out(stripe):
    stripe.client.v1.customers.create({"name": "Ann\0 Able"})
    sync()
    assert Member.objects.get().name == "Ann Able"


def test_empty_stripe(stripe):
    assert "Done in" in sync()
    assert [name for name, rows in snapshot().items() if rows] == ["djstripe_account"]


def test_invoice_with_more_lines_than_stripe_nests(stripe):
    plan = plan_of(stripe)
    person = stripe.client.v1.customers.create({"name": "Ann"}).id
    for number in range(14):
        stripe.client.v1.invoice_items.create(
            {"customer": person, "amount": 100 + number, "currency": "gbp", "description": f"Item {number}"}
        )
    subscribe(stripe, person, plan)
    deliver_all(stripe)
    before = snapshot()
    assert len(before["djstripe_lineitem"]) == 15
    wipe()
    sync()
    assert not differences(before, snapshot())


def test_write_to_stripe_never(stripe):
    a_club(stripe)
    stripe.control("DELETE", "requests")
    sync()
    deliver_all(stripe)
    assert {request["method"] for request in stripe.requests()} == {"GET"}


def test_help_says_what_is_written_and_what_is_spared(capsys):
    with pytest.raises(SystemExit):
        call_command("djstripe_sync_models", "--help")
    out = capsys.readouterr().out
    assert "Written:" in out
    assert "Spared:" in out
