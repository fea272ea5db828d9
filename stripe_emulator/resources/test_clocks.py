"""Test clocks: customers that live in a time of their own, moved on request.

Source: https://docs.stripe.com/api/test_clocks, https://docs.stripe.com/billing/testing/test-clocks
"""

from __future__ import annotations

from ..billing.calendar import boundary
from ..billing.clocks import shortest_interval
from ..errors import InvalidRequest
from ..lists import PAGE, Page, list_objects
from ..params import required, text, timestamp
from ..registry import Resource
from ..state import State
from ..store import Object
from . import customers

test_clock = Resource("test_helpers.test_clock")
PATH = "/v1/test_helpers/test_clocks"
DAY = 86400
CREATE = {"customer": text(clear=False), "frozen_time": required(timestamp()), "name": text(limit=300)}


@test_clock.post(PATH, CREATE)
def create(state: State, params: Object) -> Object:
    obj = {
        "id": state.new_id("clock"),
        "object": "test_helpers.test_clock",
        "created": state.now(),
        "deletes_after": state.now() + 30 * DAY,
        "frozen_time": params["frozen_time"],
        "livemode": False,
        "name": params.get("name"),
        "status": "ready",
        "status_details": {},
    }
    return state.create(obj, "test_helpers.test_clock.created")


@test_clock.get(PATH + "/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("test_helpers.test_clock", id)


@test_clock.post(PATH + "/{id}/advance", {"frozen_time": required(timestamp())})
def advance(state: State, params: Object, id: str) -> Object:
    """Answers at once; the billing engine then does what falls due on the way and says `ready`."""
    obj = state.get("test_helpers.test_clock", id)
    target = params["frozen_time"]
    if obj["status"] != "ready":
        raise InvalidRequest("This test clock is still advancing. Wait until its status is `ready`.")
    if target <= obj["frozen_time"]:
        raise InvalidRequest("A test clock can only be advanced to a later time.", param="frozen_time")
    if target > furthest(state, obj):
        raise InvalidRequest(
            "A test clock can be advanced by at most two intervals of its shortest subscription, or by two"
            " years if it has none.",
            param="frozen_time",
        )
    changes = {"status": "advancing", "status_details": {"advancing": {"target_frozen_time": target}}}
    state.hurry = True
    return state.change(obj, changes, "test_helpers.test_clock.advancing")


def furthest(state: State, obj: Object) -> int:
    """How far the clock may go in one call."""
    interval, count = shortest_interval(state, obj["id"]) or ("year", 1)
    return boundary(obj["frozen_time"], interval, count, 2)


@test_clock.delete(PATH + "/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    """Its customers go with it."""
    obj = state.get("test_helpers.test_clock", id)
    for customer in state.store.all("customer", test_clock=id):
        customers.delete(state, {}, customer["id"])
    state.emit("test_helpers.test_clock.deleted", obj)
    state.store.remove(id)
    return {"id": id, "object": "test_helpers.test_clock", "deleted": True}


@test_clock.get(PATH, PAGE)
def index(state: State, params: Object) -> Page:
    return list_objects(state, "test_helpers.test_clock", PATH, params)
