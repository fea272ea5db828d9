"""The page of coupons: what there is, a new one, and an end to one. All is written to Stripe."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from cogento.errors import CogentoError
from members.admin import words
from members.admin.coupon_forms import CouponForm
from members.admin.who import who
from members.services import coupons, writing
from reporting import queries

LIST = "admin:members_coupons"


def index(request: HttpRequest) -> HttpResponse:
    """All coupons, and a form for another; the same page sent twice makes one."""
    form = CouponForm(request.POST or None, currency=next((plan.currency for plan in queries.plans()), ""))
    if form.is_bound and form.is_valid():
        by = who(request)
        key = writing.digest("admin", by, request.path, form.cleaned_data["key"])
        try:
            coupons.create(**form.values(), by=by, idempotency_key=key)
        except CogentoError as error:
            form.refuse(error)
        else:
            messages.success(request, "The coupon is in Stripe. Put it on a membership on its own page.")
            return HttpResponseRedirect(reverse(LIST))
    found = [{"id": row.id, "text": words.coupon(row.stripe_data)} for row in queries.coupons()]
    return _render(request, "coupons", "Coupons", {"coupons": found, "form": form})


def delete(request: HttpRequest, coupon_id: str) -> HttpResponse:
    """Ask, then delete it in Stripe."""
    row = queries.coupons().filter(id=coupon_id).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            coupons.delete(coupon_id=coupon_id, by=who(request))
        except CogentoError as error:
            messages.error(request, error.text)
        else:
            messages.success(request, "The coupon was deleted.")
        return HttpResponseRedirect(reverse(LIST))
    return _render(request, "coupon_delete", "Delete a coupon", {"text": words.coupon(row.stripe_data)})


def _render(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    shown = admin.site.each_context(request) | {"title": title, "content_title": title} | context
    form = context.get("form")
    status = 400 if form is not None and form.errors else 200
    return TemplateResponse(request, f"admin/members/{template}.html", shown, status=status)
