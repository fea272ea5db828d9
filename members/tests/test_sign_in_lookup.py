"""An address that the mirror does not know is looked up in Stripe, by the job and never by the request."""

from __future__ import annotations

import pytest
from django.core import mail

from members.models import SignInRequest, User
from members.sign_in.jobs import TryLater
from members.tests import club
from members.tests.signing_in import code_in, mail_to, run_jobs
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_who_joined_a_second_ago_gets_in(browser, unknown_to_the_mirror):
    browser.ask("anna@example.org")
    assert not Member.objects.exists(), "the request itself must look nobody up"
    assert browser.use_code(code_in(mail_to("anna@example.org"))).status_code == 200
    member = Member.objects.get()
    assert (member.customer_id, member.status) == (unknown_to_the_mirror, "trialing")


def test_a_customer_without_membership_is_told_so(browser, stripe):
    stripe.client.v1.customers.create({"email": "anna@example.org"})
    browser.ask("anna@example.org")
    assert "no current membership" in mail_to("anna@example.org").body
    assert not User.objects.exists()


def test_a_stranger_gets_nothing(browser, stripe):
    browser.ask("anna@example.org")
    run_jobs()
    assert mail.outbox == []
    assert SignInRequest.objects.get().email == ""


def test_a_stranger_gets_a_polite_mail_where_the_club_wants_it(browser, stripe, settings):
    settings.SIGN_IN_ANSWERS_STRANGERS = True
    browser.ask("anna@example.org")
    message = mail_to("anna@example.org")
    assert "no membership on this address" in message.body
    assert "sign-in/confirm" not in message.body
    assert not User.objects.exists()


def test_while_stripe_is_away_it_is_asked_again_later(browser, stripe, unknown_to_the_mirror, settings):
    settings.STRIPE_TIMEOUT_SECONDS = 1
    stripe.control("POST", "faults", kind="status", status=503, path="/v1/customers", count=20)
    assert browser.ask("anna@example.org").status_code == 202
    with pytest.raises(TryLater):
        run_jobs()
    stripe.control("DELETE", "faults")
    assert browser.use_code(code_in(mail_to("anna@example.org"))).status_code == 200


def test_a_known_address_is_not_looked_up(browser, stripe, unknown_to_the_mirror):
    club.member("Ben Bird", "ben@example.org")
    stripe.control("DELETE", "requests")
    browser.ask("ben@example.org")
    mail_to("ben@example.org")
    assert stripe.requests() == []
