"""What stands in the mail of whoever asked to sign in. Numbers are those of the checklist."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import User
from members.services import self_service
from members.tests import club, till
from members.tests.factories import RoleGrantFactory
from members.tests.signing_in import code_in, link_in, mail_to, make_member
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_the_mail_holds_code_and_link_in_text_and_html(browser):
    make_member("anna@example.org")
    browser.ask("anna@example.org")
    message = mail_to("anna@example.org")
    html = message.alternatives[0].content
    assert code_in(message) in message.subject
    assert "Riverside Tennis Club" in message.subject
    for body in (message.body, html):
        assert code_in(message) in body
        assert "10 minutes" in body
        assert "You did not ask for this?" in body
    assert link_in(message).replace("&", "&amp;") in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_html_in_the_clubs_name_stays_text(browser, settings):
    settings.CLUB_NAME = "Bowls & <b>Tennis</b>"
    make_member("anna@example.org")
    browser.ask("anna@example.org")
    message = mail_to("anna@example.org")
    assert "Bowls & <b>Tennis</b>" in message.body
    assert "Bowls &amp; &lt;b&gt;Tennis" in message.alternatives[0].content


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"x-forwarded-host": "evil.example"}])
def test_a_forged_host_does_not_get_into_the_mail(browser, headers, settings):
    """14."""
    settings.ALLOWED_HOSTS = ["*"]
    make_member("anna@example.org")
    assert browser.send("/auth/sign-in", {"email": "anna@example.org"}, headers=headers).status_code == 202
    message = mail_to("anna@example.org")
    assert link_in(message).startswith("http://127.0.0.1:8000/sign-in/confirm#")
    assert "evil" not in message.body + message.alternatives[0].content


@pytest.mark.parametrize(
    ("status", "columns", "says"),
    [
        ("canceled", {"ended_at": "2026-03-03T12:00:00Z"}, "ended on 3 March 2026"),
        ("past_due", {"past_due_since_at": "2020-05-09T12:00:00Z"}, "overdue since 9 May 2020"),
        ("unpaid", {}, "a payment is overdue"),
        ("paused", {}, "is paused"),
        ("incomplete", {}, "first payment did not go through"),
        ("incomplete_expired", {}, "first payment did not go through"),
        ("none", {}, "no membership on it yet"),
    ],
)
def test_a_lapsed_member_is_told_what_happened_and_cannot_sign_in(browser, status, columns, says):
    make_member("Anna@example.org", status=status, plan_name="Adult", **columns)
    browser.ask("anna@example.org")
    message = mail_to("Anna@example.org")
    for body in (message.body, message.alternatives[0].content):
        assert says in body
        assert "To come back" in body
        assert "token=" not in body
    assert not User.objects.exists()


def test_a_family_that_lapsed_reads_of_each_membership(browser):
    """10."""
    for name in ("Ann", "Ben"):
        make_member("family@example.org", name=name, status="canceled", plan_name="Junior")
    browser.ask("family@example.org")
    message = mail_to("family@example.org")
    assert "Ann: the membership “Junior” ended" in message.body
    assert "Ben: the membership “Junior” ended" in message.body


def test_who_lapsed_is_led_back_to_their_plan_where_the_club_lets_them(stripe, browser):
    open_plan = club.plan("Adult", joining="members")
    make_member("anna@example.org", status="canceled", plan_name="Adult", price_id=open_plan)
    to_plan, to_all = f"http://127.0.0.1:8000/join?plan={open_plan}", "http://127.0.0.1:8000/join\n"

    def mailed():
        browser.ask("anna@example.org")
        return mail_to("anna@example.org")

    message = mailed()
    assert to_plan in message.body
    assert f'href="{to_plan}"' in message.alternatives[0].content
    self_service.choose(by=club.BY, may_come_back=False)
    assert to_all in mailed().body
    self_service.choose(by=club.BY, may_join=False)
    assert "/join" not in mailed().body


def test_who_owes_is_led_to_the_invoice_and_not_to_a_second_membership(stripe, browser):
    invoice = stripe.client.v1.invoices.retrieve(till.billed())
    Member.objects.update(status="unpaid")
    browser.ask("anna@example.org")
    message = mail_to("anna@example.org")
    assert invoice.hosted_invoice_url in message.body
    assert "/join" not in message.body


def test_past_due_within_the_grace_period_signs_in(browser):
    make_member("anna@example.org", status="past_due", past_due_since_at=timezone.now() - timedelta(days=13))
    browser.ask("anna@example.org")
    assert code_in(mail_to("anna@example.org"))


def test_staff_get_a_mail_without_being_members(browser):
    RoleGrantFactory(email="staff@example.org")
    browser.ask("staff@example.org")
    assert code_in(mail_to("staff@example.org"))
