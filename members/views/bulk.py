"""`/stripe/bulk/members` and `/stripe/bulk/metadata`: planned, confirmed, carried out."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.pagination import Pages
from cogento.parsers import BoundedJSONParser
from cogento.permissions import IsAdmin
from members.models import ImportBatch, ImportRow
from members.serializers.bulk import (
    FileUploadSerializer,
    ImportRowSerializer,
    ImportSerializer,
    ImportUploadSerializer,
    ImportWithRowsSerializer,
    MetadataRowsSerializer,
)
from members.services import bulk
from members.views.base import WritingView
from members.views.writing import body, email_of

ROWS = [
    OpenApiParameter("verdict", enum=ImportRow.Verdict.values, description="Only rows with this verdict."),
    OpenApiParameter("outcome", enum=ImportRow.Outcome.values, description="Only rows with this outcome."),
    OpenApiParameter("page", int),
    OpenApiParameter("page_size", int),
]


class ImportView(WritingView):
    """`/bulk/members` and `/bulk/metadata` share all but what they are begun with."""

    throttle_kind = "bulk"
    permission_classes = [IsAdmin]
    about_fields = False

    def batch(self, batch_id: int) -> ImportBatch:
        mode = Q(mode=ImportBatch.Mode.METADATA)
        return get_object_or_404(ImportBatch, mode if self.about_fields else ~mode, pk=batch_id)


class Imports(WritingView):
    throttle_kind = "bulk"
    permission_classes = [IsAdmin]
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": ImportUploadSerializer}, responses={201: ImportWithRowsSerializer}
    )
    def post(self, request: Request) -> Response:
        """Say what a file would change, row by row. Nothing is written until it is confirmed."""
        upload = ImportUploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        file = upload.validated_data["file"]
        batch = bulk.plan(
            content=file.read(),
            file_name=file.name,
            mode=upload.validated_data["mode"],
            by=email_of(request),
            max_rows=bulk.MAX_ROWS_IN_BROWSER,
        )
        return Response(_with_rows(batch, request, self), status=201)


class MetadataImports(WritingView):
    throttle_kind = "bulk"
    permission_classes = [IsAdmin]
    parser_classes = [BoundedJSONParser, MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": FileUploadSerializer, "application/json": MetadataRowsSerializer},
        responses={201: ImportWithRowsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say what rows or a file would change in the club's own fields. Nothing is written yet."""
        if (request.content_type or "").startswith("multipart/"):
            file = body(FileUploadSerializer, request)["file"]
            content, name = file.read(), file.name
        else:
            content, name = bulk.as_file(body(MetadataRowsSerializer, request)["rows"]), "rows.csv"
        batch = bulk.plan(
            content=content,
            file_name=name,
            mode=ImportBatch.Mode.METADATA,
            by=email_of(request),
            max_rows=bulk.MAX_ROWS_IN_BROWSER,
        )
        return Response(_with_rows(batch, request, self), status=201)


class OneImport(ImportView):
    @extend_schema(responses=ImportWithRowsSerializer, parameters=ROWS)
    def get(self, request: Request, batch_id: int) -> Response:
        """How far an import is, and what became of its rows."""
        return Response(_with_rows(self.batch(batch_id), request, self))


class ImportConfirm(ImportView):
    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, batch_id: int) -> Response:
        """Let a planned import begin, or a stopped one go on."""
        batch = bulk.confirm(batch_id=self.batch(batch_id).pk, by=email_of(request))
        return Response(ImportSerializer(batch).data, status=202)


class ImportCancel(ImportView):
    @extend_schema(request=None, responses=ImportSerializer)
    def post(self, request: Request, batch_id: int) -> Response:
        """Take no further row up. What is done stays done."""
        batch = bulk.cancel(batch_id=self.batch(batch_id).pk, by=email_of(request))
        return Response(ImportSerializer(batch).data)


class ImportErrors(ImportView):
    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, batch_id: int) -> StreamingHttpResponse:
        """The rows that failed, to be mended and imported again."""
        return errors_response(self.batch(batch_id))


def errors_response(batch: ImportBatch) -> StreamingHttpResponse:
    response = StreamingHttpResponse(bulk.error_file(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-problems.csv"'
    return response


def _with_rows(batch: ImportBatch, request: Request, view: WritingView) -> dict[str, Any]:
    rows = batch.rows.all()
    for name in ("verdict", "outcome"):
        if value := request.query_params.get(name):
            rows = rows.filter(**{name: value})
    pages = Pages()
    page = pages.paginate_queryset(rows, request, view=view)
    shown = pages.get_paginated_response(ImportRowSerializer(page, many=True).data).data
    return {**ImportSerializer(batch).data, "rows": shown}
