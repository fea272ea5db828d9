"""Invoices: drawn up, finalized, and what they do by themselves.

Source: https://docs.stripe.com/invoicing/integration/workflow-transitions
"""

from __future__ import annotations

from typing import Any

from ..errors import InvalidRequest
from ..ids import random_text
from ..shapes.invoices import invoice_payment_shape, invoice_shape, line_shape, pricing_of
from ..state import State
from ..store import Object
from . import balance, collection, discounts, payments, taxes

DAY = 86400


def draw_up(
    state: State, customer: Object, lines: list[Object], *, subscription: Object | None = None, **fields: Any
) -> Object:
    """A draft with its lines, and with what was pending for the customer."""
    if subscription:
        details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
        fields["parent"] = {
            "quote_details": None,
            "subscription_details": details,
            "type": "subscription_details",
        }
        fields.setdefault("collection_method", subscription["collection_method"])
        fields.setdefault("default_payment_method", subscription["default_payment_method"])
        fields["_days_until_due"] = fields.get("_days_until_due") or subscription["days_until_due"]
        fields.setdefault("default_tax_rates", subscription["default_tax_rates"])
        own = subscription["invoice_settings"]
        fields.update({key: own[key] for key in ("custom_fields", "description", "footer") if own.get(key)})
    fields.setdefault("discounts", discounts.for_invoice(state, customer, subscription))
    fields.setdefault("test_clock", customer["test_clock"])
    for key in ("custom_fields", "footer"):
        fields.setdefault(key, customer["invoice_settings"][key])
    if fields.get("auto_advance", True):
        fields.setdefault("automatically_finalizes_at", state.now() + state.settings.draft_seconds)
    invoice = invoice_shape(state, customer, **fields)
    drawn = [{**line, "invoice": invoice["id"]} for line in lines]
    invoice = state.create(with_totals(state, {**invoice, "lines": drawn}))
    if not invoice.get("_exclude"):
        invoice = collect_pending(state, invoice, subscription)
    state.emit("invoice.created", invoice)
    discounts.use_up(state, invoice)
    return invoice


def collect_pending(state: State, invoice: Object, subscription: Object | None) -> Object:
    """Take the invoice items that were waiting for the next invoice."""
    for item in reversed(state.store.all("invoiceitem", customer=invoice["customer"], invoice=None)):
        owner = ((item["parent"] or {}).get("subscription_details") or {}).get("subscription")
        if item["currency"] == invoice["currency"] and owner in (None, subscription and subscription["id"]):
            invoice = add_item(state, invoice, item)
    return invoice


def add_item(state: State, invoice: Object, item: Object) -> Object:
    state.change(item, {"invoice": invoice["id"]})
    line = line_of(state, invoice["id"], item)
    return state.change(invoice, with_totals(state, {**invoice, "lines": [*invoice["lines"], line]}))


def line_of(state: State, invoice_id: str | None, item: Object) -> Object:
    """An invoice item as it stands on an invoice."""
    details = (item["parent"] or {}).get("subscription_details")
    credited = (item.get("proration_details") or {}).get("credited_items") or {}
    shown = {"credited_items": credited.get("invoice_line_item_details")}
    common = {"proration": item["proration"], "proration_details": shown}
    if details:
        source = {
            "invoice_item": item["id"],
            "subscription": details["subscription"],
            "subscription_item": details.get("subscription_item"),
        }
        parent: Object = {
            "invoice_item_details": None,
            "subscription_item_details": {**source, **common},
            "type": "subscription_item_details",
        }
    else:
        source = {"invoice_item": item["id"], "subscription": None}
        parent = {
            "invoice_item_details": {**source, **common},
            "subscription_item_details": None,
            "type": "invoice_item_details",
        }
    kept = ("amount", "currency", "description", "discountable", "discounts", "metadata", "period", "pricing",
            "quantity")  # fmt: skip
    return line_shape(
        state,
        invoice_id,
        **{key: item[key] for key in kept},
        parent=parent,
        subscription=(details or {}).get("subscription"),
        _tax_rates=item["tax_rates"],
    )


def changed_line(state: State, line: Object, item: Object) -> Object:
    """The line again after its invoice item changed."""
    return {**line_of(state, line["invoice"], item), "id": line["id"]}


