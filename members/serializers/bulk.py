from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from members.models import ImportBatch, ImportRow
from members.serializers.strict import MetadataField, StrictSerializer
from members.services import bulk

COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}


Mode = ImportBatch.Mode
MODES = [(mode.value, mode.label) for mode in Mode if mode != Mode.METADATA]


class FileUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True, help_text="CSV or XLSX, at most 5,000 rows.")


class ImportUploadSerializer(FileUploadSerializer):
    mode = serializers.ChoiceField(choices=MODES, default=Mode.FILL_EMPTY)


class MetadataRowSerializer(StrictSerializer):
    """Who is meant, and the keys to change. null removes a key, an empty text keeps what is there."""

    customer = serializers.CharField(required=False, max_length=255, help_text="Stripe's id, the surest.")
    member_number = serializers.CharField(required=False, max_length=500)
    email = serializers.CharField(required=False, max_length=512)
    metadata = MetadataField(required=False, help_text="Fields that are kept on the member.")
    subscription_metadata = MetadataField(required=False, help_text="Fields kept on the running membership.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Two members",
            {
                "rows": [
                    {"email": "anna@example.org", "metadata": {"shirt_size": "M"}},
                    {"customer": "cus_Q1", "metadata": {"locker": None}},
                ]
            },
            request_only=True,
        )
    ]
)
class MetadataRowsSerializer(StrictSerializer):
    """Kept as the file that these rows would be: the first is its row 2, below the header."""

    rows = serializers.ListField(
        child=MetadataRowSerializer(), allow_empty=False, max_length=bulk.MAX_ROWS_IN_BROWSER
    )


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    class Meta:
        model = ImportRow
        fields = [
            "number",
            "data",
            "verdict",
            "changes",
            "outcome",
            "message",
            "customer_id",
            "subscription_id",
        ]


class ImportSerializer(serializers.ModelSerializer[ImportBatch]):
    """An import with its counts; `columns` holds pairs of header and what it is read as."""

    counts = serializers.SerializerMethodField(help_text="Rows by verdict.")
    outcomes = serializers.SerializerMethodField(help_text="Rows by outcome.")
    done = serializers.SerializerMethodField()
    total = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField(help_text="Each problem with the numbers of its rows.")

    class Meta:
        model = ImportBatch
        fields = [
            "id",
            "file_name",
            "mode",
            "state",
            "message",
            "columns",
            "created_at",
            "created_by",
            "confirmed_by",
            "started_at",
            "ended_at",
            "counts",
            "outcomes",
            "done",
            "total",
            "problems",
        ]

    def to_representation(self, instance: ImportBatch) -> dict[str, Any]:
        self._progress = bulk.progress(instance)
        return super().to_representation(instance)

    @extend_schema_field(COUNTS)
    def get_counts(self, batch: ImportBatch) -> dict[str, int]:
        return self._progress.verdicts

    @extend_schema_field(COUNTS)
    def get_outcomes(self, batch: ImportBatch) -> dict[str, int]:
        return self._progress.outcomes

    def get_done(self, batch: ImportBatch) -> int:
        return self._progress.done

    def get_total(self, batch: ImportBatch) -> int:
        return self._progress.total

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_problems(self, batch: ImportBatch) -> list[dict[str, Any]]:
        return [{"problem": problem, "rows": numbers} for problem, numbers in bulk.grouped(batch)]


class ImportRowPageSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ImportRowSerializer(many=True)


class ImportWithRowsSerializer(ImportSerializer):
    rows = ImportRowPageSerializer(read_only=True)

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "rows"]
