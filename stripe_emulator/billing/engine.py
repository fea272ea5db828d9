"""What falls due: trials, renewals, cancellations, drafts, retries, due dates; one step at a time, in"
" order."""

from __future__ import annotations

import heapq

from ..state import State
from ..store import Object
from . import collection, discounts, invoicing, lifecycle, statuses

DAY, HOUR = 86400, 3600
TRIAL_NOTICE = 3 * DAY
INCOMPLETE = 23 * HOUR
OVER = ("canceled", "incomplete_expired")


class Engine:
    def __init__(self, state: State) -> None:
        self.state = state
        self.clear()
        state.store.watchers.append(self.watch)

    def clear(self) -> None:
        self.due: dict[str, int] = {}
        self.heap: list[tuple[int, str]] = []

    def watch(self, id: str, obj: Object | None) -> None:
        """Keep the time at which an object is due next."""
        at = DUE[obj["object"]](obj) if obj and obj["object"] in DUE else None
        if at is None:
            self.due.pop(id, None)
        elif self.due.get(id) != at:
            self.due[id] = at
            heapq.heappush(self.heap, (at, id))

    def step(self) -> bool:
        """Do the earliest thing that is due by now; False if there is none."""
        now = self.state.clock.now()
        while self.heap and self.heap[0][0] <= now:
            at, id = heapq.heappop(self.heap)
            if self.due.get(id) != at:
                continue
            del self.due[id]
            self.state.moment = at
            try:
                obj = self.state.store.get(id)
                if obj:
                    STEPS[obj["object"]](self.state, obj, at)
            finally:
                self.state.moment = None
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
        lifecycle.end(state, sub)
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


DUE = {"discount": discount_due, "invoice": invoice_due, "subscription": subscription_due}
STEPS = {"discount": discount_step, "invoice": invoice_step, "subscription": subscription_step}
