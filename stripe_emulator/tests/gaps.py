"""What is missing, read from the code: calls that are left out, parameters with no effect or not held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from ..known import TREES, Tree, key_of
from ..params import Spec, Type
from ..registry import ROUTES, Route
from .left_out import LEFT_OUT

Found = Iterator[str]


def without_effect(spec: Spec, tree: Tree, prefix: str = "") -> Found:
    """Declared parameters that are taken and checked for their names, and change nothing."""
    for key, kind in sorted(spec.items()):
        name = f"{prefix}[{key}]" if prefix else key
        if not kind.effect:
            yield name
        elif (below := _below(kind)) is not None:
            yield from without_effect(below, {}, name)


def not_held(spec: Spec, tree: Tree, prefix: str = "") -> Found:
    """Parameters that Stripe knows and the emulator refuses by name."""
    for key, inner in sorted(tree.items()):
        name = f"{prefix}[{key}]" if prefix else key
        kind = spec.get(key)
        if kind is None:
            yield name
        elif (below := _below(kind)) is not None and inner:
            yield from not_held(below, inner, name)


def _below(kind: Type) -> Spec | None:
    return (kind.element or kind).fields


def by_name(find: Callable[[Spec, Tree], Found]) -> dict[str, list[str]]:
    """Each name with the routes that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for route in sorted(ROUTES, key=lambda route: (route.path, route.method)):
        for name in find(route.params, TREES.get(key_of(route), {})):
            found[name].append(_short(route))
    return dict(sorted(found.items()))


def _short(route: Route) -> str:
    return f"`{route.name.replace('/v1/', '')}`"


def lines() -> list[str]:
    rows = ["", "## Calls that are left out", "",
            "Of the resources above; each answers Stripe's 404 for an unknown URL.", "",
            "| call | why |", "| --- | --- |"]  # fmt: skip
    rows += [f"| `{call}` | {why} |" for call, why in sorted(LEFT_OUT.items())]
    rows += ["", "## Parameters that change nothing", "",
             "They are taken, their nested names are checked, and nothing comes of them.", ""]  # fmt: skip
    rows += [f"- `{name}`: {', '.join(routes)}" for name, routes in by_name(without_effect).items()]
    rows += ["", "## Parameters that are refused", "",
             "Stripe knows them; the emulator says by name that it does not hold them.", ""]  # fmt: skip
    rows += [f"- `{name}`: {', '.join(routes)}" for name, routes in by_name(not_held).items()]
    return rows
