"""Everything that a member's page shows, from the mirror and the audit trail."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from members.admin import words
from members.admin.badges import badge
from members.models import AuditEntry
from members.services import fields
from members.services.subscriptions import MEMBER_NAME
from reporting import queries
from reporting.models import Member

MOST = 50
STARTED = ("active", "trialing", "past_due", "unpaid", "paused", "incomplete")


def context(member: Member) -> dict[str, Any]:
    subscriptions = list(queries.subscriptions([member.customer_id]))
    given_back = queries.refunded_cents(member.customer_id)
    memberships = _memberships(subscriptions)
    ids = [member.customer_id, *(subscription.id for subscription in subscriptions)]
    return {
        "member": member,
        "original": member,
        "badge": badge(*words.status(member.status)),
        "memberships": memberships,
        "doubled": [each for each in memberships if each["can_change"]],
        "invoices": _invoices(member),
        "payments": _payments(member),
        "unknown_fields": _unknown(member),
        "entries": [
            (entry, words.action(entry.action))
            for entry in AuditEntry.objects.filter(Q(object_id__in=ids) | Q(customer_id=member.customer_id))[
                :MOST
            ]
        ],
        "in_stripe": words.in_stripe(f"customers/{member.customer_id}"),
        "paid": words.money(member.total_paid_cents, member.currency or "gbp")
        if member.total_paid_cents
        else "",
        "due": words.money(member.amount_due_cents, member.currency or "gbp")
        if member.amount_due_cents
        else "",
        "given_back": words.money(given_back, member.currency or "gbp") if given_back else "",
        "others": queries.members_with_email(member.email).exclude(pk=member.pk),
    }


def running_subscription(member: Member) -> Any:
    """The subscription whose fields stand in the form, or None."""
    if not member.running_count or not member.subscription_id:
        return None
    return queries.subscriptions([member.customer_id]).filter(id=member.subscription_id).first()


def _memberships(subscriptions: list[Any]) -> list[dict[str, Any]]:
    plans = {plan.price_id: plan for plan in queries.plans(only_active=False)}
    return [_membership(subscription.stripe_data, plans) for subscription in subscriptions]


def _membership(data: dict[str, Any], plans: dict[str, Any]) -> dict[str, Any]:
    items = data["items"]["data"] if isinstance(data.get("items"), dict) else data.get("items") or []
    item = items[0] if items else {}
    price = item.get("price") or {}
    plan = plans.get(price.get("id", ""))
    recurring = price.get("recurring") or {}
    running = data["status"] in STARTED
    ends = data.get("cancel_at") or (
        item.get("current_period_end") if data.get("cancel_at_period_end") else None
    )
    return {
        "id": data["id"],
        "plan": plan.name if plan else price.get("nickname") or "Membership",
        "whose": (data.get("metadata") or {}).get(MEMBER_NAME, ""),
        "badge": badge(*words.status(data["status"])),
        "price": words.price(
            price.get("unit_amount"),
            price.get("currency") or "",
            recurring.get("interval") or "",
            recurring.get("interval_count"),
        ),
        "since": words.day(data.get("start_date")),
        "renews": words.day(item.get("current_period_end")) if running and not ends else "",
        "ends": words.day(ends) if running else "",
        "ended": words.day(data.get("ended_at")),
        "by_invoice": data.get("collection_method") == "send_invoice",
        "can_cancel": running and not ends,
        "can_resume": running
        and bool(ends or data["status"] == "paused" or data.get("pause_collection") or data.get("schedule")),
        "can_change": running,
        "paused": bool(data.get("pause_collection")),
        "changes_at_renewal": bool(data.get("schedule")),
        "link": words.in_stripe(f"subscriptions/{data['id']}"),
    }


def _invoices(member: Member) -> list[dict[str, Any]]:
    rows = [invoice.stripe_data for invoice in queries.invoices([member.customer_id])[:MOST]]
    return [
        {
            "id": data["id"],
            "is_open": data.get("status") in ("open", "uncollectible"),
            "is_sent": data.get("collection_method") == "send_invoice",
            "note": words.paid_outside(data.get("metadata") or {}),
            "number": data.get("number") or data["id"],
            "date": words.day(data["created"]),
            "badge": badge(*words.INVOICES.get(data.get("status") or "", (data.get("status") or "", ""))),
            "total": words.money(data.get("total"), data["currency"]),
            "due": words.money(data.get("amount_remaining"), data["currency"])
            if data.get("amount_remaining")
            else "",
            "due_date": words.day(data.get("due_date")) if data.get("status") == "open" else "",
            "link": data.get("hosted_invoice_url") or words.in_stripe(f"invoices/{data['id']}"),
        }
        for data in rows
    ]


def _payments(member: Member) -> list[dict[str, Any]]:
    rows = [charge.stripe_data for charge in queries.payments([member.customer_id])[:MOST]]
    disputes = {each.charge_id: each.stripe_data["status"] for each in queries.disputes(member.customer_id)}
    return [
        {
            "id": data["id"],
            "can_refund": data["status"] == "succeeded" and not data.get("refunded"),
            "date": words.day(data["created"]),
            "badge": badge("Refunded", "warning")
            if data.get("refunded")
            else badge(*words.PAYMENTS.get(data["status"], (data["status"], ""))),
            "amount": words.money(data["amount"], data["currency"]),
            "refunded": words.money(data["amount_refunded"], data["currency"])
            if data.get("amount_refunded")
            else "",
            "method": words.method(data),
            "problem": data.get("failure_message") or "",
            "dispute": words.dispute(disputes[data["id"]]) if data["id"] in disputes else "",
            "link": words.in_stripe(f"payments/{data.get('payment_intent') or data['id']}"),
        }
        for data in rows
    ]


def _unknown(member: Member) -> list[tuple[str, str]]:
    """Metadata that nobody has defined: shown, not changed here."""
    known = fields.definitions("customer")
    return [(key, value) for key, value in sorted(member.metadata.items()) if key not in known]
