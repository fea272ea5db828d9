"""`/stripe/bulk/members`: the same service behind the API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from members.models import ImportBatch
from members.services import bulk
from members.tests import club
from members.tests.loading import people, sheet, someone, writes

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
URL = "/stripe/bulk/members"


def upload(client: APIClient, content: bytes, **more: str):
    file = SimpleUploadedFile("members.csv", content)
    return client.post(URL, {"file": file, **more}, format="multipart")


def test_plan_confirm_status_and_errors(stripe):
    client = club.admin()
    before = len(writes(stripe))
    response = upload(client, sheet(someone(1), someone(2, email="nowhere")), mode="overwrite")
    assert response.status_code == 201
    plan = response.json()
    assert plan["counts"] == {"create": 1, "update": 0, "skip": 0, "error": 1}
    assert (plan["state"], plan["mode"], plan["rows"]["count"]) == ("planned", "overwrite", 2)
    assert len(writes(stripe)) == before

    assert client.post(f"{URL}/{plan['id']}/confirm").status_code == 202
    bulk.run(plan["id"])
    status = client.get(f"{URL}/{plan['id']}?outcome=failed").json()
    assert (status["state"], status["done"], status["total"], status["rows"]["count"]) == ("done", 2, 2, 1)
    assert status["problems"][0]["rows"] == [3]
    assert len(people(stripe)) == 1
    errors = client.get(f"{URL}/{plan['id']}/errors.csv")
    assert "nowhere" in b"".join(errors.streaming_content).decode()


def test_cancel_and_confirm_again(stripe):
    client = club.admin()
    batch = upload(client, sheet(someone(1))).json()["id"]
    assert client.post(f"{URL}/{batch}/cancel").json()["state"] == "canceled"
    club.later()
    assert client.post(f"{URL}/{batch}/cancel").status_code == 409
    assert client.post(f"{URL}/{batch}/confirm").json()["state"] == "queued"
    club.later()
    assert client.post(f"{URL}/{batch}/confirm").status_code == 409


def test_a_file_that_cannot_be_read_is_a_400_that_says_why(stripe):
    response = upload(club.admin(), b"name,phoen\nA,1\n")
    assert response.status_code == 400
    assert "phoen" in response.json()["errors"][0]["detail"]
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("body", [{}, {"file": "text"}])
def test_no_file_is_a_400(stripe, body):
    assert club.admin().post(URL, body, format="multipart").status_code == 400


def test_missing_imports_are_404(stripe):
    client = club.admin()
    assert client.get(f"{URL}/99").status_code == 404
    for action in ("confirm", "cancel"):
        assert client.post(f"{URL}/99/{action}").status_code == 404
    assert client.get(f"{URL}/99/errors.csv").status_code == 404


def test_members_and_strangers_may_not(stripe):
    batch = upload(club.admin(), sheet(someone(1))).json()["id"]
    club.member()
    for client in (APIClient(), club.member_client()):
        calls = [
            upload(client, sheet(someone(2))),
            client.get(f"{URL}/{batch}"),
            client.post(f"{URL}/{batch}/confirm"),
            client.post(f"{URL}/{batch}/cancel"),
            client.get(f"{URL}/{batch}/errors.csv"),
        ]
        assert {response.status_code for response in calls} <= {401, 403}
    assert ImportBatch.objects.get().state == "planned"
