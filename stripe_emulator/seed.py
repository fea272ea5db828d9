"""A club of any size at once: one member is made through the real engine, the others are its likenesses.

Each has a card, a subscription and a paid invoice for each of its periods (two, unless `renewals` says
otherwise), with their charges and events; webhooks are not sent. They joined one after the other, the first
one last, over as many `days` before: all in one second if there are none.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from typing import Any

import orjson

from .billing import lifecycle
from .emulator import Emulator
from .resources import customers, payment_methods, prices, subscriptions
from .state import Request, State
from .store import Object, field_of
from .vault import sample_key

DAY = 86400
EMAIL, NAME = "member@seed.test", "Seeded Member"
AT_ONCE = 500
MOMENTS = 10**9  # and beyond: September 2001


class Mould:
    """A template's object, cut where its ids and moments stand."""

    def __init__(
        self, obj: Object, indexes: tuple[str, ...], own: dict[str, int], cut: re.Pattern[str]
    ) -> None:
        self.kind, self.key = str(obj["object"]), sample_key(obj)
        self.created = int(obj.get("created") or obj.get("date") or 0)
        self.joined = own.get(str(self.created))
        self.id = own[obj["id"]]
        self.parts = cut.split(orjson.dumps(obj).decode())
        self.holes = [own[part] for part in self.parts[1::2]]
        self.fields = [(field, field_of(obj, field)) for field in indexes]
        self.fields = [(field, value) for field, value in self.fields if value is not None]

    def filled(self, names: list[str]) -> bytes:
        self.parts[1::2] = [names[n] for n in self.holes]
        return "".join(self.parts).encode()


def seed(emulator: Emulator, members: int, renewals: int = 1, days: int = 0) -> None:
    state = emulator.state
    state.request = Request()
    price = prices.create(
        state,
        {"currency": "gbp", "unit_amount": 12000, "recurring": {"interval": "year"},
         "product_data": {"name": "Seeded membership"}},
    )  # fmt: skip
    emulator.commit()
    model = _model(state, price, renewals)
    ids = list(dict.fromkeys(_ids(model)))
    # Events are told now, and the price was made now.
    now = range(price["created"], state.clock.now() + 1)
    moments = sorted({moment for obj in model for moment in _moments(obj) if moment not in now})
    names = [*ids, EMAIL, NAME, *map(str, moments)]
    own = {name: n for n, name in enumerate(names)}
    cut = re.compile("(" + "|".join(re.escape(name) for name in names) + ")")
    moulds = [Mould(obj, state.store.indexes.get(obj["object"], ()), own, cut) for obj in model]
    state.new_events.clear()
    emulator.commit()
    for number in range(1, members):
        mark = f"{number:08x}"
        fresh = [_renamed(id, mark) for id in ids]
        fresh += [f"member{number}@seed.test", f"{NAME} {number}"]
        fresh += [str(moment - days * DAY * number // members) for moment in moments]
        for mould in moulds:
            _cast(state, mould, fresh, own)
        if number % AT_ONCE == 0:
            emulator.commit()
    emulator.commit()
    gc.freeze()


def _model(state: State, price: Object, renewals: int) -> list[Object]:
    """One member, who joined or renewed last week, after so many years."""
    now = state.clock.now()
    state.moment, state.backdating = now - (7 + 365 * renewals) * DAY, True
    try:
        customer = customers.create(state, {"email": EMAIL, "name": NAME})
        card = payment_methods.attach_to(state, "pm_card_visa", customer)
        default: dict[str, Any] = {"invoice_settings": {"default_payment_method": card["id"]}}
        customers.update(state, default, customer["id"])
        sub = subscriptions.create(state, {"customer": customer["id"], "items": [{"price": price["id"]}]})
        for _ in range(renewals):
            state.moment = lifecycle.period_end(sub)
            sub = lifecycle.renew(state, sub, at=state.moment, now=True)
    finally:
        state.moment, state.backdating = None, False
    return [state.store.objects[id] for id in state.store.journal]


def _ids(objects: list[Object]) -> Iterator[str]:
    """Of the objects and of what is only there inside them."""
    for obj in objects:
        yield obj["id"]
        yield from (line["id"] for line in obj.get("lines", ()))


def _moments(value: Any) -> Iterator[int]:
    """Seconds since 1970 anywhere in an object: nothing else in it is a number so large."""
    if isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _moments(entry)
    elif isinstance(value, int) and value > MOMENTS:
        yield value


def _renamed(id: str, mark: str) -> str:
    start = id.rindex("_") + 1
    return f"{id[:start]}{mark}{id[start + 6 :]}"


def _cast(state: State, mould: Mould, names: list[str], own: dict[str, int]) -> None:
    text = mould.filled(names)
    fields = [(field, names[own[value]] if value in own else value) for field, value in mould.fields]
    created = mould.created if mould.joined is None else int(names[mould.joined])
    state.store.put_packed(mould.kind, names[mould.id], created, mould.key, text, fields)
