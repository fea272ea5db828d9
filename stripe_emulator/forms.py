"""Form-encoded bodies and query strings with nested brackets.

`items[0][price]=p&expand[]=a` becomes `{"items": {"0": {"price": "p"}}, "expand": ["a"]}`; hashes with
number keys are turned into lists by the parameter types, which know where a list is meant.

Source: https://docs.stripe.com/api/request-body
"""

from __future__ import annotations

import itertools
import re
from typing import Any
from urllib.parse import parse_qsl

from .errors import InvalidRequest

_NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")


def parse(raw: bytes) -> dict[str, Any]:
    """Read a body or a query string; values are strings, lists (`[]`) or nested hashes."""
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=20000, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise InvalidRequest("Invalid request: the body is not valid form-encoded UTF-8.") from None
    root: dict[str, Any] = {}
    for name, value in pairs:
        match = _NAME.match(name)
        if not match:
            raise InvalidRequest(f"Invalid parameter name: {name}", param=name)
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        _insert(root, path, value, name)
    return root


def _insert(root: dict[str, Any], path: list[str], value: str, name: str) -> None:
    node: Any = root
    for key, following in itertools.pairwise(path):
        fresh: Any = [] if following == "" else {}
        if isinstance(node, list):
            # `items[][price]=a&items[][quantity]=1` fills one hash until a key comes again.
            if not node or not isinstance(node[-1], dict) or following in node[-1]:
                node.append(fresh)
            node = node[-1]
            continue
        child = node.setdefault(key, fresh)
        if not isinstance(child, type(fresh)):
            raise InvalidRequest(f"Invalid parameter: {name} has both a value and nested values.", param=name)
        node = child
    if isinstance(node, list):
        node.append(value)
    elif isinstance(node.get(path[-1]), (dict, list)):
        raise InvalidRequest(f"Invalid parameter: {name} has both a value and nested values.", param=name)
    else:
        node[path[-1]] = value


def flatten(params: Any, prefix: str = "") -> list[str]:
    """Names as they were sent, such as `items[0][price]`, for error texts."""
    if isinstance(params, dict):
        return [n for k, v in params.items() for n in flatten(v, f"{prefix}[{k}]" if prefix else k)]
    return [prefix]
