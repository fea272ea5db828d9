"""Events: a snapshot of the object at the time of the change, and what it was before.

Source: https://docs.stripe.com/api/events/object
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import API_VERSION
from .registry import RESOURCES
from .store import Object

if TYPE_CHECKING:
    from .state import State


def record(state: State, type: str, obj: Object, before: Object | None = None) -> None:
    hidden = RESOURCES[obj["object"]].not_in_events
    obj = {key: value for key, value in obj.items() if key not in hidden}
    data: dict[str, Any] = {"object": obj}
    if before is not None:
        data["previous_attributes"] = previous_attributes(
            {key: value for key, value in before.items() if key not in hidden}, obj
        )
    event: Object = {
        "id": state.new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": state.told_at(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": state.request.id, "idempotency_key": state.request.idempotency_key},
        "type": type,
    }
    if event["created"] != state.clock.now():
        event["_told"] = state.clock.now()
    state.store.put(event)
    state.new_events.append(event["id"])


def previous_attributes(before: Object, after: Object) -> dict[str, Any]:
    """Changed keys with their old values; of a hash only the keys that changed, of a list all of it."""
    changed: dict[str, Any] = {}
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict) and old.get("object") != "list":
            changed[key] = previous_attributes(old, new)
        else:
            changed[key] = old
    return changed
