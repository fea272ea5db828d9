from __future__ import annotations

import httpx
import pytest

from .conftest import Program


@pytest.mark.parametrize("status", [401, 409, 429, 500, 503])
def test_an_ordered_status_is_answered_so_often_and_nothing_is_done(emulator: Program, status: int) -> None:
    order = {"kind": "status", "method": "POST", "path": "/v1/customers*", "count": 2, "status": status}
    emulator.control("faults", **order)
    answers = [emulator.http.post("/v1/customers") for _ in range(3)]
    assert [a.status_code for a in answers] == [status, status, 200]
    assert answers[0].json()["error"]["message"]
    assert len(emulator.v1.customers.list().data) == 1


@pytest.mark.parametrize(
    ("kind", "kept"), [("reset_before", 0), ("reset_after", 1), ("hang_after", 1), ("hang", 0)]
)
def test_connections_break_before_or_after_the_write(emulator: Program, kind: str, kept: int) -> None:
    order = {"kind": kind, "method": "POST", "path": "/v1/customers", "seconds": 0.05}
    emulator.control("faults", **order)
    with pytest.raises(httpx.TransportError):
        emulator.http.post("/v1/customers", headers={"Idempotency-Key": "k"})
    assert len(emulator.v1.customers.list().data) == kept
    again = emulator.http.post("/v1/customers", headers={"Idempotency-Key": "k"})
    assert again.status_code == 200
    assert len(emulator.v1.customers.list().data) == 1


@pytest.mark.parametrize(("kind", "done"), [("kept", 0), ("kept_after", 1)])
def test_a_failure_is_kept_for_its_key_like_any_answer(emulator: Program, kind: str, done: int) -> None:
    emulator.control("faults", kind=kind, method="POST", path="/v1/customers")
    answers = [emulator.http.post("/v1/customers", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [500, 500]
    assert [each.headers.get("Idempotent-Replayed") for each in answers] == [None, "true"]
    assert len(emulator.v1.customers.list().data) == done
    assert emulator.http.post("/v1/customers", headers={"Idempotency-Key": "other"}).status_code == 200


def test_the_official_client_gets_over_a_break(emulator: Program) -> None:
    emulator.control("faults", kind="reset_after", method="POST", path="/v1/customers")
    made = emulator.v1.customers.create({"name": "Ann"}, {"max_network_retries": 2})
    assert [c.id for c in emulator.v1.customers.list().data] == [made.id]


def test_faults_are_listed_and_cleared(emulator: Program) -> None:
    emulator.control("faults", kind="status", status=500, count=-1)
    assert emulator.http.get("/v1/customers").status_code == 500
    emulator.http.delete("/_emulator/faults")
    assert emulator.http.get("/v1/customers").status_code == 200
    assert "must be one of" in emulator.control("faults", kind="earthquake")["error"]


def test_the_request_log_counts(emulator: Program) -> None:
    emulator.http.post("/v1/customers", headers={"Idempotency-Key": "abc"})
    emulator.http.get("/v1/customers")
    log = emulator.http.get("/_emulator/requests").json()
    assert log["count"] == 2
    assert [(r["method"], r["status"], r["idempotency_key"]) for r in log["requests"]] == [
        ("POST", 200, "abc"),
        ("GET", 200, None),
    ]
    emulator.http.delete("/_emulator/requests")
    assert emulator.http.get("/_emulator/requests").json()["count"] == 0
