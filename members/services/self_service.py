"""What members may do by themselves: the club's choice, and each plan's own conditions."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from cogento.errors import Conflict, FieldInvalid, NotAllowed
from members.models import SelfService
from members.services import audit
from reporting import plan_details, queries
from reporting.plan_details import PlanDetails

Action = Literal["join", "change", "cancel", "come_back"]
ACTIONS: tuple[Action, ...] = ("join", "change", "cancel", "come_back")
BIRTH_DATE = "date_of_birth"  # metadata of a Customer, or of the Subscription that a newcomer began
_REFUSED = {
    "join": "The club takes new members by hand. Ask the membership secretary.",
    "change": "The club changes plans by hand. Ask the membership secretary.",
    "cancel": "The club ends memberships by hand. Ask the membership secretary.",
    "come_back": "The club takes this back by hand. Ask the membership secretary.",
}


def choices() -> SelfService:
    return SelfService.objects.order_by("pk").first() or SelfService()


def allowed() -> dict[str, bool]:
    """By action, for the app to show only what works."""
    found = choices()
    return {action: getattr(found, f"may_{action}") for action in ACTIONS}


def choose(*, by: str, **may: bool) -> SelfService:
    """Set `may_join`, `may_change`, `may_cancel`, `may_come_back`, as far as given."""
    with transaction.atomic():
        found = SelfService.objects.select_for_update().order_by("pk").first() or SelfService()
        before = {name: getattr(found, name) for name in may}
        changed = {name: value for name, value in may.items() if value != before[name]}
        for name, value in changed.items():
            setattr(found, name, value)
        found.save()
        if changed:
            audit.record(
                actor=by,
                action="self_service.choose",
                object_id="self_service",
                before={name: before[name] for name in changed},
                after=changed,
            )
    return found


def demand(action: Action, *, by: str) -> None:
    """Raises NotAllowed where the club does this by hand."""
    if not allowed()[action]:
        raise NotAllowed(_REFUSED[action])


def demand_open(
    product: dict[str, Any], *, customer: dict[str, Any] | None, birth_date: date | None = None
) -> None:
    """Whether somebody may take this plan by themselves. `customer` is None for a newcomer.

    Places are counted in the mirror, which may be a moment behind: whoever takes one asks for it under
    `subscriptions.places.only_one_taker` too.

    Raises:
        Conflict: every place is taken.
        FieldInvalid: too young or too old, or nobody knows.
        NotAllowed: the plan is not open to them.
    """
    details = plan_details.read(product.get("metadata"))
    if details.joining == "nobody" or (details.joining == "members" and customer is None):
        raise NotAllowed("This plan is given out by the club. Ask the membership secretary.")
    if details.has_age_limit:
        _demand_age(details, birth_date or _born(customer))
    if details.capacity is not None and queries.places_taken().get(product["id"], 0) >= details.capacity:
        raise Conflict(
            "All places of this plan are taken. Choose another, or ask the club about a waiting list."
        )


def _demand_age(details: PlanDetails, born: date | None) -> None:
    if born is None:
        raise FieldInvalid(
            {"birth_date": "This plan is for an age group. Enter the date of birth, or ask the club to."}
        )
    if not details.fits_age(born, on=timezone.localdate()):
        raise FieldInvalid({"birth_date": f"This plan is for people {age_group(details)}. Choose another."})


def age_group(details: PlanDetails) -> str:
    if details.max_age is None:
        return f"of {details.min_age} and older"
    if not details.min_age:
        return f"of up to {details.max_age}"
    return f"from {details.min_age} to {details.max_age}"


def _born(customer: dict[str, Any] | None) -> date | None:
    try:
        return date.fromisoformat(((customer or {}).get("metadata") or {}).get(BIRTH_DATE, ""))
    except ValueError:
        return None
