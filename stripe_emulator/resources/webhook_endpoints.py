"""Webhook endpoints; the secret is shown when one is created, and never again.

Source: https://docs.stripe.com/api/webhook_endpoints
"""

from __future__ import annotations

from .. import API_VERSION
from ..ids import random_text
from ..lists import PAGE, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, boolean, required, text, url
from ..registry import Resource
from ..state import State
from ..store import Object


def show(state: State, obj: Object) -> Object:
    shown = {key: value for key, value in obj.items() if key != "secret"}
    return {**shown, "secret": obj["secret"]} if obj.get("_fresh") else shown


webhook_endpoint = Resource("webhook_endpoint", render=show)
FIELDS = {"description": text(), "metadata": metadata()}
CREATE = {
    **FIELDS,
    "api_version": text(),
    "connect": boolean(),
    "enabled_events": required(array(text())),
    "url": required(url()),
}
UPDATE = {**FIELDS, "disabled": boolean(), "enabled_events": array(text()), "url": url()}


@webhook_endpoint.post("/v1/webhook_endpoints", CREATE)
def create(state: State, params: Object) -> Object:
    obj = {
        "id": state.new_id("we"),
        "object": "webhook_endpoint",
        "api_version": params.get("api_version", API_VERSION),
        "application": None,
        "created": state.now(),
        "description": params.get("description"),
        "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": merged({}, params.get("metadata", {})),
        "secret": f"whsec_{random_text(32)}",
        "status": "enabled",
        "url": params["url"],
    }
    return {**state.create(obj), "_fresh": True}


@webhook_endpoint.get("/v1/webhook_endpoints/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("webhook_endpoint", id)


@webhook_endpoint.post("/v1/webhook_endpoints/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("webhook_endpoint", id)
    if "disabled" in params:
        params["status"] = "disabled" if params.pop("disabled") else "enabled"
    if "metadata" in params:
        params["metadata"] = merged(obj["metadata"], params["metadata"])
    return state.change(obj, params)


@webhook_endpoint.delete("/v1/webhook_endpoints/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    state.get("webhook_endpoint", id)
    state.store.remove(id)
    return {"id": id, "object": "webhook_endpoint", "deleted": True}


@webhook_endpoint.get("/v1/webhook_endpoints", PAGE)
def index(state: State, params: Object) -> Page:
    return list_objects(state, "webhook_endpoint", "/v1/webhook_endpoints", params)
