"""The directory: search, filters, export and what a page costs (checklist 21, 40)."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from members.models import FieldDefinition
from members.tests import club
from members.tests.loading import (
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

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
LIST = "/admin/reporting/member/"


def names(response) -> set[str]:
    return {member.name for member in response.context["cl"].result_list}


def test_search_by_name_email_number_and_phone(stripe, client):
    club.person("Anna Archer", "anna@example.org", phone="+44 7700 900123")
    club.person("Ben Baker", "ben@example.org", metadata={"member_number": "RTC-7"})
    for query, found in [
        ("archer", "Anna Archer"),
        ("BEN@", "Ben Baker"),
        ("rtc-7", "Ben Baker"),
        ("07700 900 123", "Anna Archer"),
        ("+447700900123", "Anna Archer"),
    ]:
        assert names(client.get(LIST, {"q": query})) == {found}
    assert names(client.get(LIST, {"q": "zzz"})) == set()


def test_filters(stripe, client):
    adult, junior = club.plan("Adult"), club.plan("Junior")
    anna, ben = club.person("Anna", "anna@example.org"), club.person("Ben", "ben@example.org")
    club.person("Cleo", "cleo@example.org")
    club.membership(anna, adult)
    club.membership(ben, adult)
    club.membership(ben, junior)
    product = stripe.client.v1.prices.retrieve(junior).product
    assert names(client.get(LIST, {"status": "active"})) == {"Anna", "Ben"}
    assert names(client.get(LIST, {"status": "none"})) == {"Cleo"}
    assert names(client.get(LIST, {"look": "two"})) == {"Ben"}
    assert names(client.get(LIST, {"look": "arrears"})) == set()
    assert names(client.get(LIST, {"plan": product})) <= {"Ben"}
    home = client.get("/admin/").content.decode()
    assert "two memberships running at once" in home


def test_the_number_of_queries_does_not_grow_with_the_list(stripe, client):
    def cost() -> int:
        with CaptureQueriesContext(connections["reporting"]) as queries:
            client.get(LIST)
        return len(queries)

    load(sheet(someone(1)))
    few = cost()
    load(sheet(*(someone(n) for n in range(2, 30))))
    assert cost() == few <= 6


def test_export_is_read_again_unchanged(stripe, client):
    club.plan("Adult")
    FieldDefinition.objects.create(key="shirt", label="Shirt size", type="choice", choices=["S", "M"])
    FieldDefinition.objects.create(key="court", label="Court", target="subscription")
    load(
        sheet(
            someone(
                1,
                phone="+44 7700 900123",
                line1="=1+1",
                plan="Adult",
                start_date="01/05/2020",
                Court="-3",
                shirt="M",
            ),
            someone(2, email="family@example.org", member_number="1", city="Bath", country="GB"),
            someone(3, email="family@example.org", member_number="2", line2="@home"),
        )
    )
    stripe.client.v1.customers.update(people(stripe)[0].id, {"metadata": {"shirt": "XXL"}})
    before = (len(writes(stripe)), len(memberships(stripe)))
    for kind in ("csv", "xlsx"):
        content = client.get(f"{LIST}export.{kind}").content
        for mode in ("create_only", "fill_empty", "overwrite"):
            batch = plan(content, mode=mode, file_name=f"members.{kind}")
            assert [(row.verdict, row.changes) for row in rows(batch)] == [("skip", {})] * 3
        assert outcomes(load(content, mode="overwrite")) == ["unchanged"] * 3
    assert (len(writes(stripe)), len(memberships(stripe))) == before


def test_export_escapes_formulas(stripe, client):
    load(sheet(someone(1, phone="+44 1", line1="=cmd()", city="-1", county="@x")))
    text = client.get(f"{LIST}export.csv").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["phone"], row["line1"], row["city"], row["county"]) == ("'+44 1", "'=cmd()", "'-1", "'@x")


def test_export_has_what_the_list_shows(stripe, client):
    load(sheet(someone(1), someone(2)))
    text = client.get(f"{LIST}export.csv", {"q": "person2@"}).content.decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == ["Person 2"]


def test_the_export_of_somebody_whose_membership_ended_starts_no_new_one(stripe, client):
    _, subscription = club.member("Anna", "anna@example.org")
    from members.services import subscriptions

    subscriptions.cancel(subscription_id=subscription, at_period_end=False, by=club.BY)
    content = client.get(f"{LIST}export.csv").content
    assert verdicts(plan(content)) == ["skip"]


def test_the_empty_directory_says_what_to_do(stripe, client):
    assert "Nobody is here yet" in client.get("/admin/").content.decode()
    assert "Import the club&#x27;s list" in client.get(LIST).content.decode().replace("'", "&#x27;")
    assert "take the filters away" in client.get(LIST, {"q": "zzz"}).content.decode()


def test_the_matrix_counts_and_links(stripe, client):
    adult = club.plan("Adult")
    club.membership(club.person("Anna", "anna@example.org"), adult)
    club.person("Ben", "ben@example.org")
    matrix = client.get("/admin/").context["matrix"]
    assert matrix["total"] == 2
    row = next(row for row in matrix["rows"] if row["plan"] == "Adult")
    n, link = row["cells"][0]
    assert n == 1
    assert names(client.get(link)) == {"Anna"}


def test_home_reads_everybody_once(stripe, client):
    club.membership(club.person("Anna", "anna@example.org"), club.plan("Adult"))
    club.person("Ben", "ben@example.org")
    with CaptureQueriesContext(connections["reporting"]) as queries:
        home = client.get("/admin/")
    asked = [each["sql"] for each in queries]
    assert len(asked) <= 7
    assert len([sql for sql in asked if 'FROM "reporting_member"' in sql]) == 1
    assert {each["name"]: each["n"] for each in home.context["looks"]} == {
        "members": 1, "new": 0, "renews": 0, "ends": 0, "arrears": 0, "two": 0,
    }  # fmt: skip
    assert "The directory holds 2 people." in home.content.decode()


def test_the_filters_are_opened_with_the_keyboard_too(stripe, client):
    club.person()
    text = client.get(LIST).content.decode()
    assert re.search(r"<button[^>]*filterOpen = true[^>]*>\s*Filters", text)
