"""Lists as Stripe has them now: 100 a page, or all of one as a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from cogento.spreadsheets import AlsoAsFile
from members import gateway
from members.views.base import WritingView
from members.views.writing import page_query
from reporting.reader import Answer

A_PAGE = 100
Ask = Callable[..., Answer]  # a call of the gateway


class StripeListView(AlsoAsFile, WritingView):
    def listed(
        self, request: Request, ask: Ask, *, query: type[Serializer], page: type[Serializer]
    ) -> HttpResponseBase:
        """The page of what `ask` lists that the query names, or a file of all from there on."""
        params = {**page_query(query, request), "limit": A_PAGE}
        if self.kind(request) != "json":
            return self.file(request, gateway.every(ask, **params), page().fields["results"].child)  # type: ignore[attr-defined]
        found = ask(params=params).data
        return Response(page({"results": found["data"], "has_more": found["has_more"]}).data)
