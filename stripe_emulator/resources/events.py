"""Events.

Source: https://docs.stripe.com/api/events
"""

from __future__ import annotations

from ..errors import InvalidRequest
from ..lists import LIST, Page, list_objects
from ..params import array, boolean, text
from ..registry import Resource
from ..state import State
from ..store import Object


def show(state: State, obj: Object) -> Object:
    obj = {key: value for key, value in obj.items() if key[0] != "_"}
    return {**obj, "pending_webhooks": state.pending_webhooks.get(obj["id"], 0)}


event = Resource("event", render=show, indexes=("type",))
INDEX = {**LIST, "delivery_success": boolean(), "type": text(), "types": array(text())}


@event.get("/v1/events/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("event", id)


RETRY = {"account": text(), "for_stripecli": boolean(), "webhook_endpoint": text()}


@event.post("/v1/events/{id}/retry", RETRY)
def retry(state: State, params: Object, id: str) -> Object:
    """Sent again, to one endpoint or to all that want it: what `stripe events resend` asks for."""
    obj = state.get("event", id)
    if params.get("webhook_endpoint"):
        state.get("webhook_endpoint", params["webhook_endpoint"], param="webhook_endpoint")
    state.resent.append((id, params.get("webhook_endpoint")))
    return obj


@event.get("/v1/events", INDEX)
def index(state: State, params: Object) -> Page:
    """The last 30 days; `type` may end in `*`."""
    types = params.pop("types", None)
    if types is not None and "type" in params:
        raise InvalidRequest("You may only specify one of these parameters: type, types.", param="types")
    wanted = params.get("type", "")
    if wanted.endswith("*"):
        params.pop("type")
    delivered = params.pop("delivery_success", None)
    since = state.clock.now() - 30 * 86400

    def keep(obj: Object) -> bool:
        if int(obj.get("_told") or obj["created"]) < since or (
            types is not None and obj["type"] not in types
        ):
            return False
        if wanted.endswith("*") and not obj["type"].startswith(wanted[:-1]):
            return False
        return delivered is None or (obj["id"] not in state.pending_webhooks) == delivered

    return list_objects(state, "event", "/v1/events", params, keep=keep)
