"""The real run: what stands in Stripe and in the mirror afterwards (checklist 44 and 45)."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from members.models import AuditEntry, FieldDefinition
from members.services import bulk
from members.tests import club
from members.tests.loading import (
    carry_out,
    load,
    memberships,
    outcomes,
    people,
    plan,
    rows,
    sheet,
    someone,
    verdicts,
    writes,
)
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_a_whole_row_arrives_in_stripe_and_in_the_mirror(stripe):
    price = club.plan("Adult")
    FieldDefinition.objects.create(key="shirt", label="Shirt size", type="choice", choices=["S", "M"])
    FieldDefinition.objects.create(key="court", label="Court", target="subscription")
    began = timezone.localdate() - timedelta(days=400)
    batch = load(
        sheet(
            someone(
                1,
                phone="+44 7700 900123",
                line1="1 High Street",
                city="Bath",
                postcode="BA1 1AA",
                country="England",
                plan="adult",
                start_date=began.strftime("%d/%m/%Y"),
                member_number="7",
                **{"Shirt size": "m", "Court": "3"},
            )
        )
    )
    assert outcomes(batch) == ["created"]
    row, person = rows(batch)[0], people(stripe)[0]
    assert (person.id, person.phone, person.address.country) == (row.customer_id, "+44 7700 900123", "GB")
    assert dict(person.metadata) == {"shirt": "M", "member_number": "7"}
    membership = memberships(stripe)[0]
    assert (membership.id, membership.customer) == (row.subscription_id, person.id)
    assert membership["items"].data[0].price.id == price
    assert dict(membership.metadata) == {"court": "3"}
    assert datetime.fromtimestamp(membership.start_date, tz=UTC).date() == began
    assert [i.amount_due for i in stripe.client.v1.invoices.list().data] == []
    member = queries.members().get()
    assert (member.status, member.plan_name, member.email_normalised) == (
        "active",
        "Adult",
        "person1@example.org",
    )


def test_a_membership_that_begins_today_is_paid_by_invoice(stripe):
    club.plan("Adult")
    batch = load(sheet(someone(1, plan="Adult")))
    assert outcomes(batch) == ["created"]
    assert memberships(stripe)[0].collection_method == "send_invoice"


def test_a_trial_needs_no_payment(stripe):
    club.plan("Adult")
    load(sheet(someone(1, plan="Adult", trial_days="14")))
    assert memberships(stripe)[0].status == "trialing"


def test_no_price_is_ever_made(stripe):
    club.plan("Adult")
    before = len(stripe.client.v1.prices.list().data)
    load(sheet(someone(1, plan="Adult"), someone(2, plan="Gold")))
    assert len(stripe.client.v1.prices.list().data) == before


def test_one_bad_row_does_not_stop_the_others_and_can_be_mended(stripe):
    batch = load(sheet(someone(1), someone(2, email="nowhere"), someone(3)))
    assert outcomes(batch) == ["created", "failed", "created"]
    assert batch.state == "done"
    mended = "".join(bulk.error_file(batch)).replace("nowhere", "person2@example.org")
    again = load(mended.encode())
    assert verdicts(again) == ["create"]
    assert outcomes(again) == ["created"]
    assert len(people(stripe)) == 3


def test_the_error_file_has_the_columns_of_the_file_and_the_problem(stripe):
    batch = plan(b"Surname,E-Mail,First name\nArcher,=cmd,Anna\n")
    table = list(csv.reader(io.StringIO("".join(bulk.error_file(batch)).lstrip("\ufeff"))))
    assert table[0] == ["Surname", "E-Mail", "First name", "problem"]
    assert table[1][:3] == ["Archer", "'=cmd", "Anna"]
    assert "Enter one address" in table[1][3]


def test_problems_are_grouped(stripe):
    batch = plan(sheet(someone(1, trial_days="x"), someone(2), someone(3, trial_days="x")))
    assert [numbers for _, numbers in bulk.grouped(batch)] == [[2, 4]]


def test_the_same_file_again_writes_nothing(stripe):
    club.plan("Adult")
    began = (timezone.localdate() - timedelta(days=30)).isoformat()
    content = sheet(*(someone(n, plan="Adult", start_date=began, phone="+44 1") for n in range(5)))
    load(content)
    before = len(writes(stripe))
    for mode in ("create_only", "fill_empty", "overwrite"):
        batch = load(content, mode=mode)
        assert (set(verdicts(batch)), set(outcomes(batch)), batch.state) == ({"skip"}, {"unchanged"}, "done")
    assert len(writes(stripe)) == before
    assert (len(people(stripe)), len(memberships(stripe))) == (5, 5)


def test_formulas_are_stored_as_they_are(stripe):
    load(sheet(someone(1, line1="=1+1", phone="+44 7700 900123"), someone(2, line1="-3 Mews")))
    assert {p.address.line1 for p in people(stripe)} == {"=1+1", "-3 Mews"}


def test_overwriting_sends_only_what_differs(stripe):
    FieldDefinition.objects.create(key="shirt", label="Shirt")
    customer = club.person("Anna", "anna@example.org", phone="1", address={"line1": "A", "city": "Bath"})
    stripe.client.v1.customers.update(customer, {"metadata": {"kept": "yes"}})
    load(
        sheet({"name": "Anna", "email": "anna@example.org", "city": "Wells", "shirt": "M"}), mode="overwrite"
    )
    now = stripe.client.v1.customers.retrieve(customer)
    assert (now.name, now.phone, now.address.line1, now.address.city) == ("Anna", "1", "A", "Wells")
    assert dict(now.metadata) == {"kept": "yes", "shirt": "M"}


def test_somebody_without_membership_gets_the_plan(stripe):
    club.plan("Adult")
    customer = club.person("Anna", "anna@example.org")
    batch = load(sheet({"name": "Anna", "email": "anna@example.org", "plan": "Adult", "trial_days": "7"}))
    assert outcomes(batch) == ["updated"]
    assert [m.customer for m in memberships(stripe)] == [customer]


def test_a_member_whom_the_mirror_does_not_know_yet_is_not_made_twice(stripe):
    made = stripe.client.v1.customers.create({"name": "Person 1", "email": "Person1@Example.org"})
    batch = plan(sheet(someone(1, email="Person1@Example.org")))
    assert verdicts(batch) == ["create"]
    carry_out(batch)
    assert [p.id for p in people(stripe)] == [made.id]
    assert outcomes(batch) == ["unchanged"]


def test_a_membership_that_the_mirror_does_not_know_yet_is_not_doubled(stripe):
    price = club.plan("Adult")
    customer = club.person("Person 1", "person1@example.org")
    batch = plan(sheet(someone(1, plan="Adult", trial_days="5")))
    stripe.client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "trial_period_days": 9}
    )
    carry_out(batch)
    assert len(memberships(stripe)) == 1


def test_a_member_deleted_since_the_preview_is_not_made_anew(stripe):
    customer = club.person("Person 1", "person1@example.org")
    batch = plan(sheet(someone(1, phone="1")))
    from members.services import deleting

    deleting.delete(customer_id=customer, memberships="cancel_now", by=club.BY)
    carry_out(batch)
    assert outcomes(batch) == ["failed"]
    assert people(stripe) == []


def test_who_confirmed_it_stands_in_the_audit_trail(stripe):
    load(sheet(someone(1)))
    entries = {entry.action: entry.actor for entry in AuditEntry.objects.all()}
    assert entries == {"import.confirm": "secretary@example.org", "customer.create": "secretary@example.org"}


def test_canceled_rows_stay_undone_and_can_go_on(stripe):
    batch = plan(sheet(someone(1), someone(2), someone(3)))
    bulk.confirm(batch_id=batch.pk, by="a@example.org", queue=False)
    bulk.run(
        batch.pk, on_row=lambda row: row.number == 2 and bulk.cancel(batch_id=batch.pk, by="a@example.org")
    )
    assert outcomes(batch) == ["created", "pending", "pending"]
    batch.refresh_from_db()
    assert batch.state == "canceled"
    assert outcomes(carry_out(batch)) == ["created"] * 3
    assert len(people(stripe)) == 3


def test_thousands_of_rows_are_planned_in_little_memory(stripe):
    import tracemalloc

    content = sheet(*(someone(number) for number in range(4000)))
    tracemalloc.start()
    batch = plan(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert bulk.progress(batch).verdicts["create"] == 4000
    assert peak < 60 * 1024 * 1024
