from __future__ import annotations

import threading

import httpx

from .conftest import Program, until

KEY = {"Idempotency-Key": "key-1"}


def post(emulator: Program, data: dict[str, str], path: str = "/v1/customers") -> httpx.Response:
    return emulator.http.post(path, data=data, headers=KEY)


def test_the_answer_is_replayed(emulator: Program) -> None:
    first, second = post(emulator, {"name": "Ann"}), post(emulator, {"name": "Ann"})
    assert first.json() == second.json()
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert len(emulator.v1.customers.list().data) == 1


def test_other_parameters_or_another_path_are_refused(emulator: Program) -> None:
    post(emulator, {"name": "Ann"})
    for answer in (post(emulator, {"name": "Bob"}), post(emulator, {"name": "Ann"}, "/v1/products")):
        assert answer.status_code == 400
        assert answer.json()["error"]["type"] == "idempotency_error"


def test_a_request_that_did_not_begin_can_be_mended(emulator: Program) -> None:
    assert post(emulator, {"nmae": "Ann"}).status_code == 400
    assert post(emulator, {"name": "Ann"}).status_code == 200


def test_a_key_in_flight_is_a_conflict(emulator: Program) -> None:
    order = {"kind": "latency", "method": "POST", "path": "/v1/customers", "seconds": 1.0}
    emulator.control("faults", **order)
    answers: list[httpx.Response] = []
    slow = threading.Thread(target=lambda: answers.append(post(emulator, {"name": "Ann"})))
    slow.start()
    until(lambda: emulator.http.get("/_emulator/faults").json()["faults"][0]["hits"])
    clash = post(emulator, {"name": "Ann"})
    slow.join()
    assert clash.status_code == 409
    assert clash.json()["error"]["code"] == "idempotency_key_in_use"
    assert clash.headers["stripe-should-retry"] == "true"
    assert answers[0].status_code == 200
