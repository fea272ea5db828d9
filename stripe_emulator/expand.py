"""`expand[]`: ids replaced by their objects, to four levels; on lists it begins with `data.`.

Source: https://docs.stripe.com/expand
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import InvalidRequest
from .registry import RESOURCES
from .store import Object

if TYPE_CHECKING:
    from .state import State

MAX_LEVELS = 4


def expand(state: State, body: Object, paths: list[str] | None) -> Object:
    for path in paths or []:
        levels = path.split(".")
        if sum(level != "data" for level in levels) > MAX_LEVELS:
            raise InvalidRequest(
                f"You cannot expand more than {MAX_LEVELS} levels of a property. Property: {path}",
                param="expand",
            )
        body = _into(state, body, levels, path, None, "")
    return body


def _into(state: State, node: Any, levels: list[str], path: str, kind: str | None, inside: str) -> Any:
    """A copy of `node` with `levels` expanded; `kind` and `inside` say which resource's field this is."""
    if not levels or node is None:
        return node
    if isinstance(node, list):
        return [_into(state, entry, levels, path, kind, inside) for entry in node]
    if not isinstance(node, dict):
        raise _cannot(path)
    if "object" in node:
        kind, inside = node["object"], ""
    name, rest = levels[0], levels[1:]
    field = f"{inside}.{name}" if inside else name
    resource = RESOURCES.get(kind or "")
    if resource and name in resource.included and not inside:
        return {**node, name: _into(state, resource.included[name](state, node), rest, path, None, "")}
    if name not in node:
        if resource and field in resource.expandable:
            return node
        raise _cannot(path)
    value = node[name]
    if resource and field in resource.expandable:
        value = _resolve(state, value)
    elif (not isinstance(value, (dict, list)) and value is not None) or (
        not rest and not (kind == "list" or (isinstance(value, dict) and "object" in value))
    ):
        raise _cannot(path)
    return {**node, name: _into(state, value, rest, path, kind, field)}


def _resolve(state: State, value: Any) -> Any:
    if isinstance(value, list):
        return [_resolve(state, entry) for entry in value]
    found = state.store.get(value) if isinstance(value, str) else None
    return state.render(found) if found else value


def _cannot(path: str) -> InvalidRequest:
    return InvalidRequest(f"This property cannot be expanded ({path}).", param="expand")
