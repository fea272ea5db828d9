"""The admin's import pages: the same service, with a preview, a count on the button and a result."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from members.models import ImportBatch
from members.services import bulk
from members.tests.loading import people, plan, sheet, someone, writes

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
UPLOAD = "/admin/members/importbatch/add/"


def upload(client: Client, content: bytes, mode: str = "fill_empty"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile("members.csv", content), "mode": mode})


def step(batch: ImportBatch, name: str) -> str:
    return reverse(f"admin:members_importbatch_{name}", args=[batch.pk])


def test_from_the_file_to_the_result(stripe, client):
    before = len(writes(stripe))
    response = upload(client, sheet(someone(1), someone(2), someone(3, email="nowhere")))
    batch = ImportBatch.objects.get()
    assert response.url == step(batch, "change")
    preview = client.get(response.url).content.decode()
    assert "Add 2 people" in preview
    assert "1 row cannot be imported" in preview
    assert len(writes(stripe)) == before

    client.post(step(batch, "confirm"))
    batch.refresh_from_db()
    assert (batch.state, batch.confirmed_by) == ("queued", "secretary@example.org")
    moving = client.get(step(batch, "change")).content.decode()
    assert "1 of 3 rows" in moving
    assert "HX-Refresh" not in client.get(step(batch, "progress"))

    bulk.run(batch.pk)
    assert client.get(step(batch, "progress"))["HX-Refresh"] == "true"
    result = client.get(step(batch, "change")).content.decode()
    assert "2 added, 1 failed" in result
    assert "Enter one address such as anna@example.org." in result
    assert len(people(stripe)) == 2
    errors = b"".join(client.get(step(batch, "errors")).streaming_content).decode()
    assert "nowhere" in errors
    assert "3 rows, 2 added, 1 failed" in client.get("/admin/members/importbatch/").content.decode()


def test_the_preview_can_be_filtered(stripe, client):
    batch = plan(sheet(someone(1), someone(2, email="nowhere")))
    shown = client.get(step(batch, "change"), {"show": "error"}).context["rows"]
    assert [row["number"] for row in shown] == [3]


def test_a_file_that_is_refused_says_why_and_keeps_nothing(stripe, client):
    response = upload(client, b"name,phoen\nA,1\n")
    assert response.status_code == 400
    assert "Did you mean &quot;phone&quot;?" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_no_file_is_said(client):
    assert "required" in client.post(UPLOAD, {"mode": "fill_empty"}).content.decode()


def test_not_imported_after_the_preview(stripe, client):
    batch = plan(sheet(someone(1), someone(2, email="nowhere")))
    client.post(step(batch, "cancel"))
    page = client.get(step(batch, "change"))
    assert "Nothing was written." in page.content.decode()
    assert [text for _, text, _ in page.context["filters"]] == ["Add", "Cannot be imported"]


def test_cancel_and_go_on(stripe, client):
    batch = plan(sheet(someone(1)))
    client.post(step(batch, "cancel"))
    assert "Go on" in client.get(step(batch, "change")).content.decode()
    client.post(step(batch, "confirm"))
    bulk.run(batch.pk)
    assert len(people(stripe)) == 1


def test_confirming_twice_is_said_and_does_nothing_twice(stripe, client):
    batch = plan(sheet(someone(1)))
    client.post(step(batch, "confirm"))
    response = client.post(step(batch, "confirm"), follow=True)
    assert "cannot be started" in response.content.decode()


def test_a_second_import_of_the_same_file_offers_nothing_to_do(stripe, client):
    content = sheet(someone(1))
    bulk.confirm(batch_id=plan(content).pk, by="a@example.org", queue=False)
    bulk.run(ImportBatch.objects.get().pk)
    page = client.get(step(plan(content), "change")).content.decode()
    assert "everything is in Stripe already" in page

    def listed(text: str) -> int:
        return client.get(reverse("admin:members_importbatch_changelist")).content.decode().count(text)

    waiting = listed("Waiting for confirmation")  # that one can be filtered by it
    assert listed("Nothing to write") == 1
    plan(sheet(someone(2)))
    assert listed("Waiting for confirmation") == waiting + 1
    assert listed("Nothing to write") == 1


def test_the_empty_table_is_read_by_the_import(stripe, client):
    header = client.get(reverse("admin:members_importbatch_template")).content.decode("utf-8-sig").strip()
    values = {"name": "Anna", "email": "anna@example.org"}
    row = ",".join(values.get(column, "") for column in header.split(","))
    assert [r.verdict for r in plan(f"{header}\n{row}\n".encode()).rows.all()] == ["create"]


def test_get_confirms_nothing(stripe, client):
    batch = plan(sheet(someone(1)))
    for name in ("confirm", "cancel"):
        assert client.get(step(batch, name)).status_code == 405
    batch.refresh_from_db()
    assert batch.state == "planned"


def test_html_in_a_file_is_shown_as_text(stripe, client):
    batch = plan(sheet(someone(1, name="<script>alert(1)</script>")))
    assert "<script>alert(1)" not in client.get(step(batch, "change")).content.decode()


def test_the_file_is_named_as_it_is(stripe, client):
    batch = plan(sheet(someone(1)), file_name="ladies' list.csv")
    assert ">ladies&#x27; list.csv</a>" in client.get(step(batch, "change")).content.decode()
