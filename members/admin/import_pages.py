"""The pages of an import: upload, preview, progress, result. The work is done by `members.services.bulk`."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminRadioSelectWidget

from cogento.errors import CogentoError
from members.admin.badges import badge
from members.admin.who import who
from members.models import FieldDefinition, ImportBatch, ImportRow
from members.services import bulk
from members.services.bulk.columns import TEMPLATE, column_of, in_order, labels, stored_layout
from members.views.bulk import errors_response

PAGE = "admin:members_importbatch_change"
PER_PAGE = 50
Verdict = ImportRow.Verdict
Outcome = ImportRow.Outcome
COLOURS = {
    Verdict.CREATE: "success",
    Verdict.UPDATE: "info",
    Verdict.ERROR: "danger",
    Outcome.CREATED: "success",
    Outcome.UPDATED: "info",
    Outcome.FAILED: "danger",
    Outcome.PENDING: "warning",
    Outcome.WRITING: "warning",
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx,.tsv,.txt"}),
        help_text=f"CSV or Excel (.xlsx), at most {bulk.MAX_ROWS_IN_BROWSER:,} rows.",
    )
    mode = forms.ChoiceField(
        label="People who are in Stripe already",
        choices=[
            ("fill_empty", "Fill what is empty, keep the rest"),
            ("create_only", "Leave them, only add new people"),
            ("overwrite", "Overwrite what differs from the file"),
            ("metadata", "Overwrite only the club's own fields, and add nobody"),
        ],
        initial="fill_empty",
        widget=UnfoldAdminRadioSelectWidget,
    )


def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = bulk.plan(
                content=file.read(),
                file_name=file.name,
                mode=form.cleaned_data["mode"],
                by=who(request),
                max_rows=bulk.MAX_ROWS_IN_BROWSER,
            )
        except CogentoError as error:
            problems = error.text.split("\n")
        else:
            return _to(batch.pk)
    definitions = [each for each in FieldDefinition.objects.all() if column_of(each) not in TEMPLATE]
    context = {"form": form, "problems": problems, "definitions": definitions}
    return _render(request, "import_upload", "Import members", context, status=400 if problems else 200)


def show(request: HttpRequest, batch_id: str) -> HttpResponse:
    """The preview before it is confirmed, the progress while it runs, the result afterwards."""
    batch = get_object_or_404(ImportBatch, pk=batch_id if batch_id.isdecimal() else 0)
    return _render(request, "import", batch.file_name, _shown(request, batch) | {"original": batch})


def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The moving part of the page, fetched every second; at the end the page is loaded afresh."""
    batch = get_object_or_404(ImportBatch, pk=batch_id)
    response = TemplateResponse(request, "admin/members/import_progress.html", _progress(batch))
    if not batch.is_moving:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    return _tried(request, batch_id, bulk.confirm)


@require_POST
def cancel(request: HttpRequest, batch_id: int) -> HttpResponse:
    return _tried(request, batch_id, bulk.cancel)


def errors(request: HttpRequest, batch_id: int) -> Any:
    return errors_response(get_object_or_404(ImportBatch, pk=batch_id))


def template(request: HttpRequest) -> HttpResponse:
    """An empty table with every column that can be filled in."""
    fields = [column_of(definition) for definition in FieldDefinition.objects.all()]
    columns = [*TEMPLATE, *(f.removeprefix("metadata.") for f in fields if f not in TEMPLATE)]
    out = io.StringIO()
    csv.writer(out).writerow(columns)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="members.csv"'
    return response


def _shown(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    shown = _progress(batch)
    counts = shown["progress"]
    planned = not batch.confirmed_by
    kinds = Verdict if planned else Outcome
    numbers = counts.verdicts if planned else counts.outcomes
    wanted = request.GET.get("show", "")
    rows = batch.rows.all()
    if wanted in kinds.values:
        rows = rows.filter(**{"verdict" if planned else "outcome": wanted})
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = labels(stored_layout(batch.columns).definitions)
    return shown | {
        "filters": [(kind.value, kind.label, numbers[kind.value]) for kind in kinds if numbers[kind.value]],
        "wanted": wanted if wanted in kinds.values else "",
        "page": page,
        "rows": [_row(row, batch.columns, names, planned=planned) for row in page],
        "problems": [] if planned else bulk.grouped(batch),
        "failed": bulk.failed(batch).count(),
        "columns": [(header, names.get(column, column)) for header, column in batch.columns],
        "confirm_label": _confirm_label(counts),
    }


def _progress(batch: ImportBatch) -> dict[str, Any]:
    counts = bulk.progress(batch)
    outcomes = [(o.label, counts.outcomes[o.value]) for o in Outcome if counts.outcomes[o.value]]
    return {"batch": batch, "progress": counts, "outcomes": outcomes}


def _confirm_label(counts: bulk.Progress) -> str:
    """Such as "Add 214 people, change 3"; empty where there is nothing to do."""
    add, change = counts.verdicts[Verdict.CREATE], counts.verdicts[Verdict.UPDATE]
    people = f"{add:,} {'person' if add == 1 else 'people'}"
    if add and change:
        return f"Add {people}, change {change:,}"
    return (
        f"Add {people}"
        if add
        else f"Change {change:,} {'person' if change == 1 else 'people'}"
        if change
        else ""
    )


def _row(row: ImportRow, columns: list[list[str]], names: dict[str, str], *, planned: bool) -> dict[str, Any]:
    read_as = {column: row.data.get(header, "") for header, column in columns}
    who = [read_as.get(column, "") for column in ("first_name", "last_name", "name", "email")]
    kind = Verdict(row.verdict) if planned else Outcome(row.outcome)
    return {
        "number": row.number,
        "badge": badge(str(kind.label), COLOURS.get(kind, "")),
        "who": " ".join(filter(None, who)) or row.customer_id or read_as.get("member_number", ""),
        "customer_id": row.customer_id,
        "changes": [
            (names.get(column, column), before, after)
            for column, (before, after) in in_order(row.changes)
            if row.verdict == Verdict.UPDATE or column not in ("name", "email")
        ],
        "is_new": row.verdict == Verdict.CREATE,
        "messages": row.message.split("\n") if row.message else [],
    }


def _tried(request: HttpRequest, batch_id: int, act: Any) -> HttpResponse:
    get_object_or_404(ImportBatch, pk=batch_id)
    try:
        act(batch_id=batch_id, by=who(request))
    except CogentoError as error:
        messages.error(request, error.text)
    return _to(batch_id)


def _to(batch_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(PAGE, args=[batch_id]))


def _render(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = admin.site.each_context(request) | {"title": title, "opts": ImportBatch._meta} | context
    return TemplateResponse(request, f"admin/members/{name}.html", shown, status=status)
