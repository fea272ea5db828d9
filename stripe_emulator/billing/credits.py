"""Credit notes and what they do to invoices, balances and charges.

Source: https://docs.stripe.com/invoicing/integration/programmatic-credit-notes
"""

from __future__ import annotations

from ..errors import InvalidRequest, missing
from ..metadata import merged
from ..state import State
from ..store import Object
from . import balance, collection

BACK = ("credit_amount", "refund_amount", "out_of_band_amount")


def issue(state: State, invoice: Object, given: Object) -> Object:
    if invoice["status"] not in ("open", "paid"):
        raise InvalidRequest("You can only credit an invoice that is open or paid.", param="invoice")
    lines = [_line(state, invoice, entry, n) for n, entry in enumerate(given.get("lines") or [])]
    amount = sum(line["amount"] for line in lines) if lines else given.get("amount")
    if not amount:
        raise missing("amount")
    before_payment = invoice["status"] == "open"
    earlier = state.store.all("credit_note", invoice=invoice["id"], status="issued")
    left = invoice["amount_remaining"] if before_payment else invoice["amount_paid"]
    left -= 0 if before_payment else sum(note["post_payment_amount"] for note in earlier)
    if amount > left:
        raise InvalidRequest(
            f"The credit note's amount ({amount}) must not be more than what is left to credit ({left}).",
            param="amount",
        )
    own = given.get("refunds") or []
    returned = sum(given.get(key) or 0 for key in BACK) + sum(row.get("amount_refunded") or 0 for row in own)
    if returned != (0 if before_payment else amount):
        raise InvalidRequest(
            "The sum of credit amount, refund amount and out of band amount must equal the credit note"
            " amount of a paid invoice, and be nothing for an open one.",
            param="credit_amount",
        )
    number = len(state.store.all("credit_note", invoice=invoice["id"])) + 1
    id = state.new_id("cn")
    obj = {
        "id": id,
        "object": "credit_note",
        "amount": amount,
        "amount_shipping": 0,
        "created": state.now(),
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": None,
        "customer_balance_transaction": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": given.get("effective_at") or state.now(),
        "invoice": invoice["id"],
        "lines": lines,
        "livemode": False,
        "memo": given.get("memo"),
        "metadata": merged({}, given.get("metadata", {})),
        "number": f"{invoice['number']}-CN-{number:02d}",
        "out_of_band_amount": given.get("out_of_band_amount"),
        "pdf": f"{invoice['invoice_pdf']}?credit_note={id}",
        "post_payment_amount": 0 if before_payment else amount,
        "pre_payment_amount": amount if before_payment else 0,
        "pretax_credit_amounts": [],
        "reason": given.get("reason"),
        "refunds": [],
        "shipping_cost": None,
        "status": "issued",
        "subtotal": amount,
        "subtotal_excluding_tax": amount,
        "total": amount,
        "total_excluding_tax": amount,
        "total_taxes": [],
        "type": "pre_payment" if before_payment else "post_payment",
        "voided_at": None,
    }
    if not before_payment:
        obj.update(_give_back(state, invoice, given, id))
    obj = state.create(obj, "credit_note.created")
    _note_on_invoice(state, invoice, amount, before_payment=before_payment)
    return obj


def take_back(state: State, obj: Object) -> Object:
    obj = state.change(obj, {"status": "void", "voided_at": state.now()})
    state.emit("credit_note.voided", obj)
    invoice = state.get("invoice", obj["invoice"])
    if invoice["status"] == "open":
        _note_on_invoice(state, invoice, -obj["amount"], before_payment=True)
    return obj


def _line(state: State, invoice: Object, given: Object, number: int) -> Object:
    source = next((row for row in invoice["lines"] if row["id"] == given.get("invoice_line_item")), None)
    if given["type"] == "invoice_line_item" and source is None:
        raise missing(f"lines[{number}][invoice_line_item]")
    quantity = given.get("quantity", 1)
    each = given.get("unit_amount")
    if "amount" in given:
        amount = given["amount"]
    elif each is not None:
        amount = each * quantity
    elif source:
        amount = source["amount"] * quantity // (source["quantity"] or 1)
    else:
        raise missing(f"lines[{number}][unit_amount]")
    return {
        "id": state.new_id("cnli"),
        "object": "credit_note_line_item",
        "amount": amount,
        "description": given.get("description") or (source and source["description"]),
        "discount_amount": 0,
        "discount_amounts": [],
        **({"invoice_line_item": source["id"]} if source else {}),
        "livemode": False,
        "metadata": given.get("metadata") or {},
        "pretax_credit_amounts": [],
        "quantity": quantity,
        "tax_rates": [],
        "taxes": [],
        "type": given["type"],
        "unit_amount": each,
        "unit_amount_decimal": None if each is None else str(each),
    }


def _give_back(state: State, invoice: Object, given: Object, note: str) -> Object:
    changes: Object = {"refunds": []}
    if given.get("credit_amount"):
        customer = state.get("customer", invoice["customer"])
        owned = {"credit_note": note, "invoice": invoice["id"]}
        moved = balance.move(
            state, customer, -given["credit_amount"], "credit_note", invoice["currency"], **owned
        )
        changes["customer_balance_transaction"] = moved["id"]
    if given.get("refund_amount"):
        from ..resources.refunds import create

        payments = state.store.all("invoice_payment", invoice=invoice["id"], status="paid")
        if not payments:
            raise InvalidRequest("There is no charge to refund on this invoice.", param="refund_amount")
        asked = {
            "payment_intent": payments[0]["payment"]["payment_intent"],
            "amount": given["refund_amount"],
        }
        refund = create(state, asked)
        changes["refunds"] = [_refunded(refund["id"], given["refund_amount"])]
    for row in given.get("refunds") or []:
        refund = state.get("refund", row.get("refund", ""), param="refunds[0][refund]")
        changes["refunds"].append(_refunded(refund["id"], row["amount_refunded"]))
    return changes


def _refunded(id: str, amount: int) -> Object:
    return {"amount_refunded": amount, "payment_record_refund": None, "refund": id, "type": "refund"}


def _note_on_invoice(state: State, invoice: Object, amount: int, *, before_payment: bool) -> None:
    if not before_payment:
        total = invoice["post_payment_credit_notes_amount"] + amount
        state.change(invoice, {"post_payment_credit_notes_amount": total}, "invoice.updated")
        return
    changes = {
        "amount_due": invoice["amount_due"] - amount,
        "amount_remaining": invoice["amount_remaining"] - amount,
        "pre_payment_credit_notes_amount": invoice["pre_payment_credit_notes_amount"] + amount,
    }
    invoice = state.change(invoice, changes, "invoice.updated")
    payment = collection.open_payment(state, invoice)
    if payment and invoice["amount_due"]:
        state.change(payment, {"amount_requested": invoice["amount_due"]})
        intent = state.get("payment_intent", payment["payment"]["payment_intent"])
        state.change(intent, {"amount": invoice["amount_due"]})
    elif not invoice["amount_due"]:
        collection.cancel_payment(state, invoice)
        collection.mark_paid(state, invoice, None)
