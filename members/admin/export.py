"""The directory as a file that the bulk load reads again unchanged, with formulas made harmless."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.resources import ModelResource
from tablib import Dataset

from cogento.spreadsheets import escape
from members.admin import words
from members.models import FieldDefinition
from members.services.bulk.columns import ADDRESS, column_of
from members.services.bulk.plans import Catalogue
from reporting import queries
from reporting.models import Member

Dehydrate = Callable[[Member], Any]


class _Escaped:
    def _escape_formulae(self, dataset: Dataset) -> None:
        rows = [[escape(str(cell)) for cell in row] for row in dataset]
        headers = dataset.headers
        dataset.wipe()
        dataset.headers = headers
        dataset.extend(rows)


class EscapedCSV(_Escaped, CSV):  # type: ignore[misc]
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def export_data(self, dataset: Dataset, **kwargs: Any) -> str:
        return "\ufeff" + super().export_data(dataset, **kwargs)  # the mark by which Excel knows UTF-8


class EscapedXLSX(_Escaped, XLSX):  # type: ignore[misc]
    pass


FORMATS: dict[str, type[CSV | XLSX]] = {"csv": EscapedCSV, "xlsx": EscapedXLSX}


class MemberResource(ModelResource):
    """One row a member. Plan and start date only of running memberships: the others must not begin anew."""

    class Meta:
        model = Member
        fields = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.catalogue = Catalogue.load()
        self.fields = {
            name: Field(column_name=name, dehydrate_method=value) for name, value in self._columns().items()
        }

    def before_export(self, queryset: Any, **kwargs: Any) -> None:
        self.subscriptions = {
            s.id: s.stripe_data.get("metadata") or {}
            for s in queries.subscriptions(queryset.values_list("customer_id", flat=True))
        }

    def get_export_order(self) -> tuple[str, ...]:
        return tuple(self.fields)

    def _columns(self) -> dict[str, Dehydrate]:
        columns: dict[str, Dehydrate] = {
            "customer": lambda m: m.customer_id,
            "member_number": lambda m: m.metadata.get("member_number", ""),
            "name": lambda m: m.name,
            "email": lambda m: m.email,
            "phone": lambda m: m.phone,
        }
        columns |= {column: partial(_address, part) for column, part in ADDRESS.items()}
        columns |= {
            "plan": lambda m: self.catalogue.word_for(m.price_id) if m.running_count else "",
            "start_date": lambda m: _iso(m.member_since_at) if m.running_count else "",
        }
        for definition in FieldDefinition.objects.all():
            column = column_of(definition)
            if definition.target == FieldDefinition.Target.SUBSCRIPTION:
                columns[column] = partial(self._of_subscription, definition.key)
            elif column not in columns:
                columns[column] = partial(_of_customer, definition.key)
        return columns | {
            "status": lambda m: words.status(m.status)[0],
            "last_plan": lambda m: "" if m.running_count else m.plan_name,
            "renewal_date": lambda m: _iso(m.current_period_end_at) if m.running_count else "",
            "amount": lambda m: words.money(m.amount_cents, m.currency) if m.running_count else "",
        }

    def _of_subscription(self, key: str, member: Member) -> str:
        return self.subscriptions.get(member.subscription_id, {}).get(key, "") if member.running_count else ""


def _address(part: str, member: Member) -> str:
    return member.address.get(part) or ""


def _of_customer(key: str, member: Member) -> str:
    return member.metadata.get(key, "")


def _iso(moment: Any) -> str:
    return moment.date().isoformat() if moment else ""
