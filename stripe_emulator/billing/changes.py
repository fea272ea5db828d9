"""Changing and canceling a subscription, with prorations.

Source: https://docs.stripe.com/billing/subscriptions/change, …/prorations, …/cancel
"""

from __future__ import annotations

from typing import Any

from ..errors import InvalidRequest
from ..metadata import merged
from ..shapes.subscriptions import shown_settings
from ..state import State
from ..store import Object
from . import cutting, discounts, items, lifecycle, lines, prorations

PLAIN = ("collection_method", "days_until_due", "default_payment_method", "description", "trial_settings")


def apply_update(state: State, sub: Object, given: Object) -> Object:
    changes: dict[str, Any] = {key: given[key] for key in PLAIN if key in given}
    if given.get("collection_method") == "charge_automatically":
        changes["days_until_due"] = None
    if "metadata" in given:
        changes["metadata"] = merged(sub["metadata"], given["metadata"])
    for hash_name in ("payment_settings", "cancellation_details"):
        if hash_name in given:
            changes[hash_name] = {**sub[hash_name], **(given[hash_name] or {})}
    if "invoice_settings" in given:
        changes["invoice_settings"] = {**sub["invoice_settings"], **shown_settings(given)}
    if "pause_collection" in given:
        pause = given["pause_collection"]
        changes["pause_collection"] = pause and {"resumes_at": None, **pause}
    if "default_tax_rates" in given:
        ids = given["default_tax_rates"] or []
        changes["default_tax_rates"] = [
            state.get("tax_rate", id, param="default_tax_rates")["id"] for id in ids
        ]
    changes.update(_cancellation(state, sub, given))
    before = state.render(sub)
    if "discounts" in given:
        changes["discounts"] = _discounts(state, sub, given["discounts"])
    changed_items = items.changed(state, sub["items"], given["items"]) if "items" in given else None
    sub = state.change(sub, changes)
    sub = cutting.cut(state, sub, before["cancel_at"], given)
    if changed_items is not None:
        sub = _replace_items(state, sub, changed_items, given)
    if "trial_end" in given:
        sub = _move_trial(state, sub, given["trial_end"], before)
    elif given.get("billing_cycle_anchor") == "now" and changed_items is None:
        sub = _new_cycle(state, sub, prorations.all_credits(state, sub, given, state.now()), given)
    sub = state.get("subscription", sub["id"])
    after = state.render(sub)
    if after != before:
        state.emit(lifecycle.UPDATED, sub, previous=before)
    return sub


def _discounts(state: State, sub: Object, given: list[Object] | None) -> list[str]:
    """The new ones; those that are not named again end."""
    kept = {entry["discount"] for entry in given or [] if entry.get("discount")}
    for id in sub["discounts"]:
        if id not in kept:
            discounts.end(state, state.store.objects[id])
    discounts.refuse_other_currency(state, given, sub["currency"])
    return discounts.redeem(state, given, customer=sub["customer"], subscription=sub["id"])


def _cancellation(state: State, sub: Object, given: Object) -> Object:
    asked = {"cancellation_details": {**sub["cancellation_details"], "reason": "cancellation_requested"}}
    if given.get("cancel_at_period_end"):
        if given.get("cancel_at"):
            raise InvalidRequest(
                "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
                param="cancel_at",
            )
        ends = lifecycle.period_end(sub)
        details = {**asked["cancellation_details"], **given.get("cancellation_details", {})}
        return {
            "cancel_at_period_end": True,
            "cancel_at": ends,
            "canceled_at": sub["canceled_at"] or state.now(),
            "cancellation_details": details,
        }
    if "cancel_at" in given and given["cancel_at"] is not None:
        at = given["cancel_at"]
        at = lifecycle.period_end(sub) if isinstance(at, str) else at
        if at <= state.now():
            raise InvalidRequest("The cancel_at timestamp must be in the future.", param="cancel_at")
        return {"cancel_at": at, "cancel_at_period_end": False, "canceled_at": state.now(), **asked}
    if (given.get("cancel_at_period_end") is False and sub["cancel_at_period_end"]) or (
        "cancel_at" in given and sub["cancel_at"]
    ):
        nothing = {"comment": None, "feedback": None, "reason": None}
        return {
            "cancel_at": None,
            "cancel_at_period_end": False,
            "canceled_at": None,
            "cancellation_details": nothing,
        }
    return {}


