"""Lists as CSV and XLSX: every row that may be seen, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from cogento import spreadsheets
from cogento.access import TABLE
from cogento.pagination import Pages
from members.services import coupons, credit, customers
from members.tests import club, till
from members.tests.examples import COUPON
from members.views import stripe_lists
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
LISTS = ["members", "plans", "subscriptions", "invoices", "payments", "reports/undefined-keys"]
NO_LISTS = {"postgres/members/me", "postgres/members/<str:customer_id>", "postgres/mirror"}


def of_csv(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def of_xlsx(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


READ = {"csv": of_csv, "xlsx": of_xlsx}


def test_these_are_the_lists():
    there = {route for route in TABLE if route.startswith("postgres/")}
    assert there - NO_LISTS == {f"postgres/{name}" for name in LISTS}


@pytest.mark.parametrize("kind", READ)
def test_a_file_holds_what_the_list_holds(stripe, kind):
    customer_id, _ = club.member()
    till.billed(customer_id)
    till.paid(stripe)
    customers.create(name="Bo", email="bo@example.org", metadata={"shoe": "9"}, by=club.BY)
    admin = club.admin()
    for name in LISTS:
        answer = admin.get(f"/postgres/{name}").json()
        listed = answer if isinstance(answer, list) else answer["results"]
        rows = READ[kind](admin.get(f"/postgres/{name}?format={kind}"))
        assert listed, name
        assert len(rows) == len(listed), name
        for row, shown in zip(rows, listed, strict=True):
            assert set(row) == set(shown), name
            for key, value in shown.items():
                if isinstance(value, str | int) and not isinstance(value, bool):
                    assert str(row[key] if row[key] is not None else "") == str(value), (name, key)


@pytest.mark.parametrize("kind", READ)
def test_lists_of_stripe_are_files_of_every_page(stripe, kind, monkeypatch):
    monkeypatch.setattr(stripe_lists, "A_PAGE", 2)
    customer_id, price_id = club.person(), club.plan()
    for number in range(3):
        coupon_id = coupons.create(name=f"=Spring {number}", percent_off=10, by=club.BY).data["id"]
        coupons.create_code(coupon_id=coupon_id, code=f"SPRING{number}", by=club.BY)
        club.plan(f"Plan {number}")
        given = {"amount_cents": 100 + number, "currency": "gbp", "description": "Thanks"}
        credit.give(customer_id=customer_id, **given, by=club.BY)
    admin = club.admin()
    sizes = {
        "coupons": 3,
        "promotion-codes": 3,
        "products": 4,
        "prices": 4,
        f"customers/{customer_id}/credit": 3,
    }
    for name, size in sizes.items():
        page = admin.get(f"/stripe/{name}").json()
        assert (len(page["results"]), page["has_more"]) == (2, True), name
        rows = READ[kind](admin.get(f"/stripe/{name}?format={kind}"))
        assert len(rows) == len({row["id"] for row in rows}) == size, name
        assert [row["id"] for row in rows][:2] == [shown["id"] for shown in page["results"]]
        assert set(rows[0]) == set(page["results"][0]), name
    assert price_id in {
        row["id"] for row in READ[kind](admin.get(f"/stripe/prices?format={kind}&active=true"))
    }
    names = {row["name"] for row in READ[kind](admin.get(f"/stripe/coupons?format={kind}"))}
    assert names == {f"'=Spring {number}" for number in range(3)}
    refused = admin.get(f"/stripe/coupons?format={kind}&starting_after=nothing")
    assert (refused.status_code, refused.headers["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize("kind", READ)
def test_formulas_are_harmless_and_come_back(stripe, kind):
    for name, phone in (("=1+1", "+44 20 7946 0018"), ("@SUM(A1)", "-1"), ("'=1", "+44 1"), ("Ann\x07a", "")):
        club.person(name, f"{len(name)}{len(phone)}@example.org", phone=phone)
    rows = READ[kind](club.admin().get(f"/postgres/members?format={kind}"))
    for row in rows:
        for text in (row["name"], row["phone"] or ""):
            assert text[:1] not in tuple("=+-@")
    phones = {spreadsheets.unescape(row["phone"] or "") for row in rows}
    assert phones == {"+44 20 7946 0018", "-1", "+44 1", ""}
    assert {"=1+1", "@SUM(A1)", "'=1"} < {spreadsheets.unescape(row["name"]) for row in rows}


@pytest.mark.parametrize("kind", READ)
def test_members_get_their_own_rows_only(stripe, kind):
    anna, subscription_id = club.member()
    invoice_id = till.billed(anna)
    other, _ = club.member("Ben Baker", "ben@example.org")
    till.billed(other)
    client = club.member_client()
    for name, id in (("subscriptions", subscription_id), ("invoices", invoice_id)):
        for query in ("", f"&customer={anna}"):
            rows = READ[kind](client.get(f"/postgres/{name}?format={kind}{query}"))
            assert [row["id"] for row in rows] == [id]
        assert READ[kind](client.get(f"/postgres/{name}?format={kind}&customer={other}")) == []
    for name in ("members", "reports/undefined-keys"):
        refused = client.get(f"/postgres/{name}?format={kind}")
        assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/json")


@pytest.mark.parametrize("kind", READ)
def test_every_row_that_the_filters_leave_not_one_page(kind):
    Member.objects.bulk_create(
        Member(customer_id=f"cus_{n:04}", name=f"Person {n:04}", status="active" if n % 2 else "none")
        for n in range(2 * Pages.max_page_size + 50)
    )
    address = f"/postgres/members?format={kind}&status=active&ordering=-name&page_size=10"
    rows = READ[kind](club.admin().get(address))
    assert len(rows) == Pages.max_page_size + 25
    assert [row["name"] for row in rows] == sorted((row["name"] for row in rows), reverse=True)


def test_too_many_rows_for_xlsx(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS_OF_XLSX", 2)
    Member.objects.bulk_create(Member(customer_id=f"cus_{n}") for n in range(3))
    admin = club.admin()
    refused = admin.get("/postgres/members?format=xlsx")
    assert (refused.status_code, refused.headers["Content-Type"]) == (413, "application/json")
    assert club.code_of(refused) == "too_many_rows"
    assert len(of_csv(admin.get("/postgres/members?format=csv"))) == 3
    Member.objects.filter(customer_id="cus_2").delete()
    assert len(of_xlsx(admin.get("/postgres/members?format=xlsx"))) == 2


@pytest.mark.parametrize("kind", READ)
def test_what_is_no_file_is_json(stripe, kind):
    admin = club.admin()
    for response, status in (
        (admin.get(f"/postgres/members?format={kind}&status=nonsense"), 400),
        (admin.options(f"/postgres/members?format={kind}"), 200),
        (admin.get("/postgres/members?format=pdf"), 400),
    ):
        assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json")


@pytest.mark.parametrize(
    ("route", "known"),
    [
        ("postgres/members", "json, csv, xlsx"),
        ("postgres/invoices", "json, csv, xlsx"),
        ("stripe/coupons", "json, csv, xlsx"),
        ("postgres/members/me", "json"),
        ("auth/session", "json"),
    ],
)
def test_a_form_that_there_is_none_of_is_refused_by_name(stripe, route, known):
    response = club.admin().get(f"/{route}?format=pdf")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/json")
    [error] = response.json()["errors"]
    assert (error["attr"], error["code"]) == ("format", "field_invalid")
    assert f"as {known}." in error["detail"]


def test_nothing_is_written_for_a_form_that_there_is_none_of(stripe):
    response = club.admin().post("/stripe/coupons?format=pdf", COUPON)
    assert response.status_code == 400
    assert not stripe.client.v1.coupons.list().data
