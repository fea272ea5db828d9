"""Payment methods: cards, made from the test tokens or numbers.

Source: https://docs.stripe.com/api/payment_methods, https://docs.stripe.com/testing
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from ..billing.payments import decline_error
from ..cards import BY_NUMBER, DECLINES, Card, behind, by_token
from ..errors import CardError, InvalidRequest, missing
from ..lists import PAGE, Page, list_objects
from ..metadata import merged, metadata
from ..params import clearable, email, enum, idle, integer, record, required, text
from ..registry import Resource, address, address_of
from ..state import State
from ..store import Object

payment_method = Resource("payment_method", expandable=("customer",), indexes=("customer",))
BILLING = record({"address": address(), "email": email(), "name": text(), "phone": text(), "tax_id": text()})
REDISPLAY = enum("always", "limited", "unspecified")
CARD = {
    "cvc": text(),
    "exp_month": integer(),
    "exp_year": integer(),
    "networks": idle(),
    "number": text(clear=False),
    "token": text(clear=False),
}
CREATE = {
    "allow_redisplay": REDISPLAY,
    "billing_details": BILLING,
    "card": record(CARD),
    "metadata": metadata(),
    "sepa_debit": record({"iban": required(text(clear=False))}),
    "type": required(enum("card", "sepa_debit")),
}
UPDATE = {
    "allow_redisplay": REDISPLAY,
    "billing_details": clearable(BILLING),
    "card": record({"exp_month": integer(), "exp_year": integer(), "networks": idle()}),
    "metadata": metadata(),
}
INDEX = {**PAGE, "allow_redisplay": REDISPLAY, "customer": text(), "type": enum("card", "sepa_debit")}


def method_shape(state: State, card: Card, *, month: int = 12, year: int | None = None) -> Object:
    this_year = datetime.fromtimestamp(state.now(), UTC).year
    return {
        "id": state.new_id("pm"),
        "object": "payment_method",
        "_number": card.number,
        "allow_redisplay": "unspecified",
        "billing_details": {
            "address": address_of({}),
            "email": None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "card": {
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": card.country,
            "display_brand": card.brand,
            "exp_month": month,
            "exp_year": year or this_year + 2,
            "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
            "funding": card.funding,
            "generated_from": None,
            "last4": card.number[-4:],
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": state.now(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }


def from_card(state: State, card: Object) -> Object:
    """A payment method for a number or a token, not yet kept."""
    if token := card.get("token"):
        known = by_token(token)
        if known is None:
            from .tokens import spend

            spent = spend(state, token)
            if spent:
                return spent
            raise InvalidRequest(f"No such token: '{token}'", code="resource_missing", param="card[token]")
        return method_shape(state, known)
    for field in ("number", "exp_month", "exp_year"):
        if field not in card:
            raise missing(f"card[{field}]")
    known = BY_NUMBER.get("".join(c for c in card["number"] if c.isdigit()))
    if known is None:
        raise CardError("Your card number is incorrect.", code="incorrect_number", param="number")
    year = card["exp_year"] + 2000 if card["exp_year"] < 100 else card["exp_year"]
    today = datetime.fromtimestamp(state.now(), UTC)
    if not 1 <= card["exp_month"] <= 12:
        raise CardError(
            "Your card's expiration month is invalid.", code="invalid_expiry_month", param="exp_month"
        )
    if (year, card["exp_month"]) < (today.year, today.month):
        raise CardError(
            "Your card's expiration year is invalid.", code="invalid_expiry_year", param="exp_year"
        )
    return method_shape(state, known, month=card["exp_month"], year=year)


def from_iban(state: State, iban: str) -> Object:
    """A bank account for SEPA direct debit, not yet kept."""
    number = iban.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", number):
        raise InvalidRequest("The IBAN you provided is invalid.", code="invalid_bank_account_iban",
                             param="sepa_debit[iban]")  # fmt: skip
    shape = method_shape(state, BY_NUMBER["4242424242424242"])
    account = {
        "bank_code": number[4:9],
        "branch_code": "",
        "country": number[:2],
        "fingerprint": hashlib.sha256(number.encode()).hexdigest()[:16],
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": number[-4:],
    }
    kept = {key: value for key, value in shape.items() if key != "card"}
    return {**kept, "_number": number, "type": "sepa_debit", "sepa_debit": account}


@payment_method.post("/v1/payment_methods", CREATE)
def create(state: State, params: Object) -> Object:
    kind = params["type"]
    if kind not in params:
        raise missing(kind)
    obj = (
        from_card(state, params["card"]) if kind == "card" else from_iban(state, params["sepa_debit"]["iban"])
    )
    obj["billing_details"] = _billing(obj, params.get("billing_details"))
    obj["metadata"] = merged({}, params.get("metadata", {}))
    obj["allow_redisplay"] = params.get("allow_redisplay", "unspecified")
    return state.create(obj)


def use_or_make(state: State, params: Object) -> Object | None:
    """The payment method that a request names, or that it brings with it."""
    if params.get("payment_method_data"):
        return create(state, params["payment_method_data"])
    return use(state, params["payment_method"]) if params.get("payment_method") else None


@payment_method.get("/v1/payment_methods/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return use(state, id, param="id")


@payment_method.post("/v1/payment_methods/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("payment_method", id)
    if not obj["customer"]:
        raise InvalidRequest("You must save this PaymentMethod to a customer before you can update it.")
    changes = {key: params[key] for key in ("allow_redisplay",) if key in params}
    if "billing_details" in params:
        changes["billing_details"] = _billing(obj, params["billing_details"])
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if "card" in params:
        given = {k: v for k, v in params["card"].items() if k != "networks"}
        changes["card"] = {**obj["card"], **given}
    return state.change(obj, changes, "payment_method.updated")


@payment_method.post("/v1/payment_methods/{id}/attach", {"customer": required(text(clear=False))})
def attach(state: State, params: Object, id: str) -> Object:
    return attach_to(state, id, state.get("customer", params["customer"], param="customer"))


@payment_method.post("/v1/payment_methods/{id}/detach")
def detach(state: State, params: Object, id: str) -> Object:
    obj = state.get("payment_method", id)
    if not obj["customer"]:
        raise InvalidRequest(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    customer = state.get("customer", obj["customer"])
    if customer["invoice_settings"]["default_payment_method"] == id:
        settings = {**customer["invoice_settings"], "default_payment_method": None}
        state.change(customer, {"invoice_settings": settings}, "customer.updated")
    for sub in state.store.all("subscription", customer=customer["id"]):
        if sub["default_payment_method"] == id and sub["status"] not in ("canceled", "incomplete_expired"):
            state.change(sub, {"default_payment_method": None}, "customer.subscription.updated")
    before = state.render(obj)
    obj = state.change(obj, {"customer": None, "_spent": True})
    state.emit("payment_method.detached", obj, previous=before)
    return obj


@payment_method.get("/v1/payment_methods", INDEX)
def index(state: State, params: Object) -> Page:
    if params.get("customer"):
        state.get("customer", params["customer"], param="customer")
    return list_objects(state, "payment_method", "/v1/payment_methods", params)


OF_CUSTOMER = {key: kind for key, kind in INDEX.items() if key != "customer"}


@payment_method.get("/v1/customers/{id}/payment_methods", OF_CUSTOMER)
def of_customer(state: State, params: Object, id: str) -> Page:
    state.get("customer", id, param="customer")
    return list_objects(state, "payment_method", f"/v1/customers/{id}/payment_methods", params, customer=id)


@payment_method.get("/v1/customers/{customer}/payment_methods/{id}")
def one_of_customer(state: State, params: Object, customer: str, id: str) -> Object:
    obj = state.get("payment_method", id)
    return obj if obj["customer"] == customer else state.get("payment_method", f"{id} of {customer}")


def use(state: State, id: str, *, param: str = "payment_method") -> Object:
    """The payment method of an id; a test token makes a new one."""
    card = by_token(id)
    if card:
        return state.create(method_shape(state, card))
    return state.get("payment_method", id, param=param)


def attach_to(state: State, id: str, customer: Object) -> Object:
    """Cards that decline do so here, but for the one that attaches and then fails."""
    obj = use(state, id)
    if obj["customer"] == customer["id"]:
        return obj
    if obj["customer"]:
        raise InvalidRequest(
            "The payment method you provided has already been attached to a customer.",
        )
    if obj.get("_spent"):
        raise InvalidRequest(
            "This PaymentMethod was previously used without being attached to a Customer or was detached"
            " from a"
            " Customer, and may not be used again."
        )
    refuse_declined(obj)
    obj = state.change(obj, {"customer": customer["id"]})
    state.emit("payment_method.attached", obj)
    return obj


def refuse_declined(method: Object) -> None:
    """Most cards that decline do so as soon as they are kept."""
    card = behind(method)
    if card.decline and not card.attaches and not card.asynchronous:
        raise decline_error(DECLINES[card.decline])


def not_attached(id: str, param: str) -> InvalidRequest:
    return InvalidRequest(
        f"The customer does not have a payment method with the ID {id}. The payment method must be"
        " attached to the"
        " customer.",
        code="resource_missing",
        param=param,
    )


def _billing(obj: Object, given: Object | None) -> Object:
    details = {**obj["billing_details"], **(given or {})}
    return {**details, "address": address_of(details["address"] or {})}
