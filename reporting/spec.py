"""What can be said of an object of Stripe's that is mirrored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from djstripe.models.base import StripeModel

Data = dict[str, Any]


@dataclass(frozen=True)
class Nested:
    """Entries inside an object, at `path` (`items.data`), that have a table of their own and go with it.

    `known` ones stand there as ids unless they were expanded: what they say never changes, so that one the
    mirror has need not be asked for. `belongs` says in SQL which of the table's rows `t` come with this
    object, if others bring some too.
    """

    path: str
    model: type[StripeModel]
    known: bool = False
    belongs: str = "TRUE"

    def entries(self, data: Data) -> Iterator[Any]:
        """What stands there: whole objects, or ids."""
        found: list[Any] = [data]
        for name in self.path.split("."):
            values = (value.get(name) for value in found if isinstance(value, dict))
            found = [
                entry
                for value in values
                if value is not None
                for entry in (value if isinstance(value, list) else [value])
            ]
        yield from found

    @property
    def container(self) -> str:
        """The field with the list that Stripe cuts, empty if Stripe sends all of them."""
        return self.path.removesuffix(".data") if self.path.endswith(".data") else ""

    def ids(self, alias: str) -> str:
        """SQL for the ids that stand there, known ones are kept as ids."""
        entry = "[*]" if self.known else "[*].id"
        return f"jsonb_path_query({alias}.stripe_data, '$.{self.path}{entry}') #>> '{{}}'"


@dataclass(frozen=True)
class Included:
    """Objects of another kind that Stripe's lists bring along on request, at no call: one, or a list.

    Those that `die` go with what they belong to, and no event says so.
    """

    path: str
    name: str
    many: bool = False
    die: bool = False


@dataclass(frozen=True, eq=False)
class Mirrored:
    """One of Stripe's objects.

    `path` is where one of them is fetched and all are listed, unless `listed` says otherwise: at the path of
    the one `single` there is, or `within` the lists of another object, which `includes` it. `member` names
    the field with the Customer whose directory row is made from it. `silent` fields change without an event:
    they are left out, because a wrong value is worse than none. `keeps` says whether an object is mirrored at
    all; `settles` completes an event's payload, or answers None if only a fetch can. What is not `dated`
    Stripe does not list by when it was made. Of what is `on_clocks` Stripe lists that which stands on a test
    clock only for each clock. What is `late` has no events: a stub of it is filled soon after. `deletion` is
    the type of the event that ends it. The id of what is `chosen` is a club's own choice, and another kind's
    object may have the same.
    """

    name: str
    model: type[StripeModel]
    path: str
    listed: str = ""
    single: bool = False
    within: str = ""
    params: Data = field(default_factory=dict)
    expand: tuple[str, ...] = ()
    nested: tuple[Nested, ...] = ()
    includes: tuple[Included, ...] = ()
    member: str = ""
    silent: tuple[str, ...] = ()
    keeps: Callable[[Data], bool] = lambda data: True
    settles: Callable[[Data], Data | None] = lambda data: data
    dated: bool = True
    on_clocks: bool = False
    late: bool = False
    deletion: str = ""
    chosen: bool = False

    @property
    def ends_with(self) -> str:
        return self.deletion or f"{self.name}.deleted"
