"""What the mirror shows, and to whom (checklist 20, 21, 52)."""

from datetime import datetime

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone

from conftest import Emulator
from reporting.models import InboxEvent, Member, SyncRun
from reporting.objects import MIRRORED
from reporting.sync.limits import Limiter
from reporting.sync.lists import pages
from reporting.sync.load import Load
from reporting.sync.merge import merge
from reporting.tests.club import a_club
from reporting.tests.faults import fail_on
from reporting.tests.people import signed_in
from reporting.versions import RUN

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
SPECS = list(MIRRORED.values())
OWN = ["/postgres/subscriptions", "/postgres/invoices", "/postgres/payments"]


@pytest.fixture(scope="module")
def stripe_club(emulator_process):
    """A club, made once in Stripe: the Customers' ids by state, and every page of Stripe's lists."""
    with override_settings(STRIPE_API_BASE=emulator_process):
        emulator = Emulator(emulator_process)
        emulator.control("POST", "reset")
        people = a_club(emulator)
        return people, list(pages(SPECS, Limiter()))


@pytest.fixture
def club(stripe_club):
    people, read = stripe_club
    load = Load()
    for page in read:
        load.add(page)
    load.finish()
    merge(load, SPECS, allow_prune=False)
    return people


@pytest.fixture
def admin(db):
    return signed_in("admin@example.org", "admin")


@pytest.fixture
def member(db):
    return signed_in("active@example.org")


class TestAccess:
    @pytest.mark.parametrize(
        "path", [*OWN, "/postgres/members", "/postgres/members/cus_1", "/postgres/mirror"]
    )
    def test_signed_out(self, path):
        assert Client().get(path).status_code in (401, 403)

    def test_plans_are_public(self, club):
        names = [plan["name"] for plan in Client().get("/postgres/plans").json()["results"]]
        assert names == ["Junior", "Adult"]  # by price, where the club gave no order

    @pytest.mark.parametrize("path", ["/postgres/members", "/postgres/mirror"])
    def test_member_sees_nothing_of_the_club(self, member, club, path):
        assert member.get(path).status_code == 403

    def test_own_row_another_row_and_a_missing_one_look_alike_to_a_member(self, member, club):
        ids = (club["active"], club["trialing"], "cus_missing")
        answers = {member.get(f"/postgres/members/{id}").content for id in ids}
        assert len(answers) == 1

    @pytest.mark.parametrize("path", OWN)
    def test_member_sees_own_rows_only(self, member, club, path):
        rows = member.get(path).json()["results"]
        assert rows
        assert {row["customer_id"] for row in rows} == {club["active"]}

    @pytest.mark.parametrize("path", OWN)
    def test_anothers_and_a_missing_customer_look_alike(self, member, club, path):
        another = member.get(path, {"customer": club["past_due"]})
        missing = member.get(path, {"customer": "cus_missing"})
        assert another.status_code == missing.status_code == 200
        assert another.json() == missing.json() == {"count": 0, "next": None, "previous": None, "results": []}

    @pytest.mark.parametrize("role", ["admin", "superuser"])
    @pytest.mark.parametrize("path", OWN)
    def test_admin_sees_all_and_filters(self, club, path, role):
        staff = signed_in("staff@example.org", role)
        everyone = staff.get(path).json()["results"]
        assert len({row["customer_id"] for row in everyone}) > 1
        filtered = staff.get(path, {"customer": club["active"]}).json()["results"]
        assert {row["customer_id"] for row in filtered} == {club["active"]}

    def test_person_without_an_address_of_a_customer_sees_nothing(self, club):
        stranger = signed_in("stranger@example.org")
        for path in OWN:
            assert stranger.get(path).json().get("count", 0) == 0

    @pytest.mark.parametrize("path", [*OWN, "/postgres/members", "/postgres/plans", "/postgres/mirror"])
    def test_nothing_can_be_written(self, admin, path):
        for method in (admin.post, admin.put, admin.patch, admin.delete):
            assert method(path).status_code in (403, 405)


