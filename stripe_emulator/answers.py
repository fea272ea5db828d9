"""The way of an API call: key, route, parameters, handler, expand, answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from . import forms, known, params
from .billing.clocks import moment_for
from .errors import NotFound, StripeError
from .expand import expand
from .lists import Page, Shown
from .registry import find_route

if TYPE_CHECKING:
    from .state import State


class NotBegun(Exception):
    """Refused before the handler began: nothing is kept for the idempotency key."""

    def __init__(self, error: StripeError) -> None:
        self.error = error


def answer(state: State, method: str, path: str, query: bytes, body: bytes) -> dict[str, Any]:
    """Run one call; raises NotBegun or StripeError."""
    try:
        found = find_route(method, path)
        if found is None:
            raise NotFound(
                f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we"
                " can help at"
                " https://support.stripe.com/."
            )
        route, names = found
        sent = forms.parse(query)
        if method != "GET":
            sent = {**sent, **forms.parse(body)}
        known.check(route, sent)
        given = params.parse(route.all_params(), sent)
    except StripeError as error:
        raise NotBegun(error) from None
    paths = given.pop("expand", None)
    state.moment = moment_for(state, names, given)
    state.backdating = state.moment is not None
    try:
        result = route.handler(state, given, **names)
        return shown_as(state, result, paths)
    finally:
        state.moment, state.backdating = None, False


def shown_as(state: State, result: Any, paths: list[str] | None) -> dict[str, Any]:
    if isinstance(result, Page):
        rows = [state.render(row) for row in result.data]
        shown = {
            "object": "list",
            **result.extra,
            "data": rows,
            "has_more": result.has_more,
            "url": result.url,
        }
    else:
        shown = dict(result) if isinstance(result, Shown) else state.render(result)
    return expand(state, shown, paths)


def dumped(body: dict[str, Any]) -> bytes:
    """As Stripe writes it: two spaces for each level."""
    try:
        return orjson.dumps(body, option=orjson.OPT_INDENT_2)
    except TypeError:  # a number that is too large for it, a key that is no text
        return json.dumps(body, ensure_ascii=False, indent=2).encode()
