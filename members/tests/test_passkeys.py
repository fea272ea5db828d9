"""Passkeys: added, listed, removed, and signed in with."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from members import throttles
from members.models import AuditEntry, Passkey, Session, User
from members.services import roles
from members.sign_in import challenges, passkeys
from members.tests.authenticator import Authenticator
from members.tests.factories import UserFactory, staff
from members.tests.passkeys import add, by_mail, options_to_add, options_to_sign_in, sign_in, use
from members.tests.signing_in import Browser, at_once, link_in, mail_to, make_member
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def a_site_with_a_name(settings) -> None:
    settings.PUBLIC_URL, settings.PASSKEY_HOST = "http://localhost:8000", "localhost"


@pytest.fixture
def anna() -> User:
    return staff(email="anna@example.org")


@pytest.fixture
def device(anna) -> Authenticator:
    """Anna's, with a passkey for this site."""
    device = Authenticator()
    assert add(by_mail(anna), device).status_code == 201
    return device


def assert_refused(response, code: str = "passkey_refused", status: int = 400) -> None:
    assert response.status_code == status, response.content
    assert response.json()["errors"][0]["code"] == code


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


class TestSigningIn:
    def test_a_passkey_opens_a_session_without_an_address(self, anna, device):
        browser = Browser()
        assert browser.session_now["ways_in"] == ["passkey"]
        options = options_to_sign_in(browser)
        assert options["allowCredentials"] == []
        assert options["userVerification"] == "required"
        assert sign_in(browser, device).json() == {"next": "/admin/"}
        assert browser.session_now["email"] == "anna@example.org"
        assert Passkey.objects.get().last_used_at
        assert Session.objects.filter(user=anna, signed_in_at__isnull=False).count() == 2

    def test_the_wanted_page_is_one_of_this_site(self, device):
        assert sign_in(Browser(), device, next="/details").json() == {"next": "/details"}
        assert sign_in(Browser(), device, next="//evil.example").json() == {"next": "/admin/"}

    def test_a_member_can_have_one_too(self):
        make_member("m@example.org")
        device = Authenticator()
        add(by_mail(UserFactory(email="m@example.org")), device)
        assert sign_in(Browser(), device).json() == {"next": "/"}

    def test_it_kills_links_and_codes_that_are_on_their_way(self, anna, device):
        browser = Browser()
        browser.ask("anna@example.org")
        link = link_in(mail_to("anna@example.org"))
        assert sign_in(Browser(), device).status_code == 200
        assert browser.use_link(link).status_code == 400

    def test_the_session_that_was_there_is_gone(self, device):
        """Session fixation: a key that somebody else may know does not become the person's."""
        other = staff(email="ben@example.org")
        browser = by_mail(other)
        planted = browser.cookies["session"].value
        assert sign_in(browser, device).status_code == 200
        assert browser.cookies["session"].value != planted
        assert not Session.objects.filter(session_key=planted).exists()

    def test_a_replayed_answer(self, device):
        browser = Browser()
        credential = device.get(options_to_sign_in(browser))
        kept = browser.cookies["challenge"].value
        assert use(browser, credential).status_code == 200
        for again in (browser, Browser()):
            again.cookies["challenge"] = kept
            assert_refused(use(again, credential))

    def test_a_replayed_answer_of_a_key_that_does_not_count(self, anna):
        device = Authenticator(counts=False)
        add(by_mail(anna), device)
        browser = Browser()
        credential = device.get(options_to_sign_in(browser))
        kept = browser.cookies["challenge"].value
        assert use(browser, credential).status_code == 200
        assert sign_in(Browser(), device).status_code == 200
        browser.cookies["challenge"] = kept
        assert_refused(use(browser, credential))

    def test_another_browsers_challenge(self, device):
        credential = device.get(options_to_sign_in(Browser()))
        assert_refused(use(Browser(), credential))
        other = Browser()
        options_to_sign_in(other)
        assert_refused(use(other, credential))

    def test_a_challenge_grows_old(self, device, monkeypatch):
        browser = Browser()
        credential = device.get(options_to_sign_in(browser))
        monkeypatch.setattr(challenges, "SECONDS", -1)
        assert_refused(use(browser, credential))
        assert timedelta(seconds=300) < throttles.WINDOW, "a use must be known for longer than the challenge"

    def test_a_challenge_of_adding_signs_nobody_in(self, anna, device):
        browser = by_mail(anna)
        assert_refused(use(browser, device.get(options_to_add(browser))))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("origin", "https://evil.example"),
            ("origin", "http://localhost:8001"),
            ("host", "evil.example"),
            ("verifies", False),
            ("key", Authenticator().key),
            ("id", b"unknown"),
            ("handle", b""),
        ],
    )
    def test_an_answer_that_is_not_quite_right(self, device, name, value):
        setattr(device, name, value)
        browser = Browser()
        assert_refused(sign_in(browser, device))
        assert not browser.session_now["signed_in"]

    def test_anothers_credential(self, device):
        """Ben's device claims to hold Anna's passkey, or to be Anna."""
        bens = Authenticator()
        add(by_mail(staff(email="ben@example.org")), bens)
        own_handle, own_id = bens.handle, bens.id
        bens.id = device.id
        assert_refused(sign_in(Browser(), bens))
        bens.id, bens.handle = own_id, device.handle
        assert_refused(sign_in(Browser(), bens))
        bens.handle = own_handle
        assert sign_in(Browser(), bens).status_code == 200

    def test_a_counter_that_goes_back_is_a_copy(self, device):
        device.count = 5
        assert sign_in(Browser(), device).status_code == 200
        for count in (2, 5):
            device.count = count
            assert_refused(sign_in(Browser(), device))
        device.count = 6
        assert sign_in(Browser(), device).status_code == 200

    def test_a_copy_used_in_the_same_moment_is_refused(self, device, monkeypatch):
        verify = passkeys.verify_use

        def while_the_copy_signs_in(*args, **kwargs):
            used = verify(*args, **kwargs)
            Passkey.objects.update(sign_count=used.new_sign_count)
            return used

        device.count = 5
        monkeypatch.setattr(passkeys, "verify_use", while_the_copy_signs_in)
        browser = Browser()
        assert_refused(sign_in(browser, device))
        assert not browser.session_now["signed_in"]

    def test_the_answer_to_making_is_no_answer_to_signing_in(self, device):
        browser = Browser()
        assert_refused(use(browser, device.get(options_to_sign_in(browser), kind="webauthn.create")))

    def test_a_removed_passkey_and_an_unknown_one_look_alike(self, device):
        unknown = Authenticator(handle=device.handle)
        Passkey.objects.all().delete()
        answers = [sign_in(Browser(), each) for each in (device, unknown)]
        assert answers[0].content == answers[1].content

    def test_the_gate_is_the_same(self, anna):
        """A revoked role, a lapsed membership: refused as if the passkey were none."""
        device, theirs = Authenticator(), Authenticator()
        add(by_mail(anna), device)
        make_member("m@example.org")
        add(by_mail(UserFactory(email="m@example.org")), theirs)
        roles.revoke(email="anna@example.org", role="admin", by="test")
        Member.objects.update(status="canceled")
        for each in (device, theirs):
            browser = Browser()
            assert_refused(sign_in(browser, each))
            assert not browser.session_now["signed_in"]

    def test_a_foreign_page_signs_nobody_in(self, device):
        browser = Browser()
        credential = device.get(options_to_sign_in(browser))
        body = {"credential": credential}
        assert browser.post("/auth/passkey", body, content_type="application/json").status_code == 403
        assert browser.post("/auth/passkey/options").status_code == 403

    def test_one_that_is_removed_in_that_very_moment(self, device, monkeypatch):
        verify = passkeys.verify_use

        def removed_meanwhile(*args, **kwargs):
            used = verify(*args, **kwargs)
            Passkey.objects.all().delete()
            return used

        monkeypatch.setattr(passkeys, "verify_use", removed_meanwhile)
        assert_refused(sign_in(Browser(), device))

    def test_tries_are_counted_for_each_network(self, device, settings):
        settings.PASSKEYS_PER_NETWORK = 2
        for _ in range(2):
            assert_refused(use(Browser(), {}))
        assert_refused(sign_in(Browser(), device), "too_many_tries", 429)
        assert sign_in(Browser(REMOTE_ADDR="203.0.113.9"), device).status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_of_simultaneous_uses_one_goes_in(anna, empty_queue):
    device = Authenticator(counts=False)
    add(by_mail(anna), device)
    browser = Browser()
    credential = device.get(options_to_sign_in(browser))
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}

    def act(number: int) -> int:
        one = Browser()
        for name, value in cookies.items():
            one.cookies[name] = value
        return use(one, credential).status_code

    assert sorted(at_once(6, act)) == [200] + [400] * 5


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
