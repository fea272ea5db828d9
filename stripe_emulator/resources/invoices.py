"""Invoices.

Source: https://docs.stripe.com/api/invoices
"""

from __future__ import annotations

from typing import Any

from ..billing import collection, discounts, invoicing
from ..errors import InvalidRequest, missing
from ..lists import PAGE, Page, embedded, list_objects, page_of
from ..metadata import merged
from ..params import boolean, text
from ..registry import Resource
from ..search import SEARCH, search
from ..state import State
from ..store import Object
from .currencies import check_currency, refuse_other_currency
from .invoice_items import tax_rates_of
from .invoice_params import CREATE, FIELDS, INDEX, PAY


def show(state: State, obj: Object) -> Object:
    rows = [state.render(row) for row in obj["lines"]]
    return {
        **obj,
        "default_tax_rates": [state.store.objects[id] for id in obj["default_tax_rates"]],
        "hosted_invoice_url": state.absolute(obj["hosted_invoice_url"]),
        "invoice_pdf": state.absolute(obj["invoice_pdf"]),
        "lines": embedded(f"/v1/invoices/{obj['id']}/lines", rows, limit=10, total_count=len(rows)),
    }


def payments_of(state: State, obj: Object) -> Object:
    rows = state.store.all("invoice_payment", invoice=obj["id"])
    url = f"/v1/invoice_payments?invoice={obj['id']}"
    return embedded(url, [state.render(row) for row in rows], limit=10)


def secret_of(state: State, obj: Object) -> Object | None:
    payment = collection.open_payment(state, obj)
    intent = payment and state.store.get(payment["payment"]["payment_intent"])
    return {"client_secret": intent["client_secret"], "type": "payment_intent"} if intent else None


SUBSCRIPTION = "parent.subscription_details.subscription"
invoice = Resource(
    "invoice",
    expandable=("customer", "default_payment_method", "default_source", "latest_revision", SUBSCRIPTION,
                "test_clock", "application", "on_behalf_of", "discounts", "from_invoice.invoice"),
    indexes=("customer", SUBSCRIPTION, "status"),
    included={"payments": payments_of, "confirmation_secret": secret_of},
    not_in_events=("amount_paid_off_stripe",),
    render=show,
)  # fmt: skip
line = Resource("line_item", expandable=("subscription", "pricing.price_details.price", "discounts"))

KEPT = ("auto_advance", "collection_method", "custom_fields", "default_payment_method", "description",
        "due_date", "effective_at", "footer", "number", "statement_descriptor")  # fmt: skip


@invoice.post("/v1/invoices", CREATE)
def create(state: State, params: Object) -> Object:
    customer = state.get("customer", params["customer"], param="customer")
    sub = (
        state.get("subscription", params["subscription"], param="subscription")
        if "subscription" in params
        else None
    )
    currency = check_currency(
        params.get("currency") or customer["currency"] or _pending_currency(state, customer)
    )
    refuse_other_currency(customer, currency)
    _check_due(params)
    fields: dict[str, Any] = {key: params[key] for key in KEPT if key in params}
    fields.setdefault("auto_advance", False)
    if "default_tax_rates" in params:
        fields["default_tax_rates"] = tax_rates_of(state, params["default_tax_rates"])
    if "discounts" in params:
        fields["discounts"] = discounts.redeem(
            state, params["discounts"], customer=customer["id"], invoice="draft"
        )
    return invoicing.draw_up(
        state,
        customer,
        [],
        subscription=sub,
        currency=currency,
        billing_reason="manual",
        metadata=merged({}, params.get("metadata", {})),
        _exclude=params.get("pending_invoice_items_behavior", "exclude") == "exclude",
        **{**fields, "_days_until_due": params.get("days_until_due")},
    )


@invoice.get("/v1/invoices/search", SEARCH)
def find(state: State, params: Object) -> Page:
    return search(state, "invoice", "/v1/invoices/search", params)