def _replace_items(state: State, sub: Object, new: list[Object], given: Object) -> Object:
    old = {item["id"]: item for item in sub["items"]}
    for item in new:
        if item["id"] not in old:
            state.create({k: item[k] for k in ("id", "object", "created", "subscription")})
    for id in old.keys() - {item["id"] for item in new}:
        state.store.remove(id)
    charged = prorations.reckoned(sub, given)
    at = given.get("proration_date") or state.now()
    moved = [item for item in new if _differs(old.get(item["id"]), item)]
    gone = [item for id, item in old.items() if id not in {n["id"] for n in new}]
    restart = given.get("billing_cycle_anchor") == "now" or _interval_changes(state, sub["items"], new)
    rows: list[Object] = []
    if charged:
        changed = [old[item["id"]] for item in moved if item["id"] in old]
        credited = list(old.values()) if restart else changed + gone
        rows = [row for item in credited for row in prorations.credits(state, sub, item, at)]
    sub = state.change(sub, {"items": new, "currency": lines.price_of(state, new[0])["currency"]})
    if restart and sub["status"] != "trialing":
        return _new_cycle(state, sub, rows, given)
    if charged:
        rows += [prorations.debit(state, sub, item, at) for item in moved]
    prorations.add_pending(state, sub, rows)
    if given.get("proration_behavior") == "always_invoice" and rows:
        moment = (state.now(), state.now())
        _bill(state, sub, [], moment, given)
    return sub


def _differs(old: Object | None, new: Object) -> bool:
    return old is None or (old["price"], old["quantity"]) != (new["price"], new["quantity"])


def _interval_changes(state: State, old: list[Object], new: list[Object]) -> bool:
    def of(item: Object) -> tuple[str, int]:
        recurring = lines.price_of(state, item)["recurring"]
        return recurring["interval"], recurring["interval_count"]

    return of(old[0]) != of(new[0])


def _new_cycle(state: State, sub: Object, rows: list[Object], given: Object) -> Object:
    """A new period that begins now, billed at once."""
    now = state.now()
    end = lifecycle.cycle_end(state, sub, now, now)
    changes = {"items": lifecycle.with_period(sub["items"], now, end), "billing_cycle_anchor": now}
    sub = state.change(sub, changes)
    prorations.add_pending(state, sub, rows)
    drawn = lines.full_period(state, sub, now, end)
    _bill(state, sub, drawn, (now, now), given)
    return state.get("subscription", sub["id"])


def _bill(state: State, sub: Object, drawn: list[Object], period: tuple[int, int], given: Object) -> None:
    """At once; where the update must not leave anything unpaid, a decline undoes all of it."""
    _, error = lifecycle.bill(state, sub, drawn, reason="subscription_update", period=period, now=True)
    if error and given.get("payment_behavior") == "error_if_incomplete":
        error.keep = False
        raise error


def _move_trial(state: State, sub: Object, end: Any, before: Object) -> Object:
    now = state.now()
    if end == "now" or end <= now:
        if end != "now":
            raise InvalidRequest("Invalid timestamp: trial_end must be in the future.", param="trial_end")
        if sub["status"] != "trialing":
            return sub
        return lifecycle.end_trial(state, sub, at=now, now=True)
    changes = {
        "status": "trialing"
        if sub["status"] in ("active", "trialing", "past_due", "paused")
        else sub["status"],
        "trial_start": sub["trial_start"] or now,
        "trial_end": end,
        "billing_cycle_anchor": end,
        "items": lifecycle.with_period(sub["items"], lifecycle.period_start(sub), end),
        "_trial_noticed": False,
    }
    return state.change(sub, changes)


def cancel_now(state: State, sub: Object, given: Object) -> Object:
    if given.get("prorate"):
        if given.get("invoice_now"):
            prorations.drop_pending(state, sub)
        prorations.add_pending(state, sub, prorations.all_credits(state, sub, given, state.now()))
    if given.get("invoice_now"):
        moment = (state.now(), state.now())
        lifecycle.bill(state, sub, [], reason="manual", period=moment, now=True)
        sub = state.get("subscription", sub["id"])
    return lifecycle.end(state, sub, **given.get("cancellation_details", {}))
