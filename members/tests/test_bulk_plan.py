"""The preview: what would become of each row, with no write (checklist 41 to 43)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from members.models import FieldDefinition
from members.tests import club
from members.tests.factories import staff
from members.tests.loading import carry_out, outcomes, people, plan, rows, sheet, someone, verdicts, writes

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_preview_asks_stripe_for_nothing_and_writes_nothing(stripe):
    club.plan("Adult")
    before = len(stripe.requests())
    batch = plan(sheet(someone(1, plan="Adult"), someone(2), someone(3, email="no address")))
    assert verdicts(batch) == ["create", "create", "error"]
    assert len(stripe.requests()) == before


def test_preview_and_real_run_say_the_same(stripe):
    club.plan("Adult")
    club.person("Anna Archer", "anna@example.org", phone="1")
    club.person("Ben Baker", "ben@example.org")
    content = sheet(
        someone(1, plan="Adult", phone=""),
        {"name": "Anna Archer", "email": "ANNA@example.org", "phone": "1"},
        {"name": "Ben Baker", "email": "ben@example.org", "phone": "2"},
        {"name": "", "email": "nobody@example.org"},
    )
    batch = carry_out(plan(content, mode="overwrite"))
    said = {"create": "created", "update": "updated", "skip": "unchanged", "error": "failed"}
    assert verdicts(batch) == ["create", "update", "update", "error"]  # Anna's address is written anew
    assert outcomes(batch) == [said[verdict] for verdict in verdicts(batch)]


def test_a_superusers_record_is_for_superusers_in_the_preview_as_in_the_real_run(stripe):
    """23. A row that changes nothing does no harm."""
    for name in ("chair", "treasurer"):
        staff("superuser", email=f"{name}@example.org")
    club.person("Chair", "chair@example.org", phone="1")
    content = sheet(
        {"name": "Chair", "email": "Chair@example.org", "phone": "1"},
        {"name": "Treasurer", "email": "Treasurer@example.org", "phone": "3"},
    )
    batch = carry_out(plan(content))
    assert verdicts(batch) == ["skip", "error"]
    assert outcomes(batch) == ["unchanged", "failed"]
    batch = carry_out(plan(content.replace(b",1", b",2"), mode="overwrite"))
    assert (verdicts(batch), outcomes(batch)) == (["error", "error"], ["failed", "failed"])
    assert "belongs to a superuser" in rows(batch)[0].message
    assert [person.phone for person in people(stripe)] == ["1"]


def test_dates_that_the_real_run_would_refuse_are_refused_in_the_preview(stripe):
    club.plan("Adult")
    today = timezone.localdate()
    days = [date(1965, 5, 5), date(1970, 1, 2), today + timedelta(days=730), today + timedelta(days=731)]
    people_then = [
        someone(n, plan="Adult", start_date=day.isoformat(), trial_days="") for n, day in enumerate(days)
    ]
    late = today + timedelta(days=700)
    people_then.append(someone(9, plan="Adult", start_date=late.isoformat(), trial_days="60"))
    batch = carry_out(plan(sheet(*people_then)))
    assert verdicts(batch) == ["error", "create", "create", "error", "error"]
    assert outcomes(batch) == ["failed", "created", "created", "failed", "failed"]
    assert "no date before 1970-01-02" in rows(batch)[0].message
    assert "the trial would end on" in rows(batch)[4].message
    assert len(people(stripe)) == 2


def test_no_days_of_trial_is_no_trial(stripe):
    club.plan("Adult")
    batch = plan(sheet(*(someone(n, plan="Adult", trial_days=text) for n, text in enumerate(["0", "-1"]))))
    assert verdicts(batch) == ["create", "error"]
    assert "trial_days" not in rows(batch)[0].changes


def test_all_problems_of_a_row_are_said_at_once(stripe):
    FieldDefinition.objects.create(key="shirt", label="Shirt size", type="choice", choices=["S", "M"])
    batch = plan(
        sheet({"name": "", "email": "x", "Shirt size": "XXL", "trial_days": "many", "country": "Mars"})
    )
    message = rows(batch)[0].message
    assert len(message.split("\n")) == 5
    assert 'email" is "x". Enter one address such as anna@example.org.' in message
    assert '"Shirt size": "XXL" is not one of the choices' in message


def test_empty_name_and_email_are_named_as_the_file_names_them(stripe):
    batch = plan(sheet({"Full name": "", "E-mail": "a@example.org"}, {"Full name": "B", "E-mail": ""}))
    assert [row.message for row in rows(batch)] == [
        '"Full name" is empty. Enter the person\'s name.',
        '"E-mail" is empty. Enter an address such as anna@example.org.',
    ]


def test_the_same_address_twice_is_reported_and_makes_one_customer(stripe):
    batch = plan(sheet(someone(1), someone(2), someone(3, email="PERSON1@example.org ")))
    assert verdicts(batch) == ["create", "create", "error"]
    assert "stands in row 2 too" in rows(batch)[2].message
    carry_out(batch)
    assert sorted(p.email for p in people(stripe)) == ["person1@example.org", "person2@example.org"]


def test_a_family_shares_an_address_where_each_has_a_number(stripe):
    family = [someone(n, email="family@example.org", member_number=str(n)) for n in (1, 2, 3)]
    assert outcomes(carry_out(plan(sheet(*family)))) == ["created"] * 3
    assert {p.metadata["member_number"] for p in people(stripe)} == {"1", "2", "3"}
    again = plan(sheet(*family, someone(4, email="family@example.org", member_number="4")))
    assert verdicts(again) == ["skip", "skip", "skip", "create"]


def test_in_a_family_the_name_tells_who_is_in_stripe_already(stripe):
    father = club.person("Bob Baker", "family@example.org")
    family = [
        {"name": name, "email": "family@example.org", "member_number": number}
        for number, name in (("1", "Ann Baker"), ("2", "bob  baker"), ("3", "Cid Baker"))
    ]
    batch = carry_out(plan(sheet(*family)))
    assert outcomes(batch) == ["created", "updated", "created"]
    assert rows(batch)[1].customer_id == father
    numbers = {p.name: p.metadata["member_number"] for p in people(stripe)}
    assert numbers == {"Ann Baker": "1", "Bob Baker": "2", "Cid Baker": "3"}


def test_a_club_that_numbers_its_members_anew_gets_nobody_twice(stripe):
    adult = club.plan("Adult")
    customer = club.person("Bob Baker", "bob@example.org", metadata={"member_number": "1"})
    club.membership(customer, adult)
    row = {"name": "bob  baker", "email": "BOB@example.org", "member_number": "A-1", "plan": "Adult"}
    kept = carry_out(plan(sheet(row)))
    assert outcomes(kept) == ["unchanged"]
    assert "member_number" in rows(kept)[0].message
    assert outcomes(carry_out(plan(sheet(row), mode="overwrite"))) == ["updated"]
    assert [p.metadata["member_number"] for p in people(stripe)] == ["A-1"]
    son = row | {"name": "Cid Baker", "member_number": "A-2", "plan": ""}
    assert outcomes(carry_out(plan(sheet(son)))) == ["created"]


def test_the_same_member_number_twice_is_an_error(stripe):
    batch = plan(sheet(someone(1, member_number="7"), someone(2, member_number="7")))
    assert verdicts(batch) == ["create", "error"]


def test_matching_goes_by_customer_then_number_then_address(stripe):
    first = club.person("One", "one@example.org", metadata={"member_number": "11"})
    second = club.person("Two", "two@example.org")
    batch = plan(
        sheet(
            {"customer": first, "name": "Uno", "email": "elsewhere@example.org"},
            {"name": "Two", "email": "TWO@example.org"},
            {"name": "New", "email": "one@example.org", "member_number": "12"},
        ),
        mode="overwrite",
    )
    assert [row.customer_id for row in rows(batch)] == [first, second, ""]
    assert verdicts(batch) == ["update", "update", "create"]


def test_two_hits_are_an_error_and_never_a_guess(stripe):
    ids = [club.person(name, "shared@example.org") for name in ("One", "Two")]
    row = rows(plan(sheet({"name": "One", "email": "shared@example.org"})))[0]
    assert row.verdict == "error"
    assert all(customer_id in row.message for customer_id in ids)


def test_two_rows_for_one_member_are_an_error(stripe):
    customer = club.person("One", "one@example.org")
    batch = plan(
        sheet(
            {"name": "One", "email": "one@example.org"},
            {"customer": customer, "name": "Uno", "email": "uno@example.org"},
        )
    )
    assert verdicts(batch) == ["skip", "error"]
    assert "same member as in row 2" in rows(batch)[1].message


def test_an_unknown_customer_is_an_error(stripe):
    batch = plan(sheet({"customer": "cus_gone", "name": "A", "email": "a@example.org"}))
    assert verdicts(batch) == ["error"]


@pytest.mark.parametrize(
    ("mode", "verdict", "changes"),
    [
        ("create_only", "skip", {}),
        ("fill_empty", "update", {"city": ["", "Bath"]}),
        ("overwrite", "update", {"city": ["", "Bath"], "phone": ["111", "222"]}),
    ],
)
def test_modes(stripe, mode, verdict, changes):
    club.person("Anna", "anna@example.org", phone="111")
    content = sheet(
        {"name": "Anna", "email": "anna@example.org", "phone": "222", "city": "Bath", "line1": ""}
    )
    row = rows(plan(content, mode=mode))[0]
    assert (row.verdict, row.changes) == (verdict, changes)
    if mode == "fill_empty":
        assert 'Kept as it is in Stripe: "phone"' in row.message


def test_an_empty_cell_keeps_and_clear_erases(stripe):
    customer = club.person("Anna", "anna@example.org", phone="111", metadata={"locker": "7"})
    FieldDefinition.objects.create(key="locker", label="Locker")
    content = sheet({"name": "", "email": "anna@example.org", "phone": "", "Locker": "CLEAR"})
    assert verdicts(plan(content, mode="fill_empty")) == ["error"]
    carry_out(plan(content, mode="overwrite"))
    now = stripe.client.v1.customers.retrieve(customer)
    assert (now.name, now.phone, dict(now.metadata)) == ("Anna", "111", {})


def test_name_and_address_cannot_be_cleared(stripe):
    assert verdicts(plan(sheet({"name": "CLEAR", "email": "a@example.org"}))) == ["error"]


def test_plans_are_found_by_any_of_their_names(stripe):
    price = club.plan("Adult")
    for name in ("adult", price):
        assert verdicts(plan(sheet(someone(1, plan=name)))) == ["create"]
    row = rows(plan(sheet(someone(1, plan="Adlut"))))[0]
    assert row.verdict == "error"
    assert 'There is no such plan in Stripe. Did you mean "Adult"?' in row.message
    club.plan("Off-peak weekday yearly")
    row = rows(plan(sheet(someone(1, plan="Off-peak"))))[0]
    assert 'Did you mean "Off-peak weekday yearly"?' in row.message


def test_a_plan_with_two_prices_is_never_guessed(stripe):
    product = stripe.client.v1.prices.retrieve(club.plan("Adult")).product
    from members.services import plans

    plans.create_price(product_id=product, amount_cents=1000, currency="gbp", interval="month", by=club.BY)
    row = rows(plan(sheet(someone(1, plan="Adult"))))[0]
    assert row.verdict == "error"
    assert "which 2 prices are called" in row.message
    assert "(£10.00 a month)" in row.message
    assert "(£120.00 a year)" in row.message


def test_somebody_with_a_membership_gets_no_second_one(stripe):
    adult, junior = club.plan("Adult"), club.plan("Junior")
    customer = club.person("Anna", "anna@example.org")
    club.membership(customer, adult)
    same, other = (
        rows(plan(sheet({"name": "Anna", "email": "anna@example.org", "plan": p})))[0]
        for p in (adult, junior)
    )
    assert (same.verdict, other.verdict) == ("skip", "skip")
    assert "Has Adult already" in other.message


def test_fifty_one_keys_and_values_too_long_are_refused_before_any_write(stripe):
    for number in range(51):
        FieldDefinition.objects.create(key=f"k{number}", label=f"Key {number}")
    fifty = {f"k{number}": "x" for number in range(50)}
    before = len(writes(stripe))
    batch = plan(sheet(someone(1, **fifty), someone(2, **fifty, k50="x"), someone(3, k0="x" * 501)))
    assert verdicts(batch) == ["create", "error", "error"]
    assert "51 metadata fields" in rows(batch)[1].message
    assert "501" in rows(batch)[2].message
    assert len(writes(stripe)) == before


def test_keys_already_in_stripe_count_too(stripe):
    for number in range(50):
        FieldDefinition.objects.create(key=f"k{number}", label=f"Key {number}")
    club.person("Anna", "anna@example.org", metadata={f"k{n}": "x" for n in range(50)})
    batch = plan(sheet({"name": "Anna", "email": "anna@example.org", "member_number": "9"}))
    assert verdicts(batch) == ["error"]


def test_planning_takes_the_same_queries_for_many_rows(stripe, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        plan(sheet(*(someone(number) for number in range(400))))
