"""Search queries: `email:'a@b' AND metadata['k']:'v' OR -name~'ann'`, `created>100`.

Source: https://docs.stripe.com/search#search-query-language
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import InvalidRequest
from .lists import BOUNDS, Page, limit_of
from .params import integer, required, text
from .search_fields import FIELDS, PLACES
from .store import Object, field_of

if TYPE_CHECKING:
    from .state import State

SEARCH = {"query": required(text(clear=False)), "limit": integer(), "page": text(clear=False)}
CLAUSE = re.compile(
    r"""(?P<not>-)?(?P<field>[a-z_.]+)(\[(?P<q>["'])(?P<key>.*?)(?P=q)\])?(?P<op>[:~]|[<>]=?)"""
    r"""(?:(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)|(?P<bare>[\w.-]+))""",
    re.X,
)
COMPARE = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


def search(state: State, kind: str, url: str, params: dict[str, Any]) -> Page:
    clauses, any_of = parse_query(params["query"])
    for clause in clauses:
        check_clause(kind, clause)
    limit, start = limit_of(params), int(params.get("page") or 0)
    check = any if any_of else all
    hits = [o for o in state.store.all(kind) if not o.get("deleted") and check(holds(o, c) for c in clauses)]
    page = hits[start : start + limit]
    more = len(hits) > start + limit
    result = Page(url, page, more, {"next_page": str(start + limit) if more else None})
    result.extra["object"] = "search_result"
    return result


def parse_query(query: str) -> tuple[list[dict[str, Any]], bool]:
    """The clauses, and whether any of them is enough."""
    clauses, joins, rest = [], set(), query.strip()
    while True:
        match = CLAUSE.match(rest)
        if not match:
            raise InvalidRequest(f"We were unable to parse your search query: {query}", param="query")
        clauses.append(match.groupdict())
        rest = rest[match.end() :].strip()
        if not rest:
            break
        join = re.match(r"(AND|OR)\s+|(?=\S)", rest, re.I)
        joins.add((join[1] or "AND").upper() if join else "AND")
        rest = rest[join.end() :] if join else rest
    if len(joins) > 1:
        raise InvalidRequest("You can't combine AND and OR in the same query.", param="query")
    return clauses, "OR" in joins


def check_clause(kind: str, clause: dict[str, Any]) -> None:
    """Refuse a field that cannot be searched, and a comparison that does not fit it."""
    field, op = clause["field"], clause["op"]
    of = FIELDS[kind].get(field)
    if of is None or (field == "metadata") != (clause["key"] is not None):
        raise InvalidRequest(
            f"Field `{field}` is an unsupported search field for resource `{kind}s`."
            " See http://stripe.com/docs/search#query-fields-for-each-resource for a list of supported"
            " fields.",
            param="query",
        )
    if op == "~" and (of != "text" or len(clause["text"] or "") < 3):
        raise InvalidRequest(
            f"The field `{field}` cannot be searched by a part of less than 3 characters, or not by a part"
            " at all.",
            param="query",
        )
    if op in COMPARE and of != "number":
        raise InvalidRequest(
            f"Operator `{op}` is not supported for field `{field}`: it is not a number.", param="query"
        )
    value = clause["text"] if clause["bare"] is None else clause["bare"]
    if of == "number" and not re.fullmatch(r"-?\d+|null", value):
        raise InvalidRequest(f"Invalid value for field `{field}`: {value} is not a number.", param="query")
    clause["field"] = PLACES.get((kind, field), field)


def holds(obj: Object, clause: dict[str, Any]) -> bool:
    path = clause["field"] if clause["key"] is None else None
    actual = field_of(obj, path) if path else (obj.get(clause["field"]) or {}).get(clause["key"])
    wanted = clause["text"] if clause["bare"] is None else clause["bare"]
    wanted = re.sub(r"\\(.)", r"\1", wanted)
    if clause["op"] in COMPARE:
        found = actual is not None and BOUNDS[COMPARE[clause["op"]]](int(actual), int(wanted))
    elif clause["bare"] == "null":
        found = actual is None
    elif actual is None:
        found = False
    else:
        seen = str(actual).lower()
        found = wanted.lower() in seen if clause["op"] == "~" else seen == wanted.lower()
    return found != bool(clause["not"])
