"""What falls due: trials, renewals, cancellations, drafts, retries, due dates; one step at a time, in"
" order."""

from __future__ import annotations

import heapq

from ..state import State
from ..store import Object
from . import clocks, collection, discounts, invoicing, lifecycle, schedules, settling, statuses

DAY, HOUR = 86400, 3600
TRIAL_NOTICE = 3 * DAY
INCOMPLETE = 23 * HOUR
OVER = ("canceled", "incomplete_expired")


class Engine:
    def __init__(self, state: State) -> None:
        self.state = state
        self.clear()
        state.store.watchers.append(self.watch)
        state.store.watched |= DUE.keys()

    def clear(self) -> None:
        self.due: dict[str, int] = {}
        self.heaps: dict[str | None, list[tuple[int, int, str]]] = {None: []}
        self.advancing: set[str] = set()

    def watch(self, id: str, obj: Object | None) -> None:
        """Keep the time at which an object is due next, in its own clock's order."""
        if id.startswith("clock_"):
            moving = obj is not None and obj["status"] == "advancing"
            (self.advancing.add if moving else self.advancing.discard)(id)
        at = DUE[obj["object"]](obj) if obj and obj["object"] in DUE else None
        if at is None:
            self.due.pop(id, None)
        elif self.due.get(id) != at:
            self.due[id] = at
            clock = clocks.clock_of(self.state, obj)
            heap = self.heaps.setdefault(clock["id"] if clock else None, [])
            heapq.heappush(heap, (at, RANK.get(obj["object"], 1) if obj else 1, id))

    def concerns(self, id: str) -> bool:
        """Whether an object must be watched again after it was loaded."""
        return id in self.due or id.startswith("clock_")

    def step(self) -> bool:
        """Do the earliest thing that is due by now; False if there is none."""
        for id in sorted(self.advancing):
            clock = self.state.store.objects[id]
            target = clock["status_details"]["advancing"]["target_frozen_time"]
            if not self._step(id, target):
                ready = {"frozen_time": target, "status": "ready", "status_details": {}}
                self.state.change(clock, ready, "test_helpers.test_clock.ready")
            return True
        return self._step(None, self.state.clock.now())

    def _step(self, clock: str | None, now: int) -> bool:
        heap = self.heaps.setdefault(clock, [])
        while heap and heap[0][0] <= now:
            at, _, id = heapq.heappop(heap)
            if self.due.get(id) != at:
                continue
            del self.due[id]
            self.state.moment, self.state.backdating = at, clock is not None
            try:
                obj = self.state.store.get(id)
                if obj:
                    STEPS[obj["object"]](self.state, obj, at)
            finally:
                self.state.moment, self.state.backdating = None, False
            current = self.state.store.get(id)
            if current:
                self.watch(id, current)
            return True
        return False


def subscription_due(sub: Object) -> int | None:
    status = sub["status"]
    if status in OVER:
        return None
    if status == "incomplete":
        return int(sub["created"]) + INCOMPLETE
    times = [sub["cancel_at"]]
    if status == "trialing":
        times.append(sub["trial_end"])
        if not sub.get("_trial_noticed"):
            times.append(max(sub["trial_end"] - TRIAL_NOTICE, sub["created"]))
    elif status != "paused":
        times += [lifecycle.period_end(sub), (sub["pause_collection"] or {}).get("resumes_at")]
    return min((t for t in times if t), default=None)


def subscription_step(state: State, sub: Object, at: int) -> None:
    if sub["status"] == "incomplete":
        invoice = state.store.get(sub["latest_invoice"], "invoice")
        if invoice and invoice["status"] == "open":
            collection.close(state, invoice, "void")
        elif sub["status"] == "incomplete":
            changes = {"status": "incomplete_expired", "ended_at": at}
            state.change(sub, changes, lifecycle.UPDATED)
    elif sub["cancel_at"] and sub["cancel_at"] <= at:
        lifecycle.end_as_planned(state, sub)
    elif sub["status"] == "trialing":
        if at < sub["trial_end"]:
            state.emit("customer.subscription.trial_will_end", state.change(sub, {"_trial_noticed": True}))
        else:
            lifecycle.end_trial(state, sub, at=at)
    elif (sub["pause_collection"] or {}).get("resumes_at") == at:
        state.change(sub, {"pause_collection": None}, lifecycle.UPDATED)
    else:
        lifecycle.renew(state, sub, at=at)


def invoice_due(invoice: Object) -> int | None:
    if invoice["status"] == "draft" and invoice["auto_advance"]:
        return invoice["automatically_finalizes_at"]  # type: ignore[no-any-return]
    if invoice["status"] != "open":
        return None
    if invoice["collection_method"] == "send_invoice":
        return None if invoice.get("_overdue") else invoice["due_date"]
    return invoice["next_payment_attempt"]  # type: ignore[no-any-return]


def invoice_step(state: State, invoice: Object, at: int) -> None:
    if invoice["status"] == "open" and invoice["collection_method"] == "send_invoice":
        invoice = state.change(invoice, {"_overdue": True})
        state.emit("invoice.overdue", invoice)
        subscription = statuses.subscription_of(state, invoice)
        if subscription:
            statuses.past_due(state, subscription)
        return
    invoicing.advance(state, invoice)


def discount_due(discount: Object) -> int | None:
    return None if discount.get("_over") else discount["end"]


def discount_step(state: State, discount: Object, at: int) -> None:
    discounts.end(state, discount)


def intent_due(intent: Object) -> int | None:
    return intent.get("_settles_at")


def intent_step(state: State, intent: Object, at: int) -> None:
    settling.settle(state, intent)


# What comes first of what falls due in the same second: a new phase before the renewal that bills it.
RANK = {"subscription_schedule": 0, "discount": 0}
DUE = {
    "subscription_schedule": schedules.due,
    "payment_intent": intent_due,
    "discount": discount_due,
    "invoice": invoice_due,
    "subscription": subscription_due,
}
STEPS = {
    "subscription_schedule": schedules.step,
    "payment_intent": intent_step,
    "discount": discount_step,
    "invoice": invoice_step,
    "subscription": subscription_step,
}
