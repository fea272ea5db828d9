"""Billing portal: configurations, and sessions with a page of their own.

Source: https://docs.stripe.com/api/customer_portal
"""

from __future__ import annotations

from typing import Any

from ..ids import random_text
from ..lists import PAGE, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, boolean, clearable, enum, idle, record, required, text, url
from ..registry import Resource
from ..state import State
from ..store import Object

configuration = Resource("billing_portal.configuration", expandable=("application",))


def show(state: State, obj: Object) -> Object:
    return {**obj, "url": state.absolute(obj["url"])}


session = Resource(
    "billing_portal.session", expandable=("configuration",), indexes=("customer", "_secret"), render=show
)

PRODUCT = record(
    {
        "adjustable_quantity": idle(),
        "prices": required(array(text(clear=False))),
        "product": required(text(clear=False)),
    }
)
SUBSCRIPTION_UPDATE = record(
    {
        "billing_cycle_anchor": enum("now", "unchanged"),
        "default_allowed_updates": array(enum("price", "promotion_code", "quantity")),
        "enabled": boolean(),
        "products": array(PRODUCT),
        "proration_behavior": enum("always_invoice", "create_prorations", "none"),
        "schedule_at_period_end": idle(),
        "trial_update_behavior": enum("continue_trial", "end_trial"),
    }
)
FEATURES = record(
    {
        "customer_update": record({"allowed_updates": array(text()), "enabled": boolean()}),
        "invoice_history": record({"enabled": required(boolean())}),
        "payment_method_update": record(
            {"enabled": required(boolean()), "payment_method_configuration": text()}
        ),
        "subscription_cancel": record(
            {
                "cancellation_reason": idle(),
                "enabled": boolean(),
                "mode": enum("at_period_end", "immediately"),
                "proration_behavior": enum("always_invoice", "create_prorations", "none"),
            }
        ),
        "subscription_update": SUBSCRIPTION_UPDATE,
    }
)
PROFILE = record({"headline": text(), "privacy_policy_url": url(), "terms_of_service_url": url()})
FIELDS = {
    "business_profile": clearable(PROFILE),
    "default_return_url": url(),
    "features": FEATURES,
    "login_page": record({"enabled": required(boolean())}),
    "metadata": metadata(),
    "name": text(),
}
FLOW = record(
    {
        "after_completion": idle(),
        "subscription_cancel": idle(),
        "subscription_update": idle(),
        "subscription_update_confirm": idle(),
        "type": required(
            enum(
                "payment_method_update",
                "subscription_cancel",
                "subscription_update",
                "subscription_update_confirm",
            )
        ),
    }
)
CREATE = {
    "configuration": text(clear=False),
    "customer": required(text(clear=False)),
    "flow_data": FLOW,
    "locale": text(),
    "on_behalf_of": text(),
    "return_url": url(),
}


def configuration_shape(state: State, **fields: Any) -> Object:
    return {
        "id": state.new_id("bpc"),
        "object": "billing_portal.configuration",
        "active": True,
        "application": None,
        "business_profile": {"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        "created": state.now(),
        "default_return_url": None,
        "features": default_features(),
        "is_default": False,
        "livemode": False,
        "login_page": {"enabled": False, "url": None},
        "metadata": {},
        "name": None,
        "updated": state.now(),
        **fields,
    }


def default_features() -> Object:
    return {
        "customer_update": {"allowed_updates": ["name", "email", "address", "phone"], "enabled": True},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True, "payment_method_configuration": None},
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "options": []},
            "enabled": True,
            "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_update": {
            "billing_cycle_anchor": None,
            "default_allowed_updates": [],
            "enabled": False,
            "proration_behavior": "none",
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "end_trial",
        },
    }


@configuration.post("/v1/billing_portal/configurations", {**FIELDS, "features": required(FEATURES)})
def create_configuration(state: State, params: Object) -> Object:
    obj = configuration_shape(state)
    off = {name: {**feature, "enabled": False} for name, feature in obj["features"].items()}
    obj = {**obj, "features": off}
    obj = {**obj, **_changes(obj, params)}
    return state.create(obj, "billing_portal.configuration.created")


@configuration.get("/v1/billing_portal/configurations/{id}")
def retrieve_configuration(state: State, params: Object, id: str) -> Object:
    return state.get("billing_portal.configuration", id)


@configuration.post("/v1/billing_portal/configurations/{id}", {**FIELDS, "active": boolean()})
def update_configuration(state: State, params: Object, id: str) -> Object:
    obj = state.get("billing_portal.configuration", id)
    changes = {**_changes(obj, params), "updated": state.now()}
    return state.change(obj, changes, "billing_portal.configuration.updated")


INDEX = {**PAGE, "active": boolean(), "is_default": boolean()}


@configuration.get("/v1/billing_portal/configurations", INDEX)
def list_configurations(state: State, params: Object) -> Page:
    return list_objects(state, "billing_portal.configuration", "/v1/billing_portal/configurations", params)


@session.post("/v1/billing_portal/sessions", CREATE)
def create(state: State, params: Object) -> Object:
    customer = state.get("customer", params["customer"], param="customer")
    chosen = params.get("configuration")
    setup = (
        state.get("billing_portal.configuration", chosen, param="configuration")
        if chosen
        else _default(state)
    )
    return_url = params.get("return_url") or setup["default_return_url"]
    secret = random_text(48)
    obj = {
        "id": state.new_id("bps"),
        "object": "billing_portal.session",
        "configuration": setup["id"],
        "created": state.now(),
        "customer": customer["id"],
        "customer_account": None,
        "flow": _flow(params.get("flow_data")),
        "livemode": False,
        "locale": params.get("locale"),
        "on_behalf_of": None,
        "return_url": return_url,
        "url": f"/portal/{secret}",
        "_secret": secret,
    }
    return state.create(obj, "billing_portal.session.created")


def _default(state: State) -> Object:
    found = state.store.all("billing_portal.configuration", is_default=True)
    return found[0] if found else state.create(configuration_shape(state, is_default=True))


def _flow(given: Object | None) -> Object | None:
    if not given:
        return None
    kinds = ("subscription_cancel", "subscription_update", "subscription_update_confirm")
    after = {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"}
    return {
        "after_completion": {**after, **given.get("after_completion", {})},
        **{kind: given.get(kind) for kind in kinds},
        "type": given["type"],
    }


def _changes(obj: Object, params: Object) -> Object:
    changes: Object = {key: params[key] for key in ("active", "default_return_url", "name") if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if "business_profile" in params:
        changes["business_profile"] = {**obj["business_profile"], **(params["business_profile"] or {})}
    if "features" in params:
        given = {name: value for name, value in params["features"].items() if isinstance(value, dict)}
        merged_features = {name: {**obj["features"][name], **value} for name, value in given.items()}
        changes["features"] = {**obj["features"], **merged_features}
        _fill_products(changes["features"]["subscription_update"])
    return changes


def _fill_products(feature: Object) -> None:
    fixed = {"enabled": False, "maximum": None, "minimum": 0}
    for key in ("products", "default_allowed_updates"):
        if feature.get(key) is None and key in feature:
            feature[key] = []
    if feature.get("products"):
        feature["products"] = [{"adjustable_quantity": fixed, **row} for row in feature["products"]]
