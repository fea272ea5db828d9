"""Beginning a membership on a member's page: by invoice, by a page to pay on, by card, or for nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cogento.errors import CogentoError
from members.admin import member_pages
from members.admin.starting_forms import StartForm
from members.admin.who import who
from members.services import checkout, subscriptions, writing
from reporting import queries
from reporting.models import Member


def start(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Ask how, then do it, once for each page that was shown. A page to pay on is shown to be passed on."""
    member = member_pages.member_of(customer_id)
    form = StartForm(request.POST or None)
    if form.is_bound and form.is_valid():
        by = who(request)
        key = writing.digest("admin", by, request.path, form.cleaned_data["key"])
        try:
            if form.cleaned_data["how"] == "link":
                url = checkout.open_session(
                    customer_id=customer_id, **form.link_values(), by=by, idempotency_key=key
                )
                return _link(request, member, form, url)
            subscriptions.start(customer_id=customer_id, **form.values(), by=by, idempotency_key=key)
        except CogentoError as error:
            form.refuse(error)
        else:
            messages.success(request, "The membership has begun.")
            return member_pages.back_to(request, customer_id)
    return _render(request, member, {"start_form": form}, status=400 if form.errors else 200)


def _link(request: HttpRequest, member: Member, form: StartForm, url: str) -> HttpResponse:
    names = {plan.price_id: plan.name for plan in queries.plans()}
    plan = names.get(form.cleaned_data["price_id"], "")
    subject = quote(f"Your membership of {settings.CLUB_NAME}")
    text = quote(f"Pay here to begin your membership ({plan}). The page works for 24 hours:\n\n{url}\n")
    mailto = f"mailto:{quote(member.email)}?subject={subject}&body={text}"
    return _render(request, member, {"url": url, "plan": plan, "mailto": mailto})


def _render(
    request: HttpRequest, member: Member, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {"member": member, "original": member, **context}
    return member_pages.render(request, "start", f"Start a membership of {member}", shown, status=status)
