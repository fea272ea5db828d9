"""What an entry of the audit trail says, a line a field: the club's words for Stripe's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import DatabaseError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from members.admin import words
from members.models import AuditEntry
from members.services.subscriptions.starting import FREE_COUPON
from reporting import queries

IN_THE_LIST = 4  # fields of one entry; its own page has all
LONGEST = 60  # characters of one value in the list
LABELS = {
    "items": "plan",
    "price": "plan",
    "prices": "plan",
    "next_price": "plan from the renewal on",
    "default_price": "price",
    "collection_method": "paid",
    "days_until_due": "days to pay an invoice",
    "backdate_start_date": "member since",
    "billing_cycle_anchor": "renews on",
    "trial_period_days": "days on trial",
    "trial_end": "on trial until",
    "cancel_at": "ends on",
    "cancel_at_period_end": "ends with the paid period",
    "pause_collection": "payments rest",
    "discounts": "discount",
    "unit_amount": "amount",
    "amount_cents": "amount",
}
# Of Stripe's own, or said by the entry's other columns.
LEFT_OUT = {
    *("customer", "subscription", "payment_intent", "currency"),
    *("proration_behavior", "trial_settings", "payment_behavior"),
}
VALUES = {
    "send_invoice": "by invoice",
    "charge_automatically": "by card or direct debit",
    FREE_COUPON: "free of charge",
}
AMOUNTS = ("amount", "amount_cents", "unit_amount", "total", "amount_refunded", "amount_due", "amount_off")
MOMENTS = ("_at", "_start", "_end", "_date", "_anchor")
Names = Mapping[str, str]


def names() -> dict[str, str]:
    """Plans, prices and coupons by their ids; nothing while the mirror is away: ids will do."""
    try:
        coupons = {each.id: words.coupon(each.stripe_data) for each in queries.coupons()}
        return (
            dict(queries.plan_names())
            | coupons
            | {
                each.price_id: f"{each.name}, "
                + words.price(each.amount_cents, each.currency, each.interval, each.interval_count)
                for each in queries.plans(only_active=False)
            }
        )
    except DatabaseError:
        return {}


def changes(entry: AuditEntry, *, names: Names, whole: bool = False) -> SafeString:
    """What was changed; `whole`, with every field and all of each value."""
    lines = list(_lines(entry, names))
    shown = lines if whole else lines[:IN_THE_LIST]
    said = format_html_join(
        "",
        '<span class="block">{}: {}{}</span>',
        (
            (label, f"{_cut(before, whole)} → " if before else "", _cut(after or "–", whole))
            for label, before, after in shown
        ),
    )
    more = len(lines) - len(shown)
    rest = format_html('<span class="block text-subtle">and {} more</span>', more) if more else ""
    return format_html('<span class="changes">{}{}</span>', said, rest)


def _lines(entry: AuditEntry, names: Names) -> Iterator[tuple[str, str, str]]:
    """Label, before and after of each field; metadata key by key."""
    before, after = _fields(entry.before), _fields(entry.after)
    for name in dict.fromkeys([*before, *after]):
        if name not in LEFT_OUT:
            label = LABELS.get(name, name.replace("_", " "))
            yield (
                label,
                _said(name, before.get(name), before, names),
                _said(name, after.get(name), after, names),
            )


def _fields(recorded: dict[str, Any]) -> dict[str, Any]:
    metadata = recorded.get("metadata")
    if not isinstance(metadata, dict):
        return recorded
    return {**{name: value for name, value in recorded.items() if name != "metadata"}, **metadata}


def _said(name: str, value: Any, fields: dict[str, Any], names: Names) -> str:
    if isinstance(value, dict):
        inner = [_said(key, each, fields, names) for key, each in value.items() if key not in LEFT_OUT]
        return ", ".join(filter(None, inner))
    if isinstance(value, list):
        return ", ".join(filter(None, (_said(name, each, fields, names) for each in value)))
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        if name in AMOUNTS and fields.get("currency"):
            return words.money(value, fields["currency"])
        return words.day(value) if name.endswith(MOMENTS) else str(value)
    if name == "status" and value in words.STATUSES:
        return words.status(value)[0]
    return VALUES.get(value) or names.get(value) or str(value)


def _cut(text: str, whole: bool) -> str:
    return text if whole or len(text) <= LONGEST else f"{text[:LONGEST]}…"
