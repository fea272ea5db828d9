"""The control interface of the emulator: JSON, no key. Tests and the demo drive the emulator with it.

The pages of other sites cannot call it (`origins.py`).

- `GET /_emulator/health`: `{"ok": true, "now": …, "objects": {kind: count}}`.
- `POST /_emulator/reset`: empties everything; webhook endpoints from the command line stay.
- `GET /_emulator/requests`: the last API calls and how many there were; `DELETE` clears the log.
- `GET /_emulator/deliveries`: webhook deliveries, newest first; `POST …/flush` tries the pending ones now.
- `POST /_emulator/deliveries/faults`: webhooks twice, late, out of order or dropped, see `mischief.py`.
- `GET /_emulator/idle?timeout=10`: answers when no delivery is pending (`idle` false after the timeout).
- `POST /_emulator/faults` `{"method", "path", "count", "kind", "status", "seconds"}`: `path` is a pattern
  such as `/v1/customers*`; `kind` is `status` (an error answer, nothing is done), `kept` (the same, kept for
  the idempotency key), `kept_after` (done, and yet an error answer is kept), `latency` (slow, then done),
  `hang` (no answer, nothing is done), `hang_after` (done, no answer), `reset_before` or `reset_after` (the
  connection breaks before or after it was done). `GET` lists them, `DELETE` removes them.
- `POST /_emulator/clock` `{"now": unix}`, `{"advance": seconds}` or `{"now": null}`: moves the emulator's now
  and does everything that falls due on the way, in order. `GET` tells it.
- `POST /_emulator/settings` `{"draft_seconds", "retry_days", "after_retries"}`: how long a renewal invoice
  stays a draft, days between retries, and `past_due`, `unpaid` or `canceled` after the last.
- `POST /_emulator/rate_limits` `{"mode": "off" | "live" | "sandbox"}`: see `rate_limits.py`.
- `POST /_emulator/seed` `{"members": 100000, "renewals": 1, "days": 0}`: a club of that size, see `seed.py`.
- `POST /_emulator/keys`: what a key may do, see `keys.py`; `DELETE` forgets it.
- `POST /_emulator/subscriptions/{id}/renew` `{"at": unix}`: ends the current period at that time (default
  now) and bills the next one with the customer's default card; invoice, charge and intent are of that time
  (their events are of now, so that whoever orders by event time is not misled).
- `POST /_emulator/subscriptions/{id}/end_trial` `{"at": unix}`: ends the trial by its own settings.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import dumped
from .billing import lifecycle
from .emulator import Emulator
from .errors import StripeError
from .seed import seed
from .state import Request as Call
from .store import Object


def emulator_of(request: Request) -> Emulator:
    found: Emulator = request.app.state.emulator
    return found


async def order_of(request: Request) -> dict[str, Any]:
    raw = await request.body()
    order = json.loads(raw or b"{}")
    if not isinstance(order, dict):
        raise ValueError("The body must be a JSON object.")
    return order


def refusal(problem: Exception) -> JSONResponse:
    return JSONResponse({"error": str(problem)}, 400)


async def health(request: Request) -> Response:
    emulator = emulator_of(request)
    kinds = {kind: len(ids) for kind, ids in emulator.state.store.kinds.items()}
    return JSONResponse({"ok": True, "now": emulator.state.now(), "objects": kinds})


async def reset(request: Request) -> Response:
    emulator_of(request).reset()
    return JSONResponse({"ok": True})


async def requests(request: Request) -> Response:
    emulator = emulator_of(request)
    if request.method == "DELETE":
        emulator.requests.clear()
        emulator.request_count = 0
    rows = list(emulator.requests)
    by_route = Counter(f"{row['method']} {row['path']}" for row in rows)
    return JSONResponse({"count": emulator.request_count, "by_route": by_route, "requests": rows})


async def deliveries(request: Request) -> Response:
    log = emulator_of(request).deliveries
    rows = [delivery.saved() for delivery in reversed(log.log.values())]
    return JSONResponse({"pending": len(log.pending), "deliveries": rows})


async def flush(request: Request) -> Response:
    log = emulator_of(request).deliveries
    log.flush()
    return JSONResponse({"pending": len(log.pending)})


async def delivery_faults(request: Request) -> Response:
    mischief = emulator_of(request).deliveries.mischief
    if request.method == "POST":
        try:
            mischief.add(await order_of(request))
        except (ValueError, TypeError) as problem:
            return refusal(problem)
    if request.method == "DELETE":
        mischief.orders.clear()
    return JSONResponse({"faults": mischief.listed()})


async def idle(request: Request) -> Response:
    log = emulator_of(request).deliveries
    loop = asyncio.get_running_loop()
    until = loop.time() + float(request.query_params.get("timeout", 10))
    while log.pending and loop.time() < until:
        await asyncio.sleep(0.02)
    return JSONResponse(
        {"idle": not log.pending, "pending": len(log.pending)}, 200 if not log.pending else 408
    )


async def faults(request: Request) -> Response:
    emulator = emulator_of(request)
    if request.method == "POST":
        try:
            return JSONResponse(asdict(emulator.faults.add(await order_of(request))))
        except (ValueError, TypeError) as problem:
            return refusal(problem)
    if request.method == "DELETE":
        emulator.faults.active.clear()
    return JSONResponse({"faults": emulator.faults.listed()})


async def clock(request: Request) -> Response:
    emulator = emulator_of(request)
    own = emulator.state.clock
    if request.method == "POST":
        try:
            order = await order_of(request)
            if "advance" in order:
                own.set(own.now() + int(order["advance"]))
            else:
                own.set(None if order["now"] is None else int(order["now"]))
        except (KeyError, ValueError, TypeError):
            return refusal(ValueError('Give {"now": unix}, {"advance": seconds} or {"now": null}.'))
        emulator.saving.save_setting("clock", own.frozen)
        steps = emulator.run_billing()
        return JSONResponse({"now": own.now(), "frozen": own.frozen is not None, "steps": steps})
    return JSONResponse({"now": own.now(), "frozen": own.frozen is not None})


async def settings(request: Request) -> Response:
    state = emulator_of(request).state
    if request.method == "POST":
        try:
            order = await order_of(request)
            if "retry_days" in order:
                order["retry_days"] = tuple(int(day) for day in order["retry_days"])
            state.settings = replace(state.settings, **order)
            emulator_of(request).saving.save_setting("settings", asdict(state.settings))
        except (ValueError, TypeError) as problem:
            return refusal(problem)
    return JSONResponse(asdict(state.settings))


async def rate_limits(request: Request) -> Response:
    limits = emulator_of(request).rate_limits
    if request.method == "POST":
        try:
            limits.set((await order_of(request)).get("mode", ""))
        except ValueError as problem:
            return refusal(problem)
    return JSONResponse({"mode": limits.mode})


async def seeded(request: Request) -> Response:
    try:
        order = await order_of(request)
        members, renewals = int(order["members"]), int(order.get("renewals", 1))
        days = int(order.get("days", 0))
    except (KeyError, ValueError, TypeError):
        return refusal(ValueError('Give {"members": number, "renewals": number, "days": number}.'))
    seed(emulator_of(request), members, renewals, days)
    return JSONResponse({"members": members})


async def keys(request: Request) -> Response:
    known = emulator_of(request).keys
    if request.method == "POST":
        try:
            known.order(await order_of(request))
        except (KeyError, ValueError, TypeError) as problem:
            return refusal(problem)
    if request.method == "DELETE":
        known.clear()
    return JSONResponse({"permissions": known.permissions, "expired": sorted(known.expired)})


def subscription_verb(verb: Callable[[Emulator, Object, int], Object]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        emulator = emulator_of(request)
        state = emulator.state
        try:
            at = int((await order_of(request)).get("at") or state.now())
        except (ValueError, TypeError):
            return refusal(ValueError('"at" must be a Unix timestamp.'))
        state.request = Call()
        state.moment, state.backdating = at, True
        try:
            obj = verb(emulator, state.get("subscription", request.path_params["id"]), at)
            body = dumped(state.render(obj))
        except StripeError as error:
            emulator.rollback()
            return Response(dumped(error.body()), error.status, media_type="application/json")
        except BaseException:
            emulator.rollback()
            raise
        finally:
            state.moment, state.backdating = None, False
        emulator.commit()
        return Response(body, media_type="application/json")

    return endpoint


def renew(emulator: Emulator, sub: Object, at: int) -> Object:
    if sub["status"] in ("canceled", "incomplete_expired", "incomplete", "paused"):
        raise StripeError(f"A subscription that is {sub['status']} cannot be renewed.")
    if sub["status"] == "trialing":
        return lifecycle.end_trial(emulator.state, sub, at=at, now=True)
    ended = lifecycle.with_period(sub["items"], min(lifecycle.period_start(sub), at), at)
    sub = emulator.state.change(sub, {"items": ended, "billing_cycle_anchor": at})
    return lifecycle.renew(emulator.state, sub, at=at, now=True)


def end_trial(emulator: Emulator, sub: Object, at: int) -> Object:
    if sub["status"] != "trialing":
        raise StripeError(f"A subscription that is {sub['status']} has no trial to end.")
    return lifecycle.end_trial(emulator.state, sub, at=at, now=True)


ALL = ["GET", "POST", "DELETE"]
routes = [
    Route("/_emulator/health", health),
    Route("/_emulator/reset", reset, methods=["POST"]),
    Route("/_emulator/requests", requests, methods=["GET", "DELETE"]),
    Route("/_emulator/deliveries", deliveries),
    Route("/_emulator/deliveries/flush", flush, methods=["POST"]),
    Route("/_emulator/deliveries/faults", delivery_faults, methods=ALL),
    Route("/_emulator/idle", idle),
    Route("/_emulator/faults", faults, methods=ALL),
    Route("/_emulator/clock", clock, methods=["GET", "POST"]),
    Route("/_emulator/rate_limits", rate_limits, methods=["GET", "POST"]),
    Route("/_emulator/seed", seeded, methods=["POST"]),
    Route("/_emulator/keys", keys, methods=ALL),
    Route("/_emulator/settings", settings, methods=["GET", "POST"]),
    Route("/_emulator/subscriptions/{id}/renew", subscription_verb(renew), methods=["POST"]),
    Route("/_emulator/subscriptions/{id}/end_trial", subscription_verb(end_trial), methods=["POST"]),
]
