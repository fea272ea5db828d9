"""Signing in with a passkey."""

from __future__ import annotations

from datetime import timedelta

import pytest

from members import throttles
from members.models import Passkey, Session
from members.services import roles
from members.sign_in import challenges, passkeys
from members.tests.authenticator import Authenticator
from members.tests.factories import UserFactory, staff
from members.tests.passkeys import (
    add,
    assert_refused,
    by_mail,
    options_to_add,
    options_to_sign_in,
    sign_in,
    use,
)
from members.tests.signing_in import Browser, at_once, link_in, mail_to, make_member
from reporting.models import Member

pytestmark = [
    pytest.mark.django_db(databases=["default", "reporting"]),
    pytest.mark.usefixtures("a_site_with_a_name"),
]


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
