"""What the API holds: resources and their routes, each declared in its own file under `resources/`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from .params import Spec, Type, array, clearable, record, text

Handler = Callable[..., Any]
EXPAND = {"expand": array(text())}


@dataclass
class Route:
    method: str
    pattern: re.Pattern[str]
    params: Spec
    handler: Handler
    older: Spec = field(default_factory=dict)
    path: str = ""

    @property
    def name(self) -> str:
        """As Stripe's reference writes it: `GET /v1/customers/{id}`."""
        return f"{self.method} {self.path}"

    def all_params(self) -> Spec:
        return {**self.params, **self.older}


@dataclass
class Resource:
    """A kind of object: how it is looked up, expanded, listed and shown.

    `expandable` names the fields that hold an id; `included` makes fields that are there only when expanded;
    `render` turns the stored object into the one that is answered.
    """

    kind: str
    expandable: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    included: dict[str, Callable[..., Any]] = field(default_factory=dict)
    not_in_events: tuple[str, ...] = ()
    render: Callable[..., dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        RESOURCES[self.kind] = self

    def route(
        self, method: str, path: str, params: Spec | None = None, *, older: Spec | None = None
    ) -> Callable[[Handler], Handler]:
        """`older`: parameters of earlier API versions, which Stripe's CLI still sends."""

        def add(handler: Handler) -> Handler:
            expression = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")
            made = Route(method, expression, {**(params or {}), **EXPAND}, handler, older or {}, path)
            ROUTES.insert(len(ROUTES) if "{" in path else 0, made)
            return handler

        return add

    def get(self, path: str, params: Spec | None = None) -> Callable[[Handler], Handler]:
        return self.route("GET", path, params)

    def post(
        self, path: str, params: Spec | None = None, *, older: Spec | None = None
    ) -> Callable[[Handler], Handler]:
        return self.route("POST", path, params, older=older)

    def delete(self, path: str, params: Spec | None = None) -> Callable[[Handler], Handler]:
        return self.route("DELETE", path, params)


RESOURCES: dict[str, Resource] = {}
ROUTES: list[Route] = []


# A path without a name in it comes before one that would take its last word for an id.
def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    for route in ROUTES:
        if route.method == method and (match := route.pattern.match(path)):
            return route, match.groupdict()
    return None


def indexes() -> dict[str, tuple[str, ...]]:
    return {kind: resource.indexes for kind, resource in RESOURCES.items()}


ADDRESS = {key: text() for key in ("city", "country", "line1", "line2", "postal_code", "state")}


def address_of(given: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if given is None else {key: given.get(key) for key in ADDRESS}


def address() -> Type:
    return clearable(record(ADDRESS))


def shipping() -> Type:
    """Where a payment's goods go."""
    plain = {key: text() for key in ("carrier", "name", "phone", "tracking_number")}

    def read(value: Any, name: str) -> dict[str, Any]:
        given: dict[str, Any] = shape.read(value, name)
        return {**dict.fromkeys(plain), **given, "address": address_of(given.get("address") or {})}

    shape = record({**plain, "address": address()})
    return replace(shape, read=read, clearable=True)
