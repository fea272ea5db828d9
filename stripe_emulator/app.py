"""The Starlette application: `/v1/…` here; `/_emulator/…` and the pages in files of their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.utils import formatdate

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import (
    API_VERSION,
    control,
    resources as resources,  # adds the routes
)
from .answers import NotBegun, answer, dumped
from .emulator import Emulator
from .errors import ApiError, StripeError
from .hosted import pages
from .idempotency import Saved
from .ids import new_id
from .origins import GuardedControl
from .registry import find_route
from .sockets import abort
from .state import Request as Call


def create_app(emulator: Emulator) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        work = asyncio.create_task(emulator.run())
        yield
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        emulator.commit()
        emulator.saving.close()

    methods = ["GET", "POST", "DELETE", "PUT", "PATCH"]
    app = Starlette(
        lifespan=lifespan,
        middleware=[Middleware(GuardedControl, public_url=emulator.state.public_url)],
        routes=[*control.routes, *pages.routes, Route("/{path:path}", api, methods=methods)],
    )
    app.state.emulator = emulator
    return app


async def api(request: Request) -> Response:
    """One API call, with the faults that were ordered for it."""
    emulator: Emulator = request.app.state.emulator
    method, path = request.method, request.url.path
    raw = await request.body()
    key = request.headers.get("idempotency-key") if method == "POST" else None
    call = Call(new_id("req", 14), key)
    fault = emulator.faults.take(method, path)
    held = False
    status, body, extra = 500, b"", dict[str, str]()
    try:
        if fault and fault.kind == "status":
            raise NotBegun(fault.error())
        if fault and fault.kind in ("reset_before", "hang"):
            await asyncio.sleep(fault.seconds if fault.kind == "hang" else 0)
            status = 0
            abort(request)
            return Response()
        refuse(emulator, request)
        saved = begin(emulator, key, path, raw)
        if saved:
            extra = {"Idempotent-Replayed": "true", "Original-Request": saved.request_id}
            status, body = saved.status, saved.body
        else:
            held = key is not None
            if fault and fault.kind == "latency":
                await asyncio.sleep(fault.seconds)
            if not (fault and fault.kind == "kept"):
                status, body = run(emulator, call, request, raw)
            if fault and fault.kind in ("kept", "kept_after"):
                status, body = keep_failure(emulator, call, path, raw, fault.error())
    except NotBegun as refused:
        error = refused.error
        status, body = error.status, dumped(error.body())
        extra = {**should_retry(error), **error.headers}
    finally:
        if key and held:
            emulator.idempotency.end(key)
        log(emulator, method, path, status, call, fault.kind if fault else None)
    if fault and fault.kind in ("reset_after", "hang_after"):
        await asyncio.sleep(fault.seconds if fault.kind == "hang_after" else 0)
        abort(request)
    headers = {
        "Request-Id": call.id or "",
        "Stripe-Version": API_VERSION,
        "Date": formatdate(emulator.state.now(), usegmt=True),
        **extra,
    }
    if key:
        headers["Idempotency-Key"] = key.encode("latin-1", "replace").decode("latin-1")
    return Response(body, status, headers, "application/json")


def refuse(emulator: Emulator, request: Request) -> None:
    """A bad key, and one request too many: both before anything is kept."""
    method, path = request.method, request.url.path
    found = find_route(method, path)
    try:
        emulator.keys.check(request.headers.get("authorization", ""), method, path)
        emulator.rate_limits.check(f"{method} {found[0].pattern.pattern if found else path}")
    except StripeError as error:
        raise NotBegun(error) from None


def begin(emulator: Emulator, key: str | None, path: str, raw: bytes) -> Saved | None:
    try:
        return emulator.idempotency.begin(key, path, raw) if key else None
    except StripeError as error:
        raise NotBegun(error) from None


def run(emulator: Emulator, call: Call, request: Request, raw: bytes) -> tuple[int, bytes]:
    """Answer one call as one transaction: all of it is kept, or (but for a declined card) nothing."""
    emulator.state.request = call
    key, path = call.idempotency_key, request.url.path
    try:
        query = request.scope["query_string"]
        status, body = 200, dumped(answer(emulator.state, request.method, path, query, raw))
    except StripeError as error:
        if not error.keep:
            emulator.rollback()
        status, body = error.status, dumped(error.body())
    except NotBegun:
        raise
    except Exception:
        emulator.rollback()
        logging.exception("%s %s failed in the emulator itself", request.method, path)
        defect = ApiError(f"The Stripe emulator has a defect: see its log for {call.id}.")
        status, body = defect.status, dumped(defect.body())
    if key:
        emulator.idempotency.save(key, path, raw, status, body, call.id or "")
    emulator.commit()
    return status, body


def keep_failure(
    emulator: Emulator, call: Call, path: str, raw: bytes, error: StripeError
) -> tuple[int, bytes]:
    """Stripe keeps a 500 for the key like any other answer, whatever was done before it."""
    body = dumped(error.body())
    if call.idempotency_key:
        emulator.idempotency.save(call.idempotency_key, path, raw, error.status, body, call.id or "")
        emulator.commit()
    return error.status, body


def should_retry(error: StripeError) -> dict[str, str]:
    if error.code == "idempotency_key_in_use":
        return {"Stripe-Should-Retry": "true"}
    return {} if isinstance(error, ApiError) or error.status == 429 else {"Stripe-Should-Retry": "false"}


def log(emulator: Emulator, method: str, path: str, status: int, call: Call, fault: str | None) -> None:
    emulator.request_count += 1
    emulator.requests.append(
        {
            "method": method,
            "path": path,
            "status": status,
            "idempotency_key": call.idempotency_key,
            "request_id": call.id,
            "fault": fault,
        }
    )
