from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from cogento.errors import FieldInvalid

LAST = 1_000_000_000  # of pages of any size: what a database can still count to


class Pages(PageNumberPagination):
    """Pages by number.

    Raises:
        FieldInvalid: `page` or `page_size` is no number that can be asked for.
        NotFound: the page is beyond the last one.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> Any:
        self._demand_number(request, self.page_query_param, most=LAST)
        self._demand_number(request, self.page_size_query_param, most=self.max_page_size)
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound:
            raise NotFound(
                f"There is no such page: the last one is page {self._paginator.num_pages}."
            ) from None

    def get_page_number(self, request: Request, paginator: Paginator[Any]) -> int | str:
        self._paginator = paginator
        return super().get_page_number(request, paginator)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        page, page_size = super().get_schema_operation_parameters(view)
        page["schema"] |= {"minimum": 1, "maximum": LAST}
        page_size["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return [page, page_size]

    def _demand_number(self, request: Request, name: str, *, most: int) -> None:
        given = request.query_params.get(name)
        if not given or (name == self.page_query_param and given in self.last_page_strings):
            return
        if not (given.isascii() and given.isdecimal() and 1 <= int(given[:20]) <= most):
            raise FieldInvalid({name: f"Enter a whole number from 1 to {most}."})
