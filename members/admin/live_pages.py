"""A person as Stripe has them now, beside what is shown elsewhere. Asked for by a press, never by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cogento.errors import CogentoError, StripeUnavailable
from members.admin import member_pages, words
from members.services import fields, live
from members.services.live import Compared
from reporting import queries
from reporting.mirror import Merging

LABELS = {
    **words.DETAILS,
    "credit": "Credit",
    "status": "Status",
    "price": "Price",
    "renews": "Paid until",
    "ends": "Ends or ended",
    "paused": "Payments paused",
    "total": "Total",
    "open": "Still to be paid",
    "amount": "Amount",
    "refunded": "Refunded",
}
MONEY = ("credit", "total", "open", "amount", "refunded")
SAME = {"invoice": "invoice", "charge": "payment"}  # shown only where they differ


def show(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Both side by side; the button takes over what differs."""
    member = member_pages.member_of(customer_id)
    shown: dict[str, Any] = {"member": member, "original": member}
    status = 200
    try:
        if request.method == "POST":
            taken = live.take_over(customer_id=customer_id)
            messages.success(request, _said(taken))
            if not queries.members().filter(pk=customer_id).exists():
                return member_pages.back_to_list(request)
            return member_pages.back_to(request, customer_id)
        shown |= _shown(live.compare(customer_id=customer_id))
    except CogentoError as error:
        shown["problem"] = error.text
        status = 503 if isinstance(error, StripeUnavailable | Merging) else 400
    return member_pages.render(request, "live", f"{member}, as Stripe has it now", shown, status=status)


def _said(taken: int) -> str:
    if not taken:
        return "Nothing differed from Stripe."
    return f"Taken over from Stripe: {taken} record{'s' if taken > 1 else ''}."


def _shown(compared: list[Compared]) -> dict[str, Any]:
    boxes = [_box(each) for each in compared if each.differs or each.kind not in SAME]
    same = {kind: len([each for each in compared if each.kind == kind and not each.differs]) for kind in SAME}
    return {
        "boxes": boxes,
        "differing": sum(row["differs"] for box in boxes for row in box["rows"]),
        "same": [f"{count} {SAME[kind]}{'s' if count > 1 else ''}" for kind, count in same.items() if count],
    }


def _box(compared: Compared) -> dict[str, Any]:
    data = compared.in_stripe or compared.here or {}
    rows = [
        {
            "label": _label(compared.kind, name),
            "in_stripe": _text(compared, name, there, compared.in_stripe),
            "here": _text(compared, name, here, compared.here),
            "differs": there != here,
        }
        for name, there, here in compared.facts
    ]
    return {
        "title": _title(compared, data),
        "gone": compared.in_stripe is None,
        "new": compared.here is None,
        "rows": rows,
    }


def _title(compared: Compared, data: dict[str, Any]) -> str:
    if compared.kind == "customer":
        return "Person"
    if compared.kind == "subscription":
        return f"Membership since {words.day(data.get('start_date'))}"
    if compared.kind == "invoice":
        return f"Invoice {data.get('number') or data['id']} of {words.day(data['created'])}"
    return f"Payment of {words.day(data['created'])}"


def _label(kind: str, name: str) -> str:
    if name.startswith("metadata."):
        key = name.removeprefix("metadata.")
        definition = fields.definitions("customer" if kind == "customer" else "subscription").get(key)
        return definition.label if definition else key
    return LABELS[name]


def _text(compared: Compared, name: str, value: Any, data: dict[str, Any] | None) -> str:
    """A fact in words; empty where there is nothing to say."""
    if data is None or value is None or value == "":
        return ""
    if name in MONEY:
        return words.money(value, data.get("currency") or "gbp") if value or name != "credit" else ""
    if name == "status":
        known = {"subscription": words.STATUSES, "invoice": words.INVOICES, "charge": words.PAYMENTS}
        return known[compared.kind].get(value, (value, ""))[0]
    if name == "price":
        return ", ".join(_price(item["price"]) for item in data["items"]["data"])
    if name in ("renews", "ends"):
        return words.day(value)
    if name == "paused":
        return "yes" if value else "no"
    return str(value)


def _price(price: dict[str, Any]) -> str:
    recurring = price.get("recurring") or {}
    return words.price(
        price.get("unit_amount"),
        price.get("currency") or "",
        recurring.get("interval") or "",
        recurring.get("interval_count"),
    )
