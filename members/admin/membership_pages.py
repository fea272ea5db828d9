"""A membership's own page: change of plan and renewal date with a preview, pause, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from cogento.errors import CogentoError
from members.admin import member_pages, member_shown, words
from members.admin.membership_forms import ChangeForm, DiscountForm, EndForm, PauseForm, RenewalForm
from members.admin.who import who
from members.services import coupons, subscriptions
from members.services.subscriptions import Preview
from reporting import queries

FORMS = {
    "change": ChangeForm,
    "discount": DiscountForm,
    "pause": PauseForm,
    "end": EndForm,
    "renewal": RenewalForm,
}
DONE = {
    "change": "The plan was changed.",
    "discount": "Done. It counts from the next invoice on.",
    "pause": "Payments are paused.",
    "end": "The membership ends as you chose.",
    "renewal": "The renewal date was moved.",
}


def show(request: HttpRequest, customer_id: str, subscription_id: str) -> HttpResponse:
    """Every form posts here with its name in `act`; `preview` shows what it costs and does nothing."""
    member = member_pages.member_of(customer_id)
    row = queries.subscriptions([customer_id]).filter(id=subscription_id).first()
    if row is None:
        raise Http404
    item = row.stripe_data["items"]["data"][0]
    present = item["price"]["id"]
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {}
    for name, form_class in FORMS.items():
        more: dict[str, Any] = {"present": present} if name == "change" else {}
        if name == "discount":
            more = {"stands": bool(row.stripe_data.get("discounts"))}
        forms[name] = form_class(request.POST if name == act else None, prefix=name, **more)
    shown: dict[str, Any] = {}
    if act in forms and forms[act].is_valid():
        values = {"subscription_id": subscription_id, "by": who(request)}
        try:
            if "preview" in request.POST and act == "end":
                shown = {"previewed": act, "ending": forms[act].what_happens(item["current_period_end"])}
            elif "preview" in request.POST:
                shown = _shown_preview(_preview(act, forms[act], values)) | {"previewed": act}
            else:
                _do(act, forms[act], values)
                messages.success(request, DONE[act])
                return member_pages.back_to(request, customer_id)
        except CogentoError as error:
            forms[act].refuse(error)
    (membership,) = member_shown._memberships([row])
    context = {"member": member, "original": member, "membership": membership, "forms": forms, **shown}
    context["discounted"] = forms["discount"].stands
    wrong = any(form.errors for form in forms.values())
    return member_pages.render(
        request, "membership", f"{membership['plan']} of {member}", context, status=400 if wrong else 200
    )


def _preview(act: str, form: Any, values: dict[str, Any]) -> Preview:
    if act == "change":
        return subscriptions.preview_change(**form.values(), **values)
    if act == "renewal":
        return subscriptions.preview_renewal(renewal_date=form.cleaned_data["renewal_date"], **values)
    raise Http404


def _do(act: str, form: Any, values: dict[str, Any]) -> None:
    given = form.cleaned_data
    steps: dict[str, Callable[[], Any]] = {
        "change": lambda: subscriptions.change(
            **form.values(), proration_date=given["proration_date"], **values
        ),
        "discount": lambda: coupons.apply(coupon_id=given["coupon_id"] or None, **values),
        "pause": lambda: subscriptions.pause(**given, **values),
        "end": lambda: subscriptions.cancel(**form.values(), **values),
        "renewal": lambda: subscriptions.move_renewal(**given, **values),
    }
    steps[act]()


def _shown_preview(preview: Preview) -> dict[str, Any]:
    due = preview.due_now_cents
    return {
        "preview": preview,
        "preview_lines": [(text, words.money(cents, preview.currency)) for text, cents in preview.lines],
        "preview_due": words.money(abs(due), preview.currency) if due else "",
        "preview_is_credit": due < 0,
        "preview_next": words.money(preview.next_amount_cents, preview.currency),
        "preview_next_date": words.day(preview.next_payment_at),
    }
