"""An address that changes in Stripe: the old one is told and is signed out. Checklist 9."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from members.models import AddressChange, Session, User
from members.sign_in import address_changes, links
from members.tests import club
from members.tests.signing_in import Browser, link_in, mail_to
from reporting.tests.deliveries import deliver, events_of

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def anna(empty_queue) -> str:
    """The id of a member's Customer."""
    customer_id, _ = club.member("Anna Archer", "anna@example.org")
    return customer_id


def change_in_stripe(stripe, customer_id: str, **fields) -> dict:
    """The event of it, delivered."""
    stripe.client.v1.customers.update(customer_id, fields)
    event = events_of(stripe)[-1]
    assert deliver(event).status_code == 200
    return event


def tell() -> list[tuple[str, str]]:
    """Run the queued jobs: who got which mail."""
    mail.outbox.clear()
    for job in ProcrastinateJob.objects.filter(task_name="tell_old_address").order_by("pk"):
        app.tasks[job.task_name](**job.args)
    return [(message.to[0], message.subject) for message in mail.outbox]


def test_links_die_sessions_end_and_the_old_address_is_told(stripe, anna):
    browser, waiting = Browser(), Browser()
    user = User.objects.create(email="anna@example.org")
    browser.use_link(links.to(user))
    waiting.ask("anna@example.org")
    link = link_in(mail_to("anna@example.org"))
    change_in_stripe(stripe, anna, email="anna@new.example.org")
    assert tell() == [("anna@example.org", "Your address at Riverside Tennis Club was changed")]
    assert "new.example.org" not in mail.outbox[0].body
    assert not Session.objects.exists()
    assert not browser.session_now["signed_in"]
    assert waiting.use_link(link).status_code == 400
    waiting.ask("anna@new.example.org")
    assert waiting.use_link(link_in(mail_to("anna@new.example.org"))).status_code == 200


def test_it_is_told_once_however_often_stripe_tells(stripe, anna):
    event = change_in_stripe(stripe, anna, email="anna@new.example.org")
    deliver(event)
    assert len(tell()) == 1
    deliver(event)
    assert tell() == []
    assert AddressChange.objects.get().email == ""


def test_who_is_still_let_in_with_the_address_stays_signed_in(stripe, anna):
    """A parent of two members, of whom one now has an address of their own."""
    club.membership(club.person("Ben Archer", "anna@example.org"))
    browser = Browser()
    browser.use_link(links.to(User.objects.create(email="anna@example.org")))
    change_in_stripe(stripe, anna, email="grown.up@example.org")
    assert len(tell()) == 1
    assert browser.session_now["signed_in"]


def test_a_job_that_is_run_again_sends_no_second_mail(stripe, anna):
    change_in_stripe(stripe, anna, email="anna@new.example.org")
    assert len(tell()) == 1
    assert tell() == []


def test_a_change_is_forgotten_once_stripe_tells_of_it_no_more(stripe, anna):
    change_in_stripe(stripe, anna, email="anna@new.example.org")
    for days, forgotten in ((5.9, 0), (6.1, 1)):
        AddressChange.objects.update(noted_at=timezone.now() - timedelta(days=days))
        assert address_changes.forget_old() == forgotten
    assert not AddressChange.objects.exists()


@pytest.mark.parametrize("fields", [{"email": "Anna@Example.org"}, {"name": "Anna Ashford"}])
def test_the_same_address_in_other_letters_is_no_change(stripe, anna, fields):
    change_in_stripe(stripe, anna, **fields)
    assert tell() == []


def test_nobody_gets_a_mail_about_long_ago(stripe, anna):
    stripe.client.v1.customers.update(anna, {"email": "anna@new.example.org"})
    event = events_of(stripe)[-1]
    deliver({**event, "created": event["created"] - int(timedelta(days=4).total_seconds())})
    assert tell() == []


def test_the_address_is_not_in_the_queue(stripe, anna):
    change_in_stripe(stripe, anna, email="anna@new.example.org")
    (job,) = ProcrastinateJob.objects.filter(task_name="tell_old_address")
    assert job.args == {"change_id": AddressChange.objects.get().pk}