def with_totals(state: State, invoice: Object) -> Object:
    """Subtotal, less discounts, plus the taxes that are not in the prices."""
    lines = []
    for line, off in zip(invoice["lines"], discounts.taken_off(state, invoice), strict=True):
        amount = line["amount"] - sum(entry["amount"] for entry in off)
        rates = line.get("_tax_rates") or invoice["default_tax_rates"]
        lines.append({**line, "discount_amounts": off, "taxes": taxes.of_line(state, amount, rates)})
    subtotal = sum(line["amount"] for line in lines)
    by_discount: dict[str, int] = {}
    for entry in (entry for line in lines for entry in line["discount_amounts"]):
        by_discount[entry["discount"]] = by_discount.get(entry["discount"], 0) + entry["amount"]
    taxed = taxes.summed([tax for line in lines for tax in line["taxes"]])
    on_top, inside = taxes.amount(taxed, "exclusive"), taxes.amount(taxed, "inclusive")
    total = subtotal - sum(by_discount.values()) + on_top
    due = max(total + invoice["starting_balance"], 0)
    return {
        **invoice,
        "lines": lines,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inside,
        "total": total,
        "total_discount_amounts": [{"amount": a, "discount": id} for id, a in by_discount.items()],
        "total_excluding_tax": total - on_top - inside,
        "total_taxes": taxed,
        "amount_due": due,
        "amount_remaining": due - invoice["amount_paid"],
    }


def subscription_line(
    state: State,
    subscription_id: str,
    item: Object,
    price: Object,
    *,
    amount: int,
    start: int,
    end: int,
    text: str,
    proration: bool = False,
) -> Object:
    details = {
        "invoice_item": None,
        "proration": proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription_id,
        "subscription_item": item["id"],
    }
    return line_shape(
        state,
        None,
        amount=amount,
        currency=price["currency"],
        description=text,
        discountable=not proration,
        parent={
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        },
        period={"end": end, "start": start},
        pricing=pricing_of(price),
        quantity=item["quantity"],
        subscription=subscription_id,
        discounts=item["discounts"],
        _tax_rates=item["tax_rates"],
    )


def finalize(state: State, invoice: Object, *, auto_advance: bool | None = None) -> Object:
    """Give the invoice its number and make it payable; one with nothing due is paid at once."""
    if invoice["status"] != "draft":
        raise InvalidRequest(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    now = state.now()
    customer = state.get("customer", invoice["customer"])
    number = customer["next_invoice_sequence"]
    page = f"/invoices/{invoice['id']}/{random_text(24)}"
    invoice = with_totals(state, {**invoice, "starting_balance": customer["balance"]})
    ending = invoice["total"] + customer["balance"] - invoice["amount_due"]
    customer = state.change(customer, {"next_invoice_sequence": number + 1})
    if ending != customer["balance"]:
        moved = ending - customer["balance"]
        balance.move(state, customer, moved, "applied_to_invoice", invoice["currency"], invoice=invoice["id"])
    days = invoice.get("_days_until_due")
    by_mail = invoice["collection_method"] == "send_invoice"
    changes = {
        **invoice,
        "auto_advance": invoice["auto_advance"] if auto_advance is None else auto_advance,
        "automatically_finalizes_at": None,
        "due_date": invoice["due_date"] or (now + (days or 0) * DAY if by_mail else None),
        "effective_at": now,
        "ending_balance": ending,
        "hosted_invoice_url": page,
        "invoice_pdf": f"{page}/pdf",
        "number": invoice["number"] or f"{customer['invoice_prefix']}-{number:04d}",
        "status": "open",
        "status_transitions": {**invoice["status_transitions"], "finalized_at": now},
    }
    invoice = state.change(state.get("invoice", invoice["id"]), changes)
    if invoice["amount_due"] > 0:
        _ask_for_payment(state, invoice)
    state.emit("invoice.finalized", invoice)
    if by_mail and invoice["auto_advance"] and invoice["amount_due"] > 0:
        state.emit("invoice.sent", invoice)
    if invoice["amount_due"] == 0:
        invoice = collection.mark_paid(state, invoice, None)
    return invoice


def _ask_for_payment(state: State, invoice: Object) -> None:
    first = invoice["billing_reason"] == "subscription_create"
    kept = {"setup_future_usage": "off_session"} if first else {}
    intent = payments.create_intent(
        state,
        **kept,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription creation" if invoice["billing_reason"] == "subscription_create" else
        "Subscription update" if invoice["parent"] else "Payment for Invoice",
    )  # fmt: skip
    payment = {"payment_intent": intent["id"], "type": "payment_intent"}
    state.create(invoice_payment_shape(state, invoice, payment=payment))


def advance(state: State, invoice: Object) -> Object:
    """What happens to an invoice by itself: a draft is finalized, an open one collected."""
    if invoice["status"] == "draft":
        invoice = finalize(state, invoice)
    if invoice["status"] == "open" and invoice["collection_method"] == "charge_automatically":
        collection.pay(state, invoice)
    return state.get("invoice", invoice["id"])