class TestDirectory:
    def test_page_of_rows(self, admin, club):
        answer = admin.get("/postgres/members").json()
        assert answer["count"] == 7
        assert [row["name"] for row in answer["results"]] == sorted(club)
        active = answer["results"][0]
        assert (active["status"], active["has_access"], active["plan_name"]) == ("active", True, "Adult")
        assert (active["amount_cents"], active["currency"], active["interval"]) == (24000, "gbp", "year")
        assert active["total_paid_cents"] == 24000

    def test_search_filter_and_order(self, admin, club):
        def names(**params):
            return [row["name"] for row in admin.get("/postgres/members", params).json()["results"]]

        assert names(q="PAST example") == ["past_due"]
        assert names(q="nobody@example.org") == ["nobody"]
        assert names(status=["active", "none"]) == ["active", "nobody"]
        assert names(plan=Member.objects.get(status="active").plan_id) == ["active", "canceled"]
        assert names(ordering="-name")[0] == "trialing"
        assert names(page_size=2, page=2) == ["incomplete", "nobody"]
        assert admin.get("/postgres/members", {"status": "unheard-of"}).status_code == 400

    def test_statuses(self, club):
        found = {member.name: member.status for member in Member.objects.all()}
        assert found == {**{name: name for name in club}, "nobody": "none"}

    def test_one_person(self, admin, club):
        row = admin.get(f"/postgres/members/{club['past_due']}").json()
        assert row["metadata"] == {"n": "past_due"}
        assert set(row["address"]) == {"line1", "line2", "city", "state", "postal_code", "country"}
        assert [subscription["status"] for subscription in row["subscriptions"]] == ["past_due"]
        assert row["amount_due_cents"] == 1200
        assert row["past_due_since_at"] == row["current_period_start_at"]
        assert admin.get("/postgres/members/cus_missing").status_code == 404


class TestShapes:
    def test_subscription(self, member, club):
        [row] = member.get("/postgres/subscriptions").json()["results"]
        assert row["plan_name"] == "Adult"
        assert (row["amount_cents"], row["interval"], row["interval_count"], row["quantity"]) == (
            24000,
            "year",
            1,
            1,
        )
        assert row["cancel_at_period_end"] is False
        assert datetime.fromisoformat(row["current_period_end_at"]) > datetime.fromisoformat(row["start_at"])

    def test_invoice(self, member, club):
        [row] = member.get("/postgres/invoices").json()["results"]
        assert (row["status"], row["total_cents"], row["amount_remaining_cents"]) == ("paid", 24000, 0)
        assert row["paid_at"]
        assert [line["amount_cents"] for line in row["lines"]] == [24000]

    def test_payment(self, member, club):
        [row] = member.get("/postgres/payments").json()["results"]
        assert (row["status"], row["amount_cents"], row["method"]) == ("succeeded", 24000, "Visa •••• 4242")


class TestMirror:
    def test_never_filled(self, admin):
        row = admin.get("/postgres/mirror").json()
        assert (row["members"], row["pending_events"], row["last_run"]) == (0, 0, None)
        assert "The directory is empty." in row["sentence"]

    def test_filled(self, admin, club):
        SyncRun.objects.create(state="complete", ended_at=datetime.fromisoformat("2026-01-01T00:00Z"))
        row = admin.get("/postgres/mirror").json()
        assert row["sentence"].startswith("The directory holds 7 people.")
        assert "The mirror was last rebuilt from Stripe" in row["sentence"]
        assert "Stripe has not told of any change in the last 30 days" in row["sentence"]

    def test_waiting_event(self, admin, club):
        InboxEvent.objects.create(id="evt_1", type="x", created_at=timezone.now(), payload={})
        assert "1 change waits" in admin.get("/postgres/mirror").json()["sentence"]

    def test_run_that_was_killed(self, admin):
        SyncRun.objects.create(state="running")
        sentence = "The last rebuild was stopped before it ended"
        assert sentence in admin.get("/postgres/mirror").json()["sentence"]

    def test_run_under_way(self, admin):
        SyncRun.objects.create(state="running")
        with connections["reporting"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [RUN])
        assert "is being rebuilt" in admin.get("/postgres/mirror").json()["sentence"]

    def test_failed_run(self, admin):
        SyncRun.objects.create(state="failed", message="Stripe was away.")
        assert "The last rebuild failed: Stripe was away." in admin.get("/postgres/mirror").json()["sentence"]


def test_reporting_database_away_says_why(admin):
    with connections["reporting"].execute_wrapper(fail_on("")):
        answer = admin.get("/postgres/members")
    assert answer.status_code == 503
    assert "built anew from Stripe" in answer.json()["errors"][0]["detail"]
