"""The pages of plans: list, add, change, a new amount, archive and restore. All is written to Stripe."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from cogento.errors import CogentoError
from members.admin import words
from members.admin.plan_forms import JOINING, AmountForm, NewPlanForm, PlanForm
from members.admin.who import who
from members.models import PriceMove
from members.money import minor_units
from members.services import plans
from reporting import patience, queries
from reporting.plan_details import KEYS

LIST = "admin:members_pricemove_changelist"
PAGE = "admin:members_pricemove_change"
MOVE = "admin:members_pricemove_move"


def index(request: HttpRequest) -> HttpResponse:
    taken = queries.places_taken()
    found = [_shown(plan, taken) for plan in queries.plans(only_active=False)]
    shown = [each for each in found if each["active"] or each["taken"] or not each["price_archived"]]
    return _render(request, "plans", "Plans", {"plans": shown, "moves": PriceMove.objects.all()[:10]})


def add(request: HttpRequest) -> HttpResponse:
    form = NewPlanForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            answer = plans.create(**{**form.texts(), **form.price()}, details=form.details(), by=who(request))
        except CogentoError as error:
            form.refuse(error)
        else:
            messages.success(request, "The plan is in Stripe.")
            return _to(LIST) if patience.is_behind() else _to(PAGE, answer.data["id"])
    return _render(request, "plan_add", "Add a plan", {"form": form}, wrong=bool(form.errors))


def show(request: HttpRequest, product_id: str) -> HttpResponse:
    prices = [plan for plan in queries.plans(only_active=False) if plan.product_id == product_id]
    if not prices:
        raise Http404
    plan = next((each for each in prices if each.active), prices[0])
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = PlanForm(request.POST if act == "change" else None, initial=_initial(plan))
    amount_forms = {each.price_id: _amount_form(request, each) for each in prices}
    amount_form = amount_forms.get(request.POST.get("price_id", ""))
    try:
        if done := _done(act, product_id, form, amount_form, prices, by=who(request)):
            text, place, number = done
            messages.success(request, text)
            return _to(place, number)
    except CogentoError as error:
        if act in ("archive", "restore"):
            messages.error(request, error.text)
        else:
            (amount_form if act == "amount" and amount_form else form).refuse(error)
    taken = queries.places_taken()
    context = {
        "form": form,
        "plan": _shown(plan, taken),
        "prices": [(_shown(each, taken), amount_forms[each.price_id]) for each in prices if each.active],
        "moves": PriceMove.objects.filter(product_id=product_id),
    }
    return _render(
        request, "plan", plan.name, context, wrong=bool(form.errors or (amount_form and amount_form.errors))
    )


def move(request: HttpRequest, move_id: int) -> HttpResponse:
    """How far members have moved to a new price, and what became of each."""
    found = get_object_or_404(PriceMove, pk=move_id)
    all_rows = list(found.rows.all())
    members = queries.members().filter(pk__in=[row.customer_id for row in all_rows])
    names = dict(members.values_list("pk", "name"))
    rows = [(row, names.get(row.customer_id) or row.customer_id) for row in all_rows]
    amount = words.money(found.amount_cents, found.currency)
    left = any(row.outcome in (row.Outcome.PENDING, row.Outcome.FAILED) for row in all_rows)
    can_go_on = not found.is_moving and (left or found.state == found.State.STOPPED)
    context = {"move": found, "rows": rows, "amount": amount, "can_go_on": can_go_on}
    return _render(request, "price_move", f"New amount: {amount}", context)


@require_POST
def go_on(request: HttpRequest, move_id: int) -> HttpResponse:
    get_object_or_404(PriceMove, pk=move_id)
    try:
        plans.go_on(move_id=move_id)
    except CogentoError as error:
        messages.error(request, error.text)
    return _to(MOVE, move_id)


def _amount_form(request: HttpRequest, plan: Any) -> AmountForm:
    meant = request.POST.get("act") == "amount" and request.POST.get("price_id") == plan.price_id
    return AmountForm(request.POST if meant else None, price_id=plan.price_id, currency=plan.currency)


def _done(
    act: str, product_id: str, form: PlanForm, amount_form: AmountForm | None, prices: list[Any], *, by: str
) -> tuple[str, str, Any] | None:
    """What was done and where to go then; None where a form has to be mended."""
    if act == "change" and form.is_valid():
        plans.change(product_id=product_id, changes=form.texts(), details=form.details(), by=by)
        return "Saved in Stripe.", PAGE, product_id
    if act == "amount" and amount_form is None:
        raise Http404
    if act == "amount" and amount_form and amount_form.is_valid():
        given = amount_form.cleaned_data
        old = next(each for each in prices if each.price_id == given["price_id"])
        made = plans.change_amount(
            price_id=old.price_id,
            amount_cents=minor_units(given["amount"], old.currency),
            members=given["members"],
            by=by,
        )
        return "The new amount is in Stripe.", MOVE, made.pk
    if act == "archive":
        plans.archive(product_id=product_id, by=by)
        return "The plan is offered no longer. Memberships that run go on.", PAGE, product_id
    if act == "restore":
        plans.restore(product_id=product_id, by=by)
        return "The plan is offered again.", PAGE, product_id
    return None


def _initial(plan: Any) -> dict[str, Any]:
    details = {name: getattr(plan.details, name) for name in KEYS}
    details["features"] = "\n".join(plan.details.features)
    return {"name": plan.name, "description": plan.description, **details}


def _shown(plan: Any, taken: dict[str, int]) -> dict[str, Any]:
    return {
        "product_id": plan.product_id,
        "price_id": plan.price_id,
        "name": plan.name,
        "price": words.price(plan.amount_cents, plan.currency, plan.interval, plan.interval_count),
        "active": plan.active,
        "price_archived": not plan.price_active,
        "joining": dict(JOINING)[plan.details.joining],
        "tier": plan.details.tier,
        "capacity": plan.details.capacity,
        "taken": taken.get(plan.product_id, 0) if plan.price_active else 0,
        "link": words.in_stripe(f"products/{plan.product_id}"),
    }


def _to(place: str, *ids: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(place, args=ids))


def _render(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, wrong: bool = False
) -> HttpResponse:
    shown = admin.site.each_context(request) | {"title": title, "opts": PriceMove._meta} | context
    return TemplateResponse(request, f"admin/members/{name}.html", shown, status=400 if wrong else 200)
