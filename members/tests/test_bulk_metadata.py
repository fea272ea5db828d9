"""`/stripe/bulk/metadata`: the club's own fields of many members, by file or as data. 37, 42 to 45."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cogento.errors import StripeUnavailable
from members.models import AuditEntry, FieldDefinition, ImportBatch
from members.services import bulk, metadata
from members.services.bulk import applying
from members.tests import club
from members.tests.loading import sheet, writes
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
URL = "/stripe/bulk/metadata"


@pytest.fixture(autouse=True)
def _fields(db):
    FieldDefinition.objects.create(key="locker", label="Locker")
    FieldDefinition.objects.create(key="size", label="Size", type="choice", choices=["S", "M"])
    FieldDefinition.objects.create(key="court", label="Court", target="subscription")


def kept(stripe, customer_id: str) -> dict[str, str]:
    return dict(stripe.client.v1.customers.retrieve(customer_id).metadata)


def upload(content: bytes):
    file = SimpleUploadedFile("fields.csv", content)
    return club.admin().post(URL, {"file": file}, format="multipart")


def confirmed(answer) -> ImportBatch:
    assert answer.status_code == 201, answer.content
    batch_id = answer.json()["id"]
    assert club.admin().post(f"{URL}/{batch_id}/confirm").status_code == 202
    return bulk.run(batch_id)


def test_rows_change_what_they_name_and_lose_nothing(stripe):
    anna, subscription = club.member()
    ben = club.person("Ben", "ben@example.org", metadata={"member_number": "7", "locker": "3", "size": "S"})
    before = len(writes(stripe))
    rows = [
        {"email": "ANNA@example.org", "metadata": {"locker": "12"}, "subscription_metadata": {"court": "2"}},
        {"member_number": "7", "metadata": {"locker": None, "size": ""}},
    ]
    answer = club.admin().post(URL, {"rows": rows})
    assert answer.json()["counts"] == {"create": 0, "update": 2, "skip": 0, "error": 0}
    assert len(writes(stripe)) == before
    batch = confirmed(answer)
    assert bulk.progress(batch).outcomes["updated"] == 2
    assert kept(stripe, anna) == {"locker": "12"}
    assert kept(stripe, ben) == {"member_number": "7", "size": "S"}  # an empty text keeps, null removes
    assert dict(stripe.client.v1.subscriptions.retrieve(subscription).metadata) == {"court": "2"}
    assert queries.members().get(pk=ben).metadata == {"member_number": "7", "size": "S"}
    assert AuditEntry.objects.filter(action="customer.metadata", object_id=ben).count() == 1


def test_a_file_says_the_same_and_what_is_wrong_by_row(stripe):
    anna = club.person()
    answer = upload(
        sheet(
            {"email": "anna@example.org", "Locker": "12", "size": "m"},
            {"email": "nobody@example.org", "Locker": "1", "size": ""},
            {"email": "anna+x@example.org", "Locker": "1", "size": "XXL"},
        )
    )
    assert answer.json()["counts"] == {"create": 0, "update": 1, "skip": 0, "error": 2}
    messages = [row["message"] for row in answer.json()["rows"]["results"]]
    assert "Nobody in Stripe" in messages[1]
    assert "Choose S or M" in messages[2]
    batch = confirmed(answer)
    assert kept(stripe, anna) == {"locker": "12", "size": "M"}
    errors = club.admin().get(f"{URL}/{batch.pk}/errors.csv")
    text = b"".join(errors.streaming_content).decode()
    assert "nobody@example.org" in text
    assert "anna@example.org" not in text
    assert len(list(stripe.client.v1.customers.list().data)) == 1


def test_a_field_of_a_membership_needs_one(stripe):
    club.person()
    answer = club.admin().post(
        URL, {"rows": [{"email": "anna@example.org", "subscription_metadata": {"court": "2"}}]}
    )
    assert "none that runs" in answer.json()["rows"]["results"][0]["message"]


@pytest.mark.parametrize(
    "row",
    [
        {"email": "anna@example.org", "name": "Anna", "locker": "1"},
        {"email": "anna@example.org", "plan": "Adult", "locker": "1"},
        {"email": "anna@example.org"},
        {"email": "anna@example.org", "metadata.secret": "1"},
        {"locker": "1"},
    ],
)
def test_nothing_else_can_be_changed(stripe, row):
    anna = club.person()
    assert upload(sheet(row)).status_code == 400
    assert not ImportBatch.objects.exists()
    assert kept(stripe, anna) == {}


def test_of_two_columns_that_name_the_person_neither_is_written(stripe):
    anna = club.person(metadata={"member_number": "1"})
    answer = upload(
        sheet({"customer": anna, "member_number": "2", "email": "new@example.org", "locker": "4"})
    )
    confirmed(answer)
    person = stripe.client.v1.customers.retrieve(anna)
    assert (person.email, dict(person.metadata)) == (
        "anna@example.org",
        {"member_number": "1", "locker": "4"},
    )


def test_a_family_on_one_address_is_not_guessed(stripe):
    for name in ("Anna", "Ben"):
        club.person(name)
    answer = upload(sheet({"email": "anna@example.org", "locker": "4"}))
    assert "This could be" in answer.json()["rows"]["results"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rows": []},
        {"rows": [{"metadata": {"locker": "1"}}]},
        {"rows": [{"email": "anna@example.org", "metadata": {"locker": "\x00"}}]},
        {"rows": [{"email": "anna@example.org", "metadata": "x"}]},
        {"rows": [{"email": "anna@example.org", "role": "admin", "metadata": {}}]},
    ],
)
def test_a_body_that_cannot_be_read_is_refused(stripe, body):
    assert club.admin().post(URL, body).status_code == 400
    assert not ImportBatch.objects.exists()


def test_formulas_and_numbers_come_as_they_are(stripe):
    anna = club.person()
    for text in ("=1+1", "+44 20 7946 0000", "-1", "@x", "'=1"):
        confirmed(club.admin().post(URL, {"rows": [{"customer": anna, "metadata": {"locker": text}}]}))
        assert kept(stripe, anna)["locker"] == text


def test_one_key_too_many_is_said_before_anything_is_written(stripe):
    """42."""
    club.superuser()
    anna = club.person(metadata={f"old{n}": "x" for n in range(50)})
    answer = club.admin().post(URL, {"rows": [{"customer": anna, "metadata": {"locker": "1"}}]})
    assert "keeps at most 50" in answer.json()["rows"]["results"][0]["message"]
    assert (
        club.admin()
        .post(URL, {"rows": [{"customer": anna, "metadata": {"locker": "x" * 501}}]})
        .json()["counts"]["error"]
        == 1
    )


def test_an_import_is_found_where_it_was_begun_only(stripe):
    club.person()
    batch_id = upload(sheet({"email": "anna@example.org", "locker": "4"})).json()["id"]
    client = club.admin()
    assert client.get(f"{URL}/{batch_id}").status_code == 200
    for path in ("", "/errors.csv"):
        assert client.get(f"/stripe/bulk/members/{batch_id}{path}").status_code == 404
    for path in ("/confirm", "/cancel"):
        assert client.post(f"/stripe/bulk/members/{batch_id}{path}").status_code == 404
    assert client.post(f"{URL}/{batch_id}/cancel").json()["state"] == "canceled"


def test_killed_in_the_middle_it_goes_on_and_keeps_what_others_wrote(stripe, monkeypatch):
    """37, 45."""
    ids = [club.person(f"P{n}", f"p{n}@example.org") for n in range(3)]
    rows = [{"customer": id, "metadata": {"locker": str(n)}} for n, id in enumerate(ids)]
    answer = club.admin().post(URL, {"rows": rows})
    club.admin().post(f"{URL}/{answer.json()['id']}/confirm")
    write = applying.carry_out

    def killed(row, run):
        write(row, run)
        raise StripeUnavailable("gone")

    monkeypatch.setattr("members.services.bulk.running.carry_out", killed)
    with pytest.raises(bulk.Paused):
        bulk.run(answer.json()["id"])
    monkeypatch.undo()
    metadata.write(target="customer", object_id=ids[2], values={"size": "S"}, by="secretary@example.org")
    batch = bulk.run(answer.json()["id"])
    assert batch.state == "done"
    assert [kept(stripe, id) for id in ids] == [
        {"locker": "0"},
        {"locker": "1"},
        {"locker": "2", "size": "S"},
    ]
    for id in ids:
        assert AuditEntry.objects.filter(object_id=id, after__has_key="locker").count() == 1
