"""The end of a record: deleted, or gone up in another of the same person. Said beforehand, then done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cogento.errors import CogentoError
from members.admin import member_pages
from members.admin.who import who
from members.services import deleting, merging
from members.templatetags.came_from import list_filters
from reporting import queries


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
        return HttpResponseRedirect(reverse(member_pages.LIST) + list_filters(request))
    shown = {"member": member, "original": member}
    return member_pages.render(request, "member_remove", f"Delete {member}", shown)


def merge(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Choose the other record, see what would happen, then do it."""
    member = member_pages.member_of(customer_id)
    asked = request.POST if request.method == "POST" else request.GET
    other_id = (asked.get("other_id") or asked.get("typed_id", "")).strip()
    take = asked.getlist("take_from_other")
    shown: dict[str, Any] = {"member": member, "original": member, "other_id": other_id}
    shown["others"] = queries.members_with_email(member.email).exclude(pk=member.pk)
    status = 200
    if other_id:
        own: Any = {"survivor_id": customer_id, "other_id": other_id, "by": who(request)}
        try:
            if request.method == "POST":
                merging.merge(**own, take_from_other=take)
                messages.success(request, "The two records are one now.")
                return member_pages.back_to(request, customer_id)
            shown["plan"] = merging.preview(**own, take_from_other=take)
        except CogentoError as error:
            shown["problem"], status = error.text, 400
    return member_pages.render(request, "merge", f"Merge with {member}", shown, status=status)
