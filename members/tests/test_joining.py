"""Joining without being signed in: `/stripe/joinings`. Checklist 1, 7, 8, 13."""

import re

import httpx
import pytest
from django.core import mail
from rest_framework.test import APIClient

from members.models import JoinRequest
from members.services import join_mails, subscriptions
from members.tests import club
from reporting import mirror, queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def _queue(empty_queue):
    """No job of another test."""


def join(price_id, email="newcomer@example.org", headers=None, **more):
    body = {"email": email, "price_id": price_id, **more}
    return APIClient().post("/stripe/joinings", body, format="json", headers=headers)


def mailed():
    """What the worker sends for the latest request."""
    mail.outbox.clear()
    join_mails.send_join_mail(request_id=JoinRequest.objects.latest("pk").pk)
    return mail.outbox[0] if mail.outbox else None


def links_in(message):
    return re.findall(r"http\S+/checkout/\S+", message.body)


def sessions_in(stripe):
    return stripe.client.v1.checkout.sessions.list().data


def pay(link):
    """By test card, on the emulator's page."""
    page = httpx.get(link)
    assert page.status_code == 200
    form = {
        "name": "New Comer",
        "card_number": "4242 4242 4242 4242",
        "card_expiry": "12 / 40",
        "card_cvc": "1",
    }
    answer = httpx.post(link, data=form)
    assert answer.status_code == 303, answer.text


def test_known_and_unknown_addresses_get_the_same_answer(stripe):
    price_id = club.plan("Coaching")
    club.member()
    answers = [join(price_id, email) for email in ("anna@example.org", "newcomer@example.org")]
    assert [each.status_code for each in answers] == [202, 202]
    assert answers[0].content == answers[1].content
    assert sessions_in(stripe) == []  # nothing of it is decided before the answer


def test_a_newcomer_gets_a_link_to_pay(stripe):
    join(club.plan())
    message = mailed()
    assert message.to == ["newcomer@example.org"]
    (session,) = sessions_in(stripe)
    assert links_in(message) == [session.url]
    assert (session.customer, session.customer_email) == (None, "newcomer@example.org")
    assert "/joined?session_id={CHECKOUT_SESSION_ID}" in session.success_url
    assert JoinRequest.objects.get().email == ""
    assert not mailed()  # the job again: nothing more


def test_somebody_known_pays_as_who_they_are(stripe):
    customer_id = club.person()
    join(club.plan(), "Anna@Example.org ")
    message = mailed()
    assert message.to == ["anna@example.org"]
    assert {each.customer for each in sessions_in(stripe)} == {customer_id, None}
    assert "Anna Archer" in message.body
    assert "Somebody new on this address" in message.body


def test_who_has_the_plan_is_told_so_in_the_mail_only(stripe):
    price_id = club.plan(joining="members")
    club.membership(club.person(), price_id)
    assert join(price_id, "anna@example.org").status_code == 202
    message = mailed()
    assert links_in(message) == []
    assert "has this membership already" in message.body


def test_the_job_again_after_the_mail_server_was_away_makes_no_second_page(stripe, monkeypatch):
    join(club.plan())
    request_id = JoinRequest.objects.get().pk

    def refuse(self, *args, **kwargs):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with pytest.raises(join_mails.TryLater):
            join_mails.send_join_mail(request_id=request_id)
    assert links_in(mailed()) == [sessions_in(stripe)[0].url]
    assert len(sessions_in(stripe)) == 1


@pytest.mark.parametrize(
    ("joining", "details", "more", "status"),
    [
        ("nobody", {}, {}, 403),
        ("anyone", {"max_age": 17}, {}, 400),
        ("anyone", {"max_age": 17}, {"birth_date": "1970-01-01"}, 400),
        ("anyone", {"min_age": 18}, {"birth_date": "1970-01-01"}, 202),
        ("anyone", {"capacity": 0}, {}, 409),
    ],
)
def test_only_plans_that_are_open_to_them(stripe, joining, details, more, status):
    answer = join(club.plan(joining=joining, details=details), **more)
    assert answer.status_code == status, answer.content
    assert JoinRequest.objects.count() == (status == 202)


def test_a_date_of_birth_is_kept_with_the_membership(stripe):
    join(club.plan(details={"min_age": 18}), birth_date="1970-01-31")
    pay(links_in(mailed())[0])
    (made,) = stripe.client.v1.subscriptions.list().data
    assert made.metadata["date_of_birth"] == "1970-01-31"
    assert JoinRequest.objects.get().birth_date is None


@pytest.mark.parametrize("email", ["a@x.org,b@y.org", "a@x.org\nbcc: b@y.org", "<b>", "", "x" * 10_000])
def test_what_is_not_one_address_is_refused(stripe, email):
    assert join(club.plan(), email).status_code == 400
    assert not JoinRequest.objects.exists()


def test_throttled_requests_look_the_same_and_send_nothing(stripe, settings):
    settings.SIGN_IN_MAILS_PER_MAILBOX = 2
    price_id = club.plan()
    answers = []
    for _ in range(4):
        answers.append(join(price_id))
        club.later()
    assert {(each.status_code, each.content) for each in answers} == {(202, answers[0].content)}
    assert JoinRequest.objects.count() == 2


def test_the_return_page_waits_for_the_mirror(stripe):
    join(club.plan())
    (link,) = links_in(mailed())
    (session,) = sessions_in(stripe)
    path = f"/stripe/joinings/{session.id}"
    before = APIClient().get(path).json()
    assert before == {"status": "open", "is_known": False, "plan_name": "", "pay_url": link}
    pay(link)
    paid = APIClient().get(path).json()
    assert (paid["status"], paid["is_known"]) == ("complete", False)  # no webhook has come yet
    made = stripe.client.v1.subscriptions.list().data[0]
    mirror.refresh("customer", made.customer)
    mirror.refresh("subscription", made.id)
    known = APIClient().get(path).json()
    assert (known["status"], known["is_known"], known["plan_name"]) == ("complete", True, "Adult")
    assert "newcomer" not in str(known)
    assert queries.eligible_members("newcomer@example.org")


def test_other_pages_of_stripe_are_not_shown(stripe):
    session = stripe.client.v1.checkout.sessions.create(
        {"mode": "setup", "currency": "gbp", "success_url": "http://127.0.0.1/"}
    )
    answers = [APIClient().get(f"/stripe/joinings/{id}") for id in (session.id, "cs_test_missing")]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_membership_begun_in_stripes_dashboard_is_recognised(stripe):
    """Registration is implicit: whoever has a Customer with a Subscription is a member."""
    price_id = club.plan()
    customer = stripe.client.v1.customers.create({"email": "walkin@example.org"})
    made = stripe.client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": price_id}], "trial_period_days": 3}
    )
    for id in (customer.id, made.id):
        mirror.refresh("customer" if id.startswith("cus") else "subscription", id)
    assert [each.customer_id for each in queries.eligible_members("walkin@example.org")] == [customer.id]
    assert subscriptions.running(customer_id=customer.id, product_id=queries.plans()[0].product_id)
