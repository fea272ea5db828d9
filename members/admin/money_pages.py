"""What is done with money on a member's page: each a form that says what will happen, then does it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from cogento.errors import CogentoError
from members.admin import member_pages, money_forms, words
from members.admin.who import who
from members.services import billing, credit, invoices, payments, refunds, writing
from reporting import queries
from reporting.models import Member


@dataclass(frozen=True)
class Action:
    """`of` is what it is done with: an invoice, a payment, or the person alone."""

    title: str
    explanation: str
    button: str
    done: str
    form: type[money_forms.Confirmation]
    run: Callable[..., Any]
    of: str = ""
    dangerous: bool = False


def _bill(*, customer_id: str, amount_cents: int, description: str, **more: Any) -> Any:
    lines: list[billing.Line] = [{"description": description, "amount_cents": amount_cents}]
    return billing.invoice(customer_id=customer_id, lines=lines, **more)


ACTIONS = {
    "refund": Action(
        "Refund a payment",
        "The money goes back to the card that paid, within five to ten days. This cannot be taken back.",
        "Refund",
        "Refunded.",
        money_forms.RefundForm,
        refunds.create,
        of="charge_id",
        dangerous=True,
    ),
    "paid": Action(
        "Mark an invoice as paid",
        "For money that came in outside Stripe. Stripe charges nothing and notes the invoice as paid in full;"
        " this cannot be taken back.",
        "Mark as paid",
        "Marked as paid.",
        money_forms.PaidForm,
        invoices.mark_paid,
        of="invoice_id",
    ),
    "send": Action(
        "Send an invoice again",
        "Stripe mails it to the member once more.",
        "Send again",
        "Stripe is sending it.",
        money_forms.Confirmation,
        invoices.send,
        of="invoice_id",
    ),
    "void": Action(
        "Void an invoice",
        "Nothing is owed on it any more. It stays in the books as void; this cannot be taken back.",
        "Void",
        "The invoice is void.",
        money_forms.Confirmation,
        invoices.void,
        of="invoice_id",
        dangerous=True,
    ),
    "charge": Action(
        "Charge the stored card",
        "The card is charged at once, such as for a court fee. To let the member choose, bill them.",
        "Charge",
        "Paid.",
        money_forms.AmountForm,
        payments.charge,
    ),
    "bill": Action(
        "Bill once",
        "Stripe mails an invoice that can be paid on its page, or by transfer and marked as paid here.",
        "Send the invoice",
        "Stripe is sending the invoice.",
        money_forms.BillForm,
        _bill,
    ),
    "credit": Action(
        "Give credit",
        "The next invoices use it up. No money is moved.",
        "Give credit",
        "Credit was given.",
        money_forms.AmountForm,
        credit.give,
    ),
}


def act(request: HttpRequest, customer_id: str, action: str, object_id: str = "") -> HttpResponse:
    """Show what will happen and ask; then do it, once for each page that was shown."""
    member = member_pages.member_of(customer_id)
    chosen = ACTIONS.get(action)
    if chosen is None or bool(chosen.of) != bool(object_id):
        raise Http404
    row = _row(chosen, member, object_id)
    form = chosen.form(request.POST or None, currency=row.get("currency") or member.currency or "gbp")
    if form.is_bound and form.is_valid():
        by = who(request)
        own = {chosen.of: object_id} if chosen.of else {"customer_id": customer_id}
        key = writing.digest("admin", by, request.path, form.cleaned_data["key"])
        try:
            chosen.run(**own, **form.values(), by=by, idempotency_key=key)
        except CogentoError as error:
            form.refuse(error)
        else:
            messages.success(request, chosen.done)
            return member_pages.back_to(request, customer_id)
    shown = {
        "member": member,
        "original": member,
        "form": form,
        "action": chosen,
        "about": _about(chosen, row),
    }
    status = 400 if form.errors else 200
    return member_pages.render(request, "money", f"{chosen.title}: {member}", shown, status=status)


def _row(action: Action, member: Member, object_id: str) -> dict[str, Any]:
    """The invoice or payment in the mirror; another person's is not there."""
    if not action.of:
        return {}
    rows = queries.invoices if action.of == "invoice_id" else queries.payments
    row = rows([member.customer_id]).filter(id=object_id).first()
    if row is None:
        raise Http404
    data: dict[str, Any] = row.stripe_data
    return data


def _about(action: Action, row: dict[str, Any]) -> str:
    """Which one it is, in words."""
    if action.of == "invoice_id":
        amount = words.money(row["amount_remaining"], row["currency"])
        return f"Invoice {row.get('number') or row['id']} of {words.day(row['created'])}: {amount} to be paid"
    if action.of == "charge_id":
        left = row["amount"] - (row.get("amount_refunded") or 0)
        paid, rest = (words.money(amount, row["currency"]) for amount in (row["amount"], left))
        return f"Payment of {paid}, {words.day(row['created'])}, {words.method(row)}: {rest} can be refunded"
    return ""
