"""What Stripe's SDK says of the API: each call's method, path and parameters, read from its services."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import stripe
from stripe import RequestOptions

CALL = re.compile(r'self\._request\(\s*"(\w+)",\s*"(/v1/[^"]+)"')
IMPORT = re.compile(r"from (stripe\.params[\w.]*) import \(?\s*(\w+)")
Tree = dict[str, Any]
# The SDK's own, never sent.
OWN = set(RequestOptions.__annotations__)


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    params: type | None

    @property
    def key(self) -> str:
        return f"{self.method} {shape(self.path)}"


def shape(path: str) -> str:
    """A path without the names of its ids."""
    return re.sub(r"\{\w+\}", "{}", path)


@cache
def calls() -> dict[str, Call]:
    found = {}
    for info in pkgutil.walk_packages(stripe.__path__, "stripe."):
        if info.name.endswith("_service") and ".v2." not in info.name:
            module = importlib.import_module(info.name)
            found.update({call.key: call for call in _of_service(module)})
    return found


def _of_service(module: Any) -> list[Call]:
    source = {name: place for place, name in IMPORT.findall(inspect.getsource(module))}
    made = []
    for cls in vars(module).values():
        if not inspect.isclass(cls) or cls.__module__ != module.__name__:
            continue
        for name, function in vars(cls).items():
            if not inspect.isfunction(function) or name.endswith("_async"):
                continue
            if call := CALL.search(inspect.getsource(function)):
                asked = inspect.signature(function).parameters.get("params")
                named = re.search(r"(\w+Params)\b", str(asked.annotation)) if asked else None
                params = getattr(importlib.import_module(source[named[1]]), named[1]) if named else None
                made.append(Call(call[1].upper(), call[2], params))
    return made


def required_of(params: type) -> set[str]:
    return {key for key, kind in params.__annotations__.items() if "NotRequired" not in str(kind)} - OWN


@cache
def tree_of(params: type) -> Tree:
    """The names of its parameters, nested ones below them; `*` stands for any name, null ends a branch."""
    module = importlib.import_module(params.__module__)
    tree: Tree = {}
    for key, kind in params.__annotations__.items():
        if key in OWN:
            continue
        text = str(kind)
        named = [getattr(module, word, None) for word in dict.fromkeys(re.findall(r"\w+", text))]
        below = [each for each in named if hasattr(each, "__total__")]
        merged: Tree = {}
        for each in below:
            merged.update(tree_of(each))
        inner: Tree | None = merged if below else None
        tree[key.removesuffix("_") if key == "from_" else key] = {"*": inner} if "Dict[str" in text else inner
    return tree
