"""Which price a plan's name in a file means."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from members import money
from members.services.bulk.cells import CellInvalid, shown
from reporting import queries
from reporting.queries import Plan


@dataclass(frozen=True)
class Catalogue:
    """The prices in Stripe, by everything that a file may call them."""

    plans: Sequence[Plan]
    by_name: dict[str, list[Plan]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for plan in self.plans:
            if plan.active:
                for name in {plan.lookup_key, plan.nickname, plan.price_id, plan.name}:
                    if name:
                        self.by_name.setdefault(name.casefold(), []).append(plan)

    @classmethod
    def load(cls) -> Catalogue:
        return cls(list(queries.plans(only_active=False)))

    def find(self, text: str) -> Plan:
        """By lookup key, nickname, price id, or the product's name where it has one active price.

        Raises:
            CellInvalid: none, or more than one.
        """
        name = text.casefold()
        inactive = [plan for plan in self.plans if plan.price_id == text and not plan.active]
        found = self.by_name.get(name, inactive)
        exact = [
            plan for plan in found if name in (plan.price_id.casefold(), (plan.lookup_key or "").casefold())
        ]
        found = exact or found
        if not found:
            raise CellInvalid(f"is {shown(text)}. There is no such plan in Stripe.{self._hint(name)}")
        if len(found) > 1:
            words = " or ".join(sorted(f"{self.word_for(p.price_id)} ({_costs(p)})" for p in found))
            raise CellInvalid(f"is {shown(text)}, which {len(found)} prices are called. Write {words}.")
        return found[0]

    def _hint(self, name: str) -> str:
        """Where to look, or plans whose name is like the text, or has it in it."""
        near = difflib.get_close_matches(name, self.by_name, n=1, cutoff=0.6)
        near = near or [known for known in self.by_name if len(name) > 2 and name in known]
        plans = sorted({shown(plan.name) for known in near for plan in self.by_name[known]})
        if plans:
            return f" Did you mean {' or '.join(plans[:5])}?"
        return " Write the name of one that is on the page Plans."

    def word_for(self, price_id: str) -> str:
        """The shortest of the price's names that `find` takes back to it."""
        plan = next((plan for plan in self.plans if plan.price_id == price_id), None)
        if plan is None:
            return price_id
        for name in (plan.name, plan.nickname, plan.lookup_key):
            if name and [p.price_id for p in self.by_name.get(name.casefold(), [])] == [price_id]:
                return name
        return price_id


def _costs(plan: Plan) -> str:
    return money.price(plan.amount_cents, plan.currency, plan.interval, plan.interval_count)
