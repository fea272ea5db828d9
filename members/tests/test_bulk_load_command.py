"""`manage.py bulk_load`: the same service at the terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import ImportBatch
from members.tests import club
from members.tests.loading import people, sheet, someone, writes

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def bulk_load(tmp_path):
    def run(content: bytes, *options: str) -> str:
        path = tmp_path / "members.csv"
        path.write_bytes(content)
        out = StringIO()
        call_command("bulk_load", str(path), *options, stdout=out, stderr=out)
        return out.getvalue()

    return run


def test_it_loads_here_and_now(stripe, bulk_load):
    club.plan("Adult")
    out = bulk_load(sheet(someone(1, plan="Adult"), someone(2)), "--yes", "--wait")
    assert "2 rows: 2 add" in out
    assert "2 of 2 rows" in out
    assert "Done: 2 added." in out
    assert len(people(stripe)) == 2


def test_without_yes_it_only_shows(stripe, bulk_load):
    before = len(writes(stripe))
    with pytest.raises(CommandError, match="Nothing was written"):
        bulk_load(sheet(someone(1)))
    assert len(writes(stripe)) == before


def test_without_wait_it_queues(stripe, bulk_load):
    assert "is queued" in bulk_load(sheet(someone(1)), "--yes")
    assert ImportBatch.objects.get().state == "queued"
    assert people(stripe) == []


def test_failed_rows_are_named_and_the_exit_code_is_honest(stripe, tmp_path, capsys):
    path = tmp_path / "members.csv"
    path.write_bytes(sheet(someone(1), someone(2, email="nowhere")))
    err = StringIO()
    with pytest.raises(CommandError, match="1 row was not imported"):
        call_command("bulk_load", str(path), "--yes", "--wait", stdout=StringIO(), stderr=err)
    assert 'Row 3: "email" is "nowhere"' in err.getvalue()
    assert len(people(stripe)) == 1


def test_a_file_that_cannot_be_read_says_why(stripe, bulk_load):
    with pytest.raises(CommandError, match="phoen"):
        bulk_load(b"name,phoen\nA,1\n")


def test_the_same_file_again_is_all_well(stripe, bulk_load):
    bulk_load(sheet(someone(1)), "--yes", "--wait")
    out = bulk_load(sheet(someone(1)))
    assert "1 nothing to do" in out
    assert "Done: 1 unchanged." in out
    assert len(people(stripe)) == 1
