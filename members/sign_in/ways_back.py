"""How those whose membership has lapsed come back: pay what is open, or begin anew."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings

from members.services import self_service
from reporting import queries
from reporting.access import ENDED
from reporting.models import Member

Way = tuple[str, str]
ANY_PLAN = "Choose a plan and come back"


def of(memberships: Sequence[Member]) -> list[Way]:
    """What a button says and where it leads, each once.

    Somebody whose membership still runs but does not let them in has to pay; a second one would be refused.
    Whoever has none begins one where the club lets people join, by a mail again: none of it needs a sign-in.
    """
    found: list[Way] = []
    for member in memberships:
        found += _payment(member) if member.status not in ("none", *ENDED) else _joining(member)
    several = len({label for label, _ in found}) > 1
    return list(dict.fromkeys(way for way in found if not (several and way[0] == ANY_PLAN)))


def _payment(member: Member) -> list[Way]:
    for invoice in queries.invoices([member.customer_id]).filter(stripe_data__status="open"):
        if url := invoice.stripe_data.get("hosted_invoice_url"):
            whose = f" of {member.name}" if member.name else ""
            return [(f"Pay the open invoice{whose}", url)]
    return []


def _joining(member: Member) -> list[Way]:
    """Straight to the plan that they had, where it can still be joined and the club lets people come back."""
    may = self_service.allowed()
    if not may["join"]:
        return []
    page = f"{settings.PUBLIC_URL}/join"
    if may["come_back"] and any(plan.price_id == member.price_id for plan in _open_plans()):
        return [(f"Come back: {member.plan_name}", f"{page}?{urlencode({'plan': member.price_id})}")]
    return [(ANY_PLAN, page)] if _open_plans() else []


def _open_plans() -> list[queries.Plan]:
    return [plan for plan in queries.plans() if plan.details.joining != "nobody" and plan.places_left != 0]