@invoice.get("/v1/invoices/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("invoice", id)


@invoice.post("/v1/invoices/{id}", FIELDS)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("invoice", id)
    always = {"metadata", "auto_advance", "default_payment_method", "description", "footer"}
    if obj["status"] != "draft" and set(params) - always:
        raise InvalidRequest(
            "Finalized invoices can't be updated in this way. For more details see"
            " https://stripe.com/docs/invoicing/overview.",
            code="invoice_not_editable",
        )
    _check_due({"collection_method": obj["collection_method"], **params})
    changes = {key: params[key] for key in KEPT if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if "days_until_due" in params:
        changes["_days_until_due"] = params["days_until_due"]
    if params.get("auto_advance") and obj["status"] == "draft" and not obj["automatically_finalizes_at"]:
        changes["automatically_finalizes_at"] = state.now() + state.settings.draft_seconds
    if "default_tax_rates" in params:
        changes["default_tax_rates"] = tax_rates_of(state, params["default_tax_rates"])
    if "discounts" in params:
        own = {"customer": obj["customer"], "invoice": id}
        changes["discounts"] = discounts.redeem(state, params["discounts"], **own)
    if {"default_tax_rates", "discounts"} & changes.keys():
        changes = invoicing.with_totals(state, {**obj, **changes})
    return state.change(obj, changes, "invoice.updated")


@invoice.delete("/v1/invoices/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    obj = state.get("invoice", id)
    if obj["status"] != "draft" or obj["parent"]:
        raise InvalidRequest("You can only delete draft invoices that are not of a subscription.")
    for item in state.store.all("invoiceitem", invoice=id):
        state.change(item, {"invoice": None})
    state.emit("invoice.deleted", obj)
    state.store.remove(id)
    return {"id": id, "object": "invoice", "deleted": True}


@invoice.post("/v1/invoices/{id}/finalize", {"auto_advance": boolean()})
def finalize(state: State, params: Object, id: str) -> Object:
    return invoicing.finalize(state, state.get("invoice", id), auto_advance=params.get("auto_advance"))


@invoice.post("/v1/invoices/{id}/pay", PAY)
def pay(state: State, params: Object, id: str) -> Object:
    """A draft is finalized first. `paid_out_of_band` records cash or a bank transfer and charges nothing."""
    obj = state.get("invoice", id)
    if obj["status"] == "draft":
        obj = invoicing.finalize(state, obj)
        if obj["status"] == "paid":
            return obj
    if obj["status"] == "paid":
        raise InvalidRequest("Invoice is already paid")
    if obj["status"] == "void":
        raise InvalidRequest("This invoice is void, and can no longer be paid.")
    if params.get("paid_out_of_band"):
        return collection.pay_off_stripe(state, obj)
    method = None
    if "payment_method" in params:
        method = state.get("payment_method", params["payment_method"], param="payment_method")
        if method["customer"] != obj["customer"]:
            from .payment_methods import not_attached

            raise not_attached(method["id"], "payment_method")
    if method is None and collection.method_for(state, obj) is None:
        raise InvalidRequest(
            "There is no `default_payment_method` set on this Customer or Invoice. Please attach a"
            " `default_payment_method` to the Customer or Invoice and try again."
        )
    error = collection.pay(state, obj, method=method, off_session=params.get("off_session", True))
    if error:
        raise error
    return state.get("invoice", id)


@invoice.post("/v1/invoices/{id}/attach_payment", {"payment_intent": text(clear=False)})
def attach_payment(state: State, params: Object, id: str) -> Object:
    obj = state.get("invoice", id)
    if "payment_intent" not in params:
        raise missing("payment_intent")
    intent = state.get("payment_intent", params["payment_intent"], param="payment_intent")
    if obj["status"] != "open":
        raise InvalidRequest("You can only attach a payment to an open invoice.", param="invoice")
    if intent["customer"] != obj["customer"] or intent["currency"] != obj["currency"]:
        raise InvalidRequest(
            "The PaymentIntent must be of the invoice's customer and in its currency.", param="payment_intent"
        )
    if intent["status"] == "canceled" or state.store.all(
        "invoice_payment", **{"payment.payment_intent": intent["id"]}
    ):
        raise InvalidRequest(
            f"The PaymentIntent {intent['id']} is canceled or already attached to an invoice.",
            param="payment_intent",
        )
    return collection.attach(state, obj, intent)


@invoice.post("/v1/invoices/{id}/void")
def void(state: State, params: Object, id: str) -> Object:
    return _close(state, id, "void")


@invoice.post("/v1/invoices/{id}/mark_uncollectible")
def mark_uncollectible(state: State, params: Object, id: str) -> Object:
    return _close(state, id, "uncollectible")


@invoice.post("/v1/invoices/{id}/send")
def send(state: State, params: Object, id: str) -> Object:
    obj = state.get("invoice", id)
    if obj["collection_method"] != "send_invoice":
        raise InvalidRequest(
            "You can only manually send an invoice if its collection method is 'send_invoice'."
        )
    if obj["status"] == "draft":
        obj = invoicing.finalize(state, state.change(obj, {"auto_advance": False}))
    state.emit("invoice.sent", obj)
    return obj


@invoice.get("/v1/invoices/{id}/lines", PAGE)
def lines(state: State, params: Object, id: str) -> Page:
    return page_of(
        [state.render(row) for row in state.get("invoice", id)["lines"]], f"/v1/invoices/{id}/lines", params
    )


@invoice.get("/v1/invoices", INDEX)
def index(state: State, params: Object) -> Page:
    if "subscription" in params:
        params[SUBSCRIPTION] = params.pop("subscription")
    return list_objects(state, "invoice", "/v1/invoices", params)


def _pending_currency(state: State, customer: Object) -> str:
    waiting = state.store.all("invoiceitem", customer=customer["id"], invoice=None)
    return waiting[0]["currency"] if waiting else "gbp"


def _close(state: State, id: str, status: str) -> Object:
    obj = state.get("invoice", id)
    if obj["status"] not in ("open", "uncollectible") or obj["status"] == status:
        raise InvalidRequest(
            f"You can only pass in open invoices. This invoice isn't open. Its status is {obj['status']}."
        )
    return collection.close(state, obj, status)


def _check_due(params: Object) -> None:
    by_mail = params.get("collection_method") == "send_invoice"
    if not by_mail and (params.get("days_until_due") is not None or params.get("due_date") is not None):
        raise InvalidRequest(
            "You can only set days_until_due or due_date if the collection method is set to send_invoice.",
            param="days_until_due",
        )
