"""Which parameters Stripe knows, nested ones too: what it does not know it refuses by name.

`known_params.json` is made from Stripe's SDK by `tests/make_known.py`: for each call the names of its
parameters, nested ones below them; `*` stands for any name, null ends a branch.

Source: https://docs.stripe.com/error-codes#parameter-unknown
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .errors import InvalidRequest, unknown
from .params import Spec, Type
from .registry import Route

Tree = dict[str, Any]
FILE = Path(__file__).with_name("known_params.json")
TREES: dict[str, Tree] = json.loads(FILE.read_text()) if FILE.exists() else {}


def key_of(route: Route) -> str:
    return f"{route.method} {re.sub(r'{[a-z_]+}', '{}', route.path)}"


def check(route: Route, sent: dict[str, Any]) -> None:
    """Refuse what Stripe does not know, and what it knows and the emulator does not hold."""
    tree = TREES.get(key_of(route))
    if tree is None:
        return
    found = list(_strangers(sent, tree, route.all_params(), ""))
    if strangers := [name for name, known in found if not known]:
        raise unknown(strangers)
    if found:
        name = found[0][0]
        raise InvalidRequest(f"The Stripe emulator does not hold the parameter {name}.", param=name)


def _strangers(sent: Any, tree: Tree, spec: Spec | None, prefix: str) -> Iterator[tuple[str, bool]]:
    """Names that are not declared here, each with whether Stripe knows it."""
    for key, value in sent.items():
        name = f"{prefix}[{key}]" if prefix else key
        declared = spec.get(key) if spec is not None else None
        if key not in tree and "*" not in tree and declared is None:
            yield name, False
        elif spec is not None and declared is None:
            yield name, True
        else:
            yield from _below(value, tree.get(key, tree.get("*")), declared, name)


def _below(value: Any, tree: Tree | None, kind: Type | None, name: str) -> Iterator[tuple[str, bool]]:
    if tree is None:
        return
    rows = value if isinstance(value, list) else None
    if isinstance(value, dict) and value and "*" not in tree and all(key.isdigit() for key in value):
        rows = list(value.values())
    if rows is not None:
        inner = kind.element if kind else None
        for number, row in enumerate(rows):
            yield from _below(row, tree, inner, f"{name}[{number}]")
    elif isinstance(value, dict):
        yield from _strangers(value, tree, kind.fields if kind else None, name)
