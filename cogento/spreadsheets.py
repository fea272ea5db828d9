"""Lists as files for spreadsheets, CSV and XLSX, with formulas made harmless."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from rest_framework.generics import ListAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from cogento.errors import FieldInvalid, TooManyRows

MOST_ROWS_OF_XLSX = 100_000
LONGEST_CELL_OF_XLSX = 32_767  # characters; Excel takes no more
AT_ONCE = 500  # rows read from the database
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")


def escape(text: str) -> str:
    """Keep a spreadsheet from running the text: `=1+1` becomes `'=1+1`. `unescape` takes it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    yield "\ufeff"  # the mark by which Excel knows UTF-8
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue()


class CSVRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"


class XLSXRenderer(BaseRenderer):
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"


class AlsoAsFile(APIView):
    """Where `?format=csv` and `?format=xlsx` answer with the whole of a list."""

    renderer_classes = [JSONRenderer, CSVRenderer, XLSXRenderer]

    def get_renderers(self) -> list[BaseRenderer]:
        """What writes, answers in JSON."""
        reads = self.request.method in SAFE_METHODS
        return super().get_renderers() if reads else [JSONRenderer()]

    def kind(self, request: Request) -> str:
        return str(request.accepted_renderer.format)  # type: ignore[attr-defined]

    def file(self, request: Request, found: Any, serializer: BaseSerializer[Any]) -> HttpResponseBase:
        """All that is `found`, rows of the database or any others, as the serializer shows them."""
        kind, columns = self.kind(request), _columns(serializer)
        if kind == "xlsx":
            found = _not_too_many(found)
        rows = chain([columns], _rows(found, serializer, columns))
        name = f"{request.path.rsplit('/', 1)[-1]}.{kind}"
        return _xlsx(rows, name) if kind == "xlsx" else _csv(rows, name)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What is no file, such as an error, is JSON whatever was asked for."""
        if isinstance(response, Response) and hasattr(request, "accepted_renderer"):
            request.accepted_renderer = JSONRenderer()
            request.accepted_media_type = JSONRenderer.media_type  # type: ignore[attr-defined]
        return super().finalize_response(request, response, *args, **kwargs)


class ListAlsoAsFile(AlsoAsFile, ListAPIView[Any]):
    """A list of the database, as a file with every row that the filters leave.

    A misspelt filter is refused: passed over, it would give everybody.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self._query_names()
        if unknown := [name for name in request.query_params if name not in known]:
            text = f"This list cannot be narrowed by this. It knows {', '.join(known)}."
            raise FieldInvalid(dict.fromkeys(unknown, text))

    def _query_names(self) -> Sequence[str]:
        filters: Any = getattr(self, "filterset_class", None)
        pages: Any = self.pagination_class
        return [
            *(filters.base_filters if filters else ()),
            *((pages.page_query_param, pages.page_size_query_param) if pages else ()),
            api_settings.URL_FORMAT_OVERRIDE,
        ]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if self.kind(request) == "json":
            return super().list(request, *args, **kwargs)
        return self.file(request, self.filter_queryset(self.get_queryset()), self.get_serializer())


def _not_too_many(found: Any) -> Any:
    found = found if isinstance(found, QuerySet) else list(islice(found, MOST_ROWS_OF_XLSX + 1))
    found = found[: MOST_ROWS_OF_XLSX + 1]
    if (found.count() if isinstance(found, QuerySet) else len(found)) > MOST_ROWS_OF_XLSX:
        raise TooManyRows
    return found


def _csv(rows: Iterable[list[Any]], name: str) -> HttpResponseBase:
    lines = csv_lines(rows)
    begun = list(islice(lines, 3))  # asks the database now, while its absence can still be told
    response = StreamingHttpResponse(chain(begun, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(rows: Iterable[list[Any]], name: str) -> HttpResponseBase:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name.partition(".")[0])
    for row in rows:
        sheet.append([_fitting(cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSXRenderer.media_type)


def _fitting(cell: Any) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", cell)[:LONGEST_CELL_OF_XLSX] if isinstance(cell, str) else cell


def _columns(serializer: BaseSerializer[Any], prefix: str = "") -> list[str]:
    """`address.line1` for what is nested."""
    found: list[str] = []
    for name, field in serializer.fields.items():  # type: ignore[attr-defined]
        found += _columns(field, f"{prefix}{name}.") if isinstance(field, Serializer) else [prefix + name]
    return found


def _rows(found: Any, serializer: BaseSerializer[Any], columns: list[str]) -> Iterator[list[Any]]:
    for each in found.iterator(chunk_size=AT_ONCE) if isinstance(found, QuerySet) else found:
        shown = serializer.to_representation(each)
        yield [_cell(_at(shown, column)) for column in columns]


def _at(shown: Any, column: str) -> Any:
    for name in column.split("."):
        shown = (shown or {}).get(name)
    return shown


def _cell(value: Any) -> Any:
    """Numbers stay numbers; a list is separated by semicolons, what has names is `name=value`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return escape(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={_text(each)}" for name, each in value.items() if each not in (None, ""))
    if isinstance(value, list | tuple):
        return "; ".join(_text(each) for each in value)
    return str(value)
