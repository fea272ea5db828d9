"""Pages of the directory: a page's keys are found first, in indexes, then just these rows are read."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import Count, F, QuerySet, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from cogento.pagination import Pages
from reporting.search import Matches, MatchesRow

MANY = 1 / 3  # of everyone: as many are soon met in any order
SAMPLE = """
SELECT count(*) FILTER (WHERE search @@ %s::tsquery), count(*)
FROM reporting_member TABLESAMPLE SYSTEM (1) REPEATABLE (1)
"""


class ByKeys(Paginator):
    """In the order of an index; but few who were searched for are read once, for their number and the page.

    PostgreSQL cannot know how many a search finds: it would walk an order and hope to meet the few soon, or
    sort the many for the sake of one page.
    """

    _asked = 1

    def page(self, number: int | str) -> Page[Any]:
        self._asked = int(number) if str(number).isdecimal() else 1
        page = super().page(number)
        keys = self._met.get(page.number) or self._on(page.number, self._ordered.values_list("pk", flat=True))
        rows = self._rows.model._default_manager.using(self._rows.db).in_bulk(keys)
        page.object_list = [rows[key] for key in keys if key in rows]
        return page

    @cached_property
    def count(self) -> int:
        if not self._search or self._finds_many:
            return self._rows.count()
        counted = self._ordered.annotate(of=Window(Count("*"))).values_list("pk", "of")
        met = self._on(max(self._asked, 1), counted)
        self._met[self._asked] = [key for key, _ in met]
        return met[0][1] if met else self._rows.count()

    @cached_property
    def _met(self) -> dict[int, list[Any]]:
        """Keys that were met while all were counted, by page."""
        return {}

    @property
    def _rows(self) -> QuerySet[Any]:
        return self.object_list  # type: ignore[return-value]

    def _on(self, number: int, rows: QuerySet[Any, Any]) -> list[Any]:
        first = (number - 1) * self.per_page
        return list(rows[first : first + self.per_page])

    @cached_property
    def _search(self) -> Matches | None:
        return next((part for part in self._rows.query.where.children if isinstance(part, Matches)), None)

    @cached_property
    def _finds_many(self) -> bool:
        with connections[self._rows.db].cursor() as cursor:
            cursor.execute(SAMPLE, [self._search.rhs if self._search else None])
            [(found, of)] = cursor.fetchall()
        return bool(found > MANY * of)

    @property
    def _ordered(self) -> QuerySet[Any]:
        """Few who were searched for with no index to walk, many with none to find them all in."""
        rows = self._rows.all()
        if self._search and self._finds_many:
            by_row: Any = MatchesRow(self._search.lhs, self._search.rhs)
            parts = rows.query.where.children
            rows.query.where.children = [by_row if part is self._search else part for part in parts]
        elif self._search:
            wanted = rows.query.order_by or rows.model._meta.ordering
            rows = rows.order_by(*(_off_the_index(name) for name in wanted))
        return rows


class PagesByKeys(Pages):
    django_paginator_class = ByKeys


def _off_the_index(name: Any) -> Any:
    if not isinstance(name, str):
        return name
    column = Coalesce(F(name.lstrip("-")), F(name.lstrip("-")))
    return OrderBy(column, descending=name.startswith("-"))
