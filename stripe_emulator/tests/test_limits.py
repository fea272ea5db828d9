"""Rate limits and what a key may do."""

from __future__ import annotations

import pytest

from ..errors import RateLimited
from ..rate_limits import RateLimits
from .conftest import Program


@pytest.mark.parametrize(("mode", "most"), [("live", 100), ("sandbox", 25)])
def test_so_many_requests_a_second(mode: str, most: int) -> None:
    limits = RateLimits(mode)
    for n in range(most):
        limits.check(f"GET {n % 10}", now=0.5)
    with pytest.raises(RateLimited) as refused:
        limits.check("GET other", now=1.4)
    assert refused.value.headers == {"Stripe-Rate-Limited-Reason": "global-rate"}
    limits.check("GET other", now=1.5)


def test_so_many_on_one_endpoint() -> None:
    limits = RateLimits("live")
    for _ in range(25):
        limits.check("GET /v1/customers", now=0)
    with pytest.raises(RateLimited) as refused:
        limits.check("GET /v1/customers", now=0.9)
    assert refused.value.headers == {"Stripe-Rate-Limited-Reason": "endpoint-rate"}
    limits.check("GET /v1/prices", now=0.9)


def test_a_refused_request_keeps_nothing_for_its_key(emulator: Program) -> None:
    emulator.control("rate_limits", mode="sandbox")
    key = {"Idempotency-Key": "k"}
    answers = [emulator.http.get("/v1/prices") for _ in range(26)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["error"]["code"] == "rate_limit"
    refused = emulator.http.post("/v1/customers", headers=key)
    assert (refused.status_code, "Stripe-Should-Retry" in refused.headers) == (429, False)
    emulator.control("rate_limits", mode="off")
    made = emulator.http.post("/v1/customers", headers=key)
    assert (made.status_code, made.headers.get("Idempotent-Replayed")) == (200, None)


def test_restricted_keys(emulator: Program) -> None:
    emulator.control("keys", key="rk_test_desk", permissions={"customers": "write", "prices": "read"})
    desk = {"Authorization": "Bearer rk_test_desk"}
    assert emulator.http.post("/v1/customers", headers=desk).status_code == 200
    assert emulator.http.get("/v1/prices", headers=desk).status_code == 200
    for answer in (
        emulator.http.post("/v1/prices", headers=desk),
        emulator.http.get("/v1/events", headers=desk),
    ):
        assert answer.status_code == 403
        assert "does not have the required permissions" in answer.json()["error"]["message"]
    reader = {"Authorization": "Bearer rk_test_readonly_1"}
    assert emulator.http.get("/v1/customers", headers=reader).status_code == 200
    assert emulator.http.post("/v1/customers", headers=reader).status_code == 403
    assert len(emulator.v1.customers.list().data) == 1


def test_an_expired_key(emulator: Program) -> None:
    emulator.control("keys", key="sk_test_old", expired=True)
    answer = emulator.http.get("/v1/customers", headers={"Authorization": "Bearer sk_test_old"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "api_key_expired")
