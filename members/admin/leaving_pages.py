"""The end of a record: deleted, or gone up in another of the same person. Said beforehand, then done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cogento.errors import CogentoError, StripeObjectNotFound
from members.admin import member_pages, trail, words
from members.admin.who import who
from members.services import deleting, fields, merging
from reporting import queries, search
from reporting.models import Member

MOST_OTHERS = 10


def remove(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Ask, then delete the Customer in Stripe; running memberships end only where that was chosen."""
    member = member_pages.member_of(customer_id)
    if request.method == "POST":
        ending: Any = {"memberships": "cancel_now"} if request.POST.get("end_memberships") else {}
        if ending and request.POST.get("refund_unused"):
            ending["refund"] = "unused"
        try:
            deleting.delete(customer_id=customer_id, by=who(request), **ending)
        except CogentoError as error:
            messages.error(request, error.text)
            return member_pages.back_to(request, customer_id)
        messages.success(request, f"{member} was deleted in Stripe.")
        return member_pages.back_to_list(request)
    shown = {"member": member, "original": member}
    return member_pages.render(request, "member_remove", f"Delete {member}", shown)


def merge(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Choose the other record, see what would happen, then do it."""
    member = member_pages.member_of(customer_id)
    asked = request.POST if request.method == "POST" else request.GET
    other_id, typed = asked.get("other_id", "").strip(), asked.get("typed", "").strip()
    if typed.startswith("cus_"):
        other_id = other_id or typed
    take = asked.getlist("take_from_other")
    shown: dict[str, Any] = {"member": member, "original": member, "other_id": other_id, "typed": typed}
    shown["others"] = _others(member, typed)
    status = 200
    if typed and not other_id and not shown["others"]:
        shown["problem"] = f"Nobody else in the directory is found by “{typed}”."
    if other_id:
        own: Any = {"survivor_id": customer_id, "other_id": other_id, "by": who(request)}
        try:
            if request.method == "POST":
                merging.merge(**own, take_from_other=take)
                messages.success(request, "The two records are one now.")
                return member_pages.back_to(request, customer_id)
            shown |= _previewed(merging.preview(**own, take_from_other=take))
        except StripeObjectNotFound:
            shown["problem"], status = "Stripe has no record with this id. Check it, or choose another.", 400
        except CogentoError as error:
            shown["problem"], status = error.text, 400
    return member_pages.render(request, "merge", f"Merge with {member}", shown, status=status)


def _others(member: Member, typed: str) -> list[Member]:
    """Who may be the same person: whoever is found by what was typed, else who shares the address."""
    if typed and not typed.startswith("cus_"):
        people = search.found(queries.members(), typed)
    else:
        people = queries.members_with_email(member.email)
    return list(people.exclude(pk=member.pk)[:MOST_OTHERS])


def _previewed(plan: merging.Plan) -> dict[str, Any]:
    """What goes over and what has to be chosen, under the names that the club gave."""
    known = fields.definitions("customer")
    labels = {key: known[key].label if key in known else key for key in plan.other.get("metadata") or {}}
    going: list[tuple[str, Any]] = [
        (words.DETAILS[name], ", ".join(filter(None, value.values())) if name == "address" else value)
        for name, value in plan.details.items()
    ]
    chosen = {row["key"] for row in plan.differing}
    going += [(labels[key], value) for key, value in plan.metadata.items() if key not in chosen]
    currency = plan.other.get("currency") or "gbp"
    return {
        "plan": plan,
        "moves": [_membership(move.old) for move in plan.moves],
        "going_over": going,
        "differing": [{**row, "label": labels[row["key"]]} for row in plan.differing],
        "credit": words.money(plan.credit_cents, currency) if plan.credit_cents else "",
    }


def _membership(data: dict[str, Any]) -> str:
    """All that it is for, as "Adult, £120.00 a year and Locker, £9.00 a year", and until when it is paid."""
    known, items = trail.names(), data["items"]["data"]
    said = [
        (f"{many} × " if (many := item.get("quantity") or 1) > 1 else "")
        + known.get(item["price"]["id"], item["price"]["id"])
        for item in items
    ]
    return f"{' and '.join(said)}; paid until {words.day(max(item['current_period_end'] for item in items))}"
