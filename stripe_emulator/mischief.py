"""What can happen to a webhook on its way, on demand: twice, late, out of order, dropped.

`POST /_emulator/deliveries/faults` `{"kind", "type", "count", "seconds"}`: `type` is a pattern of event types
such as `invoice.*`, `count` how many deliveries it befalls (below 0: all), `seconds` how late.
"""

from __future__ import annotations

import fnmatch
from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("twice", "late", "shuffled", "dropped")


@dataclass
class Order:
    kind: str
    type: str
    count: int
    seconds: float
    hits: int = 0


class Mischief:
    def __init__(self) -> None:
        self.orders: list[Order] = []

    def add(self, order: dict[str, Any]) -> None:
        kind = order.get("kind")
        if kind not in KINDS:
            raise ValueError(f'"kind" must be one of {", ".join(KINDS)}, not {kind!r}.')
        pattern, count = str(order.get("type", "*")), int(order.get("count", 1))
        self.orders.append(Order(kind, pattern, count, float(order.get("seconds", 1))))

    def waits(self, type: str) -> list[float]:
        """When to send an event of this type, in seconds from now: once, at once, unless ordered."""
        order = next((o for o in self.orders if o.count and fnmatch.fnmatchcase(type, o.type)), None)
        if order is None:
            return [0]
        order.count -= 1
        order.hits += 1
        # Of shuffled deliveries each waits less than the one before it: the last is sent first.
        turned = order.seconds / order.hits
        waits: dict[str, list[float]] = {
            "twice": [0, 0],
            "late": [order.seconds],
            "shuffled": [turned],
            "dropped": [],
        }
        return waits[order.kind]

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(order) for order in self.orders]
