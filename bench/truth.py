"""How many rows of a mirror are right: what Stripe lists, held against what a mirror stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.stripe import Stripe

Objects = Mapping[str, Mapping[str, Any]]  # by kind, then by id


@dataclass(frozen=True)
class Kind:
    """One of Stripe's objects, and what a club reads of it: a row is right if these are."""

    path: str
    prefix: str
    fields: tuple[str, ...]
    params: Mapping[str, str]


def _kind(path: str, prefix: str, *fields: str, **params: str) -> Kind:
    return Kind(path, prefix, fields, params)


KINDS = {
    "product": _kind("products", "prod_", "name", "active"),
    "price": _kind("prices", "price_", "product", "unit_amount", "currency", "active"),
    "customer": _kind(
        "customers", "cus_", "name", "email", "phone", "metadata", "invoice_settings.default_payment_method"
    ),
    "payment_method": _kind("payment_methods", "pm_", "customer", "type"),
    "subscription": _kind(
        "subscriptions",
        "sub_",
        *("customer", "status", "cancel_at_period_end", "canceled_at", "metadata"),
        status="all",
    ),
    "payment_intent": _kind("payment_intents", "pi_", "customer", "status", "amount"),
    "charge": _kind("charges", "ch_", "customer", "status", "amount", "paid", "amount_refunded"),
    "invoice": _kind("invoices", "in_", "customer", "status", "amount_due", "amount_paid", "total"),
}


@dataclass(frozen=True)
class Comparison:
    """Rows: right, missing though Stripe has the object, with another content, and of what Stripe lacks."""

    right: int = 0
    missing: int = 0
    stale: int = 0
    extra: int = 0

    @property
    def wrong(self) -> int:
        return self.missing + self.stale + self.extra


def truth(stripe: Stripe) -> dict[str, dict[str, Any]]:
    """Everything that Stripe lists."""
    return {
        name: {data["id"]: data for data in stripe.every(kind.path, **kind.params) if _counts(data)}
        for name, kind in KINDS.items()
    }


def only(stripe: Stripe, ids: set[str]) -> dict[str, dict[str, Any]]:
    """What Stripe says now of these objects; of others, and of those that are gone, nothing."""
    listed = {name: {id for id in ids if id.startswith(kind.prefix)} for name, kind in KINDS.items()}
    found = {
        name: {id: stripe.call("GET", f"{KINDS[name].path}/{id}") for id in some}
        for name, some in listed.items()
    }
    return {name: {id: data for id, data in some.items() if _counts(data)} for name, some in found.items()}


def compare(truth: Objects, mirror: Objects) -> Comparison:
    """Compare all kinds, row by row."""
    right = missing = stale = extra = 0
    for name, kind in KINDS.items():
        rows = {id: data for id, data in mirror[name].items() if _counts(data)}
        for id, data in truth[name].items():
            if id not in rows:
                missing += 1
            elif all(_at(data, field) == _at(rows[id], field) for field in kind.fields):
                right += 1
            else:
                stale += 1
        extra += len(rows.keys() - truth[name].keys())
    return Comparison(right, missing, stale, extra)


def _counts(data: Any) -> bool:
    """Not: a stub (an id alone), what says it is deleted, a payment method that was detached for good."""
    usable = data and (data.get("object") != "payment_method" or data.get("customer"))
    return bool(usable and data.get("created") and not data.get("deleted"))


def _at(data: Any, path: str) -> Any:
    """The value at a dotted path; an expanded object counts as its id, nothing as null."""
    for name in path.split("."):
        data = (data or {}).get(name)
    return data.get("id", data) if isinstance(data, dict) else data
