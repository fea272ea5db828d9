"""dj-stripe's columns, and where in Stripe's JSON each finds its value. No call to Stripe, ever."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connections, models as fields
from djstripe.fields import StripeDateTimeField, StripeDecimalCurrencyAmountField
from djstripe.models.base import StripeModel

from reporting.objects import PLACES

Data = dict[str, Any]

# djstripe_owner_account stays null: one installation mirrors one account, and the column's cascade would take
# every row with the account's.
OURS = {"djstripe_id", "djstripe_created", "djstripe_updated", "djstripe_owner_account"}

# What a stub needs in order to exist, by the name of the column, taken from whoever refers to it.
CONTEXT = ("customer", "subscription", "product")


@dataclass(frozen=True)
class Column:
    """A column, the value of it that a stub has, and how to read it from Stripe's JSON."""

    name: str
    type: str
    required: bool
    empty: str | int | bool | None
    read: Callable[[Data], Any]


@dataclass(frozen=True)
class Reference(Column):
    """A column that refers to another object; `read` gives Stripe's id of it."""

    target: type[StripeModel]
    target_column: str

    @cached_property
    def table(self) -> Table:
        return table_of(self.target)

    @cached_property
    def looked_up(self) -> bool:
        """The target is joined before writing: its own key is wanted, or it may be impossible to stub."""
        return self.target_column != "id" or bool(self.table.needs)


@dataclass(frozen=True, eq=False)
class Table:
    model: type[StripeModel]
    name: str
    object_name: str
    columns: tuple[Column, ...]

    @cached_property
    def key(self) -> str:
        """The columns that tell one row from another: Stripe's id, of a coupon with its mode."""
        together = self.model._meta.unique_together
        return ", ".join(together[0]) if together else "id"

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(column for column in self.columns if isinstance(column, Reference))

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @cached_property
    def needs(self) -> tuple[Reference, ...]:
        """References without which no row can exist, such as a subscription's customer."""
        return tuple(column for column in self.references if column.required)

    @cached_property
    def referring(self) -> tuple[tuple[str, str, str], ...]:
        """Everything that may point here: (table, column, the column of ours that it holds)."""
        return tuple(
            (relation.related_model._meta.db_table, relation.field.column, relation.field.target_field.column)
            for relation in self.model._meta.get_fields(include_hidden=True)
            if relation.auto_created
            and not relation.concrete
            and (relation.one_to_many or relation.one_to_one)
            and relation.related_model._meta.managed
            and not relation.related_model._meta.abstract
            and relation.field.name not in OURS
        )


def table_of(model: type[StripeModel]) -> Table:
    if model not in _tables:
        _tables[model] = _table(model)
    return _tables[model]


_tables: dict[type[StripeModel], Table] = {}


def _table(model: type[StripeModel]) -> Table:
    columns = tuple(
        _column(model, field)
        for field in model._meta.concrete_fields
        if field.name not in OURS and (not field.is_relation or issubclass(field.related_model, StripeModel))
    )
    return Table(model, model._meta.db_table, _object_name(model), columns)


def _object_name(model: type[StripeModel]) -> str:
    """What Stripe calls it; the model's own name where dj-stripe or the SDK has no class for it."""
    named = getattr(model.stripe_class, "OBJECT_NAME", None)
    return named or re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


def _column(model: type[StripeModel], field: Any) -> Column:
    if field.is_relation:
        places = (*PLACES.get((model, field.name), ()), field.name)
        return Reference(
            name=field.column,
            type="text",
            required=not field.null,
            empty=None,
            read=lambda data: id_at(data, places),
            target=field.related_model,
            target_column=field.target_field.column,
        )
    empty, read = _reader(field)
    type = field.db_type(connections["reporting"])
    return Column(name=field.column, type=type, required=not field.null, empty=empty, read=read)


def _reader(field: Any) -> tuple[Any, Callable[[Data], Any]]:
    """The value of a stub, and how the value is read, as dj-stripe converts it."""
    name = field.name
    if places := PLACES.get((field.model, name)):
        return "", lambda data: id_at(data, places) or ""
    match field:
        case _ if name == "stripe_data":
            return None, lambda data: data
        case StripeDateTimeField():
            return None, lambda data: moment(data.get(name))
        case StripeDecimalCurrencyAmountField():
            return 0, lambda data: _hundredth(data.get(name))
        case fields.CharField() | fields.TextField():
            # Stripe allows some texts to be longer than dj-stripe does; `stripe_data` has all of them.
            return "", lambda data: (data.get(name) or "")[: field.max_length]
        case fields.BooleanField():
            return False, lambda data: data.get(name)
        case _:
            return 0, lambda data: data.get(name)


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _hundredth(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount) / 100


def found_at(data: Data, place: str) -> Any:
    value: Any = data
    for name in place.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def id_at(data: Data, places: tuple[str, ...]) -> str | None:
    for place in places:
        value = found_at(data, place)
        if value:
            return value["id"] if isinstance(value, dict) else value
    return None
