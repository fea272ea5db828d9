"""`make test-live`: without a test key it says so; with one it runs, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import ROOT, Program

KEY, BASE = "STRIPE_TEST_SECRET_KEY", "STRIPE_TEST_API_BASE"


def run(**there: str) -> tuple[int, str]:
    command = ["/usr/bin/env", "-u", KEY, *(f"{name}={value}" for name, value in there.items()),
               sys.executable, "-m", "stripe_emulator.tests.live"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("there", "text"),
    [({}, "give the key"), ({KEY: "sk_live_1"}, "not the key of a test account")],
)
def test_skipped_without_a_test_key(there: dict[str, str], text: str) -> None:
    code, said = run(**there)
    assert code == 0
    assert said.startswith("Skipped: ")
    assert text in said


def test_it_runs_and_leaves_nothing(start: Callable[..., Program]) -> None:
    there = start()
    code, said = run(**{KEY: "sk_test_x", BASE: there.url})
    assert code == 0, said
    assert f"run against {there.url}" in said
    assert left(there) == {}
    assert there.http.get("/v1/events", params={"type": "customer.deleted"}).json()["data"]


def left(there: Program) -> dict[str, list[str]]:
    """What is not ended or archived, by collection."""
    wanted: dict[str, dict[str, Any]] = {
        "billing_portal/configurations": {"active": "true"},
        "checkout/sessions": {"status": "open"},
        "coupons": {},
        "customers": {},
        "payment_links": {"active": "true"},
        "plans": {"active": "true"},
        "prices": {"active": "true"},
        "products": {"active": "true"},
        "promotion_codes": {"active": "true"},
        "subscriptions": {"status": "all"},
        "tax_rates": {"active": "true"},
        "test_helpers/test_clocks": {},
        "webhook_endpoints": {},
    }
    found = {
        path: there.http.get(f"/v1/{path}", params=query).json()["data"] for path, query in wanted.items()
    }
    over = ("canceled", "incomplete_expired")
    open_ones = {
        path: [row["id"] for row in rows if row.get("status") not in over] for path, rows in found.items()
    }
    return {path: ids for path, ids in open_ones.items() if ids}
