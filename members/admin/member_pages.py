"""A member's page and what can be done there. Everything is written by the services, to Stripe."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from cogento.errors import CogentoError
from members.admin import member_forms, member_shown
from members.admin.member_forms import PersonForm
from members.admin.who import who
from members.services import customers, metadata, sign_in, subscriptions
from members.sign_in import addresses, network
from members.templatetags.came_from import list_filters
from reporting import patience, queries
from reporting.models import Member

LIST = "admin:reporting_member_changelist"
PAGE = "admin:reporting_member_change"
FILTERS = "_changelist_filters"  # Django's name for them


def show(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Everything about one person, and the form that changes them."""
    member = member_of(customer_id)
    subscription = member_shown.running_subscription(member)
    form = _person_form(member, request.POST or None, subscription=subscription)
    if form.is_bound and form.is_valid():
        if not form.has_changed():
            messages.info(request, "Nothing was changed.")
            return back_to(request, member.customer_id)
        if _save(form, member, subscription, by=who(request)):
            messages.success(request, "Saved in Stripe.")
            return back_to(request, member.customer_id)
    return _shown(request, member, form)


def add(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            answer = customers.create(
                name=values["name"],
                email=values["email"],
                phone=values["phone"],
                address={part: values[part] for part in member_forms.ADDRESS if values[part]},
                metadata=form.metadata_changes("customer"),
                by=who(request),
            )
        except CogentoError as error:
            form.refuse(error)
        else:
            messages.success(request, "Added in Stripe. A membership can be started on their page.")
            return back_to_list(request) if patience.is_behind() else back_to(request, answer.data["id"])
    return render(request, "member_add", "Add somebody", {"form": form}, status=400 if form.errors else 200)


@require_POST
def send_link(request: HttpRequest, customer_id: str) -> HttpResponse:
    member = member_of(customer_id)
    try:
        email = addresses.parse(member.email)
        sign_in.ask(email=email, page="", network=network.of(request))
    except (addresses.AddressInvalid, CogentoError):
        messages.error(request, "This email address cannot be written to. Correct it first.")
    else:
        text = "A sign-in link is on its way, if this person may sign in. It works for ten minutes."
        messages.success(request, text)
    return back_to(request, customer_id)


@require_POST
def membership(request: HttpRequest, customer_id: str, subscription_id: str, step: str) -> HttpResponse:
    """Let a membership end when its period is over, or take that back."""
    if not queries.subscriptions([customer_id]).filter(id=subscription_id).exists():
        raise Http404
    by = who(request)
    if step == "cancel":
        return _tried(
            request,
            customer_id,
            "The membership will end when the paid period is over.",
            lambda: subscriptions.cancel(subscription_id=subscription_id, at_period_end=True, by=by),
        )
    if step == "resume":
        return _tried(
            request,
            customer_id,
            "The membership goes on.",
            lambda: subscriptions.resume(subscription_id=subscription_id, by=by),
        )
    raise Http404


def _person_form(member: Member, data: Any = None, *, subscription: Any = None) -> PersonForm:
    kept = (subscription.stripe_data.get("metadata") or {}) if subscription else {}
    return PersonForm(
        data,
        initial=member_forms.initial(member, kept),
        targets=("customer", "subscription") if subscription else ("customer",),
    )


def _shown(request: HttpRequest, member: Member, form: PersonForm) -> HttpResponse:
    shown = member_shown.context(member) | {"form": form}
    title = member.name or member.email
    return render(request, "member", title, shown, status=400 if form.errors else 200)


def _save(form: PersonForm, member: Member, subscription: Any, *, by: str) -> bool:
    """Write what was changed; where Stripe refuses, say so in the form. What was saved before stays saved."""
    try:
        if changes := form.person_changes():
            customers.update(customer_id=member.customer_id, changes=changes, by=by)
        if values := form.metadata_changes("customer"):
            metadata.write(target="customer", object_id=member.customer_id, values=values, by=by)
        if subscription and (values := form.metadata_changes("subscription")):
            metadata.write(target="subscription", object_id=subscription.id, values=values, by=by)
    except CogentoError as error:
        form.refuse(error)
        return False
    return True


def _tried(request: HttpRequest, customer_id: str, done: str, act: Any) -> HttpResponse:
    try:
        act()
    except CogentoError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, done)
    return back_to(request, customer_id)


def member_of(customer_id: str) -> Member:
    try:
        return queries.members().get(pk=customer_id)
    except Member.DoesNotExist:
        raise Http404("Nobody in the directory has this id.") from None


def back_to(request: HttpRequest, customer_id: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(PAGE, args=[customer_id]) + _kept(request))


def back_to_list(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(LIST) + list_filters(request))


def _kept(request: HttpRequest) -> str:
    """The search and filters of the directory that led here, to go back to."""
    filters = request.GET.get(FILTERS, "")
    return f"?{urlencode({FILTERS: filters})}" if filters else ""


def render(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = admin.site.each_context(request) | {"title": title, "opts": Member._meta, "kept": _kept(request)}
    shown |= context
    return TemplateResponse(request, f"admin/members/{template}.html", shown, status=status)
