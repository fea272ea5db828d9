"""Writes to memberships that run, as in `writes.py`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from djstripe.models import Subscription

from members.services import metadata, subscriptions
from members.tests import club, till
from members.tests.faults import Kwargs, Write


def _member(stripe: Any) -> Kwargs:
    return {"subscription_id": club.member()[1]}


def _paying(stripe: Any) -> Kwargs:
    """Somebody whose first year was paid by card."""
    made = subscriptions.start(customer_id=till.payer(stripe), price_id=club.plan(), by=club.BY)
    return {"subscription_id": made.data["id"]}


def _to_another_plan(stripe: Any) -> Kwargs:
    return {**_paying(stripe), "price_id": club.plan("Family", 24_000)}


def _at_renewal(stripe: Any) -> Kwargs:
    return {**_to_another_plan(stripe), "when": "renewal"}


def _to_end(stripe: Any) -> Kwargs:
    given = _member(stripe)
    subscriptions.cancel(**given, at_period_end=True, by=club.BY)
    return given


def _planned(stripe: Any) -> Kwargs:
    given = _at_renewal(stripe)
    subscriptions.change(**given, by=club.BY)
    return {"subscription_id": given["subscription_id"]}


def _held(stripe: Any, kwargs: Kwargs) -> Any:
    return stripe.client.v1.subscriptions.retrieve(kwargs["subscription_id"]).to_dict()


def _mirrored(kwargs: Kwargs) -> Any:
    return Subscription.objects.get(id=kwargs["subscription_id"]).stripe_data


def _both(fact: Any) -> Kwargs:
    """The same fact of the Subscription in Stripe and in the mirror."""
    return {
        "made": lambda stripe, kwargs: fact(_held(stripe, kwargs)),
        "mirrored": lambda kwargs: fact(_mirrored(kwargs)),
    }


def _refunded(stripe: Any, kwargs: Kwargs) -> Any:
    refunds = stripe.client.v1.refunds.list().data
    return (_held(stripe, kwargs)["status"], [each.amount for each in refunds])


def _changed(stripe: Any, kwargs: Kwargs) -> Any:
    """The new plan, and what was paid for both years: the difference once."""
    [item] = _held(stripe, kwargs)["items"]["data"]
    paid = sum(each.amount_captured for each in stripe.client.v1.charges.list().data)
    return (item["price"]["unit_amount"], paid)


def _schedules(stripe: Any, kwargs: Kwargs) -> Any:
    """How many are in force, how many phases they have, and whether the Subscription names its next price."""
    held = stripe.client.v1.subscription_schedules.list().data
    phases = [len(each.phases) for each in held if each.status == "active"]
    return (phases, bool(_held(stripe, kwargs)["metadata"].get(subscriptions.NEXT_PRICE)))


def _renewal(data: Any) -> Any:
    return timezone.localtime(datetime.fromtimestamp(data["trial_end"], UTC)).date()


UPDATE = ("POST", "/v1/subscriptions/*")
MOVED_TO = timezone.now().date() + timedelta(days=20)

WRITES = [
    Write(
        name="end now",
        prepare=_member,
        run=subscriptions.cancel,
        calls=(("DELETE", "/v1/subscriptions/*"),),
        expected="canceled",
        action="subscription.cancel",
        **_both(lambda data: data["status"]),
    ),
    Write(
        name="end now and pay back",
        prepare=lambda stripe: {**_paying(stripe), "refund": "full"},
        run=subscriptions.cancel,
        calls=(("POST", "/v1/refunds"), ("DELETE", "/v1/subscriptions/*")),
        made=_refunded,
        expected=("canceled", [12_000]),
        action="subscription.cancel",
    ),
    Write(
        name="end with the period",
        prepare=lambda stripe: {**_member(stripe), "at_period_end": True},
        run=subscriptions.cancel,
        calls=(UPDATE,),
        expected=True,
        action="subscription.cancel",
        **_both(lambda data: data["cancel_at_period_end"]),
    ),
    Write(
        name="take an end back",
        prepare=_to_end,
        run=subscriptions.resume,
        calls=(UPDATE,),
        expected=False,
        action="subscription.resume",
        **_both(lambda data: data["cancel_at_period_end"]),
    ),
    Write(
        name="pause",
        prepare=_member,
        run=subscriptions.pause,
        calls=(UPDATE,),
        expected="void",
        action="subscription.pause",
        **_both(lambda data: (data["pause_collection"] or {}).get("behavior")),
    ),
    Write(
        name="renewal date",
        prepare=lambda stripe: {**_member(stripe), "renewal_date": MOVED_TO},
        run=subscriptions.move_renewal,
        calls=(UPDATE,),
        expected=MOVED_TO,
        action="subscription.move_renewal",
        **_both(_renewal),
    ),
    Write(
        name="another plan now",
        prepare=_to_another_plan,
        run=subscriptions.change,
        calls=(UPDATE,),
        made=_changed,
        expected=(24_000, 24_000),
        action="subscription.change",
    ),
    Write(
        name="another plan at the renewal",
        prepare=_at_renewal,
        run=subscriptions.change,
        calls=(
            ("POST", "/v1/subscription_schedules"),
            ("POST", "/v1/subscription_schedules/*"),
            UPDATE,
        ),
        made=_schedules,
        expected=([2], True),
        action="subscription.change",
    ),
    Write(
        name="take another plan back",
        prepare=_planned,
        run=subscriptions.resume,
        calls=(("POST", "/v1/subscription_schedules/*/release"), UPDATE),
        made=_schedules,
        expected=([], False),
        action="subscription.resume",
    ),
    Write(
        name="fields of a membership",
        prepare=lambda stripe: {
            "target": "subscription",
            "object_id": club.member()[1],
            "values": {"locker": "12"},
        },
        run=metadata.write,
        calls=(UPDATE,),
        made=lambda stripe, kwargs: dict(
            stripe.client.v1.subscriptions.retrieve(kwargs["object_id"]).metadata
        ),
        mirrored=lambda kwargs: Subscription.objects.get(id=kwargs["object_id"]).stripe_data["metadata"],
        expected={"locker": "12"},
        action="subscription.metadata",
    ),
]
