"""Passkeys: added, listed and removed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from members.models import AuditEntry, Passkey
from members.tests.authenticator import Authenticator
from members.tests.factories import staff
from members.tests.passkeys import (
    add,
    assert_refused,
    by_mail,
    options_to_add,
    options_to_sign_in,
    sign_in,
    use,
)
from members.tests.signing_in import Browser

pytestmark = [
    pytest.mark.django_db(databases=["default", "reporting"]),
    pytest.mark.usefixtures("a_site_with_a_name"),
]


class TestAdding:
    def test_several_are_kept_and_listed(self, anna):
        browser = by_mail(anna)
        assert browser.get("/auth/passkeys").json() == []
        for name in ("Phone", "Key in the office"):
            assert add(browser, Authenticator(), name).status_code == 201
        rows = browser.get("/auth/passkeys").json()
        assert [row["name"] for row in rows] == ["Phone", "Key in the office"]
        assert rows[0]["last_used_at"] is None
        assert set(rows[0]) == {"id", "name", "created_at", "last_used_at"}

    def test_a_device_is_told_what_it_holds_already(self, anna, device):
        options = options_to_add(by_mail(anna))
        assert len(options["excludeCredentials"]) == 1
        assert options["rp"] == {"id": "localhost", "name": "Riverside Tennis Club"}
        assert options["authenticatorSelection"]["userVerification"] == "required"
        assert options["authenticatorSelection"]["residentKey"] == "required"
        assert "anna" not in options["user"]["id"]

    def test_the_owner_is_told_by_mail(self, anna, device):
        job = ProcrastinateJob.objects.get(task_name="tell_of_passkey")
        assert "anna" not in json.dumps(job.args)
        Passkey.objects.update(created_at=timezone.now() - timedelta(days=1))
        app.tasks[job.task_name](**job.args)
        [message] = mail.outbox
        assert message.to == ["anna@example.org"]
        assert "“Phone”" in message.body
        assert "http://localhost:8000/passkeys" in message.body
        added_at = timezone.localtime(Passkey.objects.get().created_at)
        assert f"on {added_at:%-d %B %Y} at {added_at:%H:%M}" in message.body

    def test_it_is_written_down(self, anna, device):
        entry = AuditEntry.objects.get(action="passkey.add")
        assert (entry.actor, entry.after) == (
            "anna@example.org",
            {"email": "anna@example.org", "name": "Phone"},
        )

    @pytest.mark.parametrize(
        "wrong",
        [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"verifies": False}],
        ids=["other origin", "other host", "nobody verified"],
    )
    def test_what_was_not_made_for_this_site_is_refused(self, anna, wrong):
        assert_refused(add(by_mail(anna), Authenticator(**wrong)))
        assert not Passkey.objects.exists()

    def test_a_challenge_is_good_once(self, anna):
        browser = by_mail(anna)
        credential = Authenticator().create(options_to_add(browser))
        assert browser.send("/auth/passkeys", {"name": "a", "credential": credential}).status_code == 201
        Passkey.objects.all().delete()
        assert_refused(browser.send("/auth/passkeys", {"name": "b", "credential": credential}))

    def test_another_persons_challenge_is_none(self, anna):
        browser, bens = by_mail(anna), by_mail(staff(email="ben@example.org"))
        credential = Authenticator().create(options_to_add(browser))
        bens.cookies["challenge"] = browser.cookies["challenge"].value
        assert_refused(bens.send("/auth/passkeys", {"name": "a", "credential": credential}))

    def test_a_challenge_for_signing_in_adds_nothing(self, anna):
        browser, device = by_mail(anna), Authenticator()
        options = {**options_to_add(browser), **options_to_sign_in(browser)}
        assert_refused(browser.send("/auth/passkeys", {"name": "a", "credential": device.create(options)}))

    def test_the_same_credential_twice(self, anna, device):
        assert_refused(add(by_mail(staff(email="ben@example.org")), device))
        assert Passkey.objects.get().user == anna

    def test_not_more_than_twenty(self, anna, monkeypatch):
        monkeypatch.setattr("members.services.passkeys.MOST", 1)
        browser = by_mail(anna)
        options = options_to_add(browser)
        assert add(browser, Authenticator()).status_code == 201
        assert_refused(browser.send("/auth/passkeys/options", {}), "too_many_passkeys", 409)
        assert options["challenge"]

    @pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 61}, {"name": "a", "credential": []}])
    def test_a_body_that_is_none(self, anna, body):
        assert by_mail(anna).send("/auth/passkeys", body).status_code == 400

    @pytest.mark.parametrize(
        "credential",
        [{}, {"id": 1}, {"rawId": "é", "id": "é", "type": "public-key", "response": {}}, {"response": None}],
    )
    def test_a_credential_that_is_none(self, anna, credential):
        browser = by_mail(anna)
        options_to_add(browser)
        assert_refused(browser.send("/auth/passkeys", {"name": "a", "credential": credential}))
        options_to_sign_in(browser)
        assert_refused(use(browser, credential))

    def test_a_site_without_a_host_name_has_none(self, anna, settings):
        settings.PASSKEY_HOST = ""
        browser = by_mail(anna)
        assert browser.session_now["ways_in"] == []
        assert_refused(browser.send("/auth/passkeys/options", {}), "passkeys_impossible")
        assert_refused(browser.send("/auth/passkey/options", {}), "passkeys_impossible")


class TestRemoving:
    def test_it_is_gone_and_so_are_the_other_sessions_that_it_opened(self, anna, device):
        stolen, mine = Browser(), by_mail(anna)
        assert sign_in(stolen, device).status_code == 200
        [row] = mine.get("/auth/passkeys").json()
        assert mine.send(f"/auth/passkeys/{row['id']}", {}, method="delete").status_code == 204
        assert not Passkey.objects.exists()
        assert not stolen.session_now["signed_in"]
        assert mine.session_now["signed_in"]
        assert_refused(sign_in(Browser(), device))
        entry = AuditEntry.objects.get(action="passkey.remove")
        assert (entry.actor, entry.object_id) == ("anna@example.org", str(row["id"]))
        assert entry.before == {"email": "anna@example.org", "name": "Phone"}

    def test_the_session_in_which_it_is_removed_goes_on(self, device):
        browser = Browser()
        sign_in(browser, device)
        row = browser.get("/auth/passkeys").json()[0]
        assert browser.send(f"/auth/passkeys/{row['id']}", {}, method="delete").status_code == 204
        assert browser.session_now["signed_in"]

    def test_somebody_elses_is_not_there(self, device):
        bens = by_mail(staff("superuser", email="ben@example.org"))
        theirs = bens.send(f"/auth/passkeys/{Passkey.objects.get().pk}", {}, method="delete")
        missing = bens.send("/auth/passkeys/999999", {}, method="delete")
        assert theirs.status_code == missing.status_code == 404
        assert theirs.content == missing.content
        assert bens.get("/auth/passkeys").json() == []

    def test_the_operator_removes_them_all(self, anna, device, capsys):
        browser = Browser()
        sign_in(browser, device)
        key = str(Passkey.objects.get().pk)
        call_command("remove_passkeys", "Anna@example.org")
        assert "1 removed" in capsys.readouterr().out
        assert not browser.session_now["signed_in"]
        assert_refused(sign_in(Browser(), device))
        entry = AuditEntry.objects.get(action="passkey.remove")
        assert (entry.actor, entry.object_id) == ("manage.py remove_passkeys", key)
        assert entry.before == {"email": "anna@example.org", "name": "Phone"}
        assert by_mail(anna).session_now["role"] == "admin"
        call_command("remove_passkeys", "nobody@example.org")
        assert "0 removed" in capsys.readouterr().out
