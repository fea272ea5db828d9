"""The job that decides and sends. Checklist 2, 7, 52, 53."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate import jobs as procrastinate_jobs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from members.models import Session, SignInRequest, User
from members.sign_in import ways_back
from members.sign_in.jobs import TryLater, send_sign_in_mail, tidy_sign_in
from members.tests import club, till
from members.tests.factories import staff
from members.tests.signing_in import Browser, code_in, mail_to, make_member, run_jobs
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


class MailServerAway:
    """A mail backend whose server refuses, telling addresses as real ones do."""

    def __init__(self, **options: object) -> None:
        pass

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (451, b"try again")})


@pytest.fixture
def mail_server_away(settings):
    settings.EMAIL_BACKEND = f"{__name__}.MailServerAway"
    return settings


def test_the_answer_does_not_depend_on_the_mail_server(browser, mail_server_away):
    """2: and the mail goes out later."""
    make_member("anna@example.org")
    assert browser.ask("anna@example.org").status_code == 202
    with pytest.raises(TryLater):
        run_jobs()
    mail_server_away.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert browser.use_code(code_in(mail_to("anna@example.org"))).status_code == 200


def test_tries_come_at_growing_distances_and_cover_the_links_life():
    job = procrastinate_jobs.Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name="send_sign_in_mail"
    )
    waits = []
    for attempts in range(9):
        retry = send_sign_in_mail.get_retry_exception(TryLater(), job.evolve(attempts=attempts))
        waits.append((retry.retry_decision.retry_at - timezone.now()).total_seconds())
    assert waits == sorted(waits)
    assert waits[0] < 3
    assert sum(waits) > 600
    assert send_sign_in_mail.get_retry_exception(ValueError(), job) is None


def test_a_request_that_outlived_its_link_is_given_up(browser, mail_server_away, caplog):
    make_member("anna@example.org")
    browser.ask("anna@example.org")
    SignInRequest.objects.update(issued_at=timezone.now() - timedelta(seconds=600))
    run_jobs()
    assert SignInRequest.objects.get().email == ""
    assert "given up" in caplog.text
    assert "anna" not in caplog.text


def test_a_job_that_runs_twice_sends_one_mail(browser):
    """53."""
    make_member("anna@example.org")
    browser.ask("anna@example.org")
    run_jobs()
    run_jobs()
    assert len(mail.outbox) == 1


def test_the_address_is_not_in_the_queue(browser, empty_queue):
    browser.ask("anna@example.org", next="/payments")
    job = ProcrastinateJob.objects.get()
    assert job.args == {"request_id": SignInRequest.objects.get().pk}


def test_the_job_judges_at_the_moment_it_runs(browser):
    """1: whoever lapses or joins in between is treated as they are then."""
    member = make_member("anna@example.org")
    browser.ask("anna@example.org")
    member.status = "canceled"
    member.save()
    assert "no current membership" in mail_to("anna@example.org").body
    assert not User.objects.exists()


def test_old_requests_and_sessions_are_forgotten(browser):
    browser.ask("old@example.org")
    SignInRequest.objects.update(issued_at=timezone.now() - timedelta(hours=1, seconds=1))
    browser.ask("new@example.org")
    Session.objects.create(pk="over", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
    Session.objects.create(pk="open", session_data="", expire_date=timezone.now() + timedelta(hours=1))
    tidy_sign_in(timestamp=0)
    assert [request.email for request in SignInRequest.objects.all()] == ["new@example.org"]
    assert [session.pk for session in Session.objects.all()] == ["open"]


def test_tidying_is_scheduled():
    assert "tidy_sign_in" in {name for name, _ in app.periodic_registry.periodic_tasks}


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
class TestWithoutReportingDatabase:
    """52."""

    def test_staff_get_their_mail(self, reporting_away):
        staff(email="staff@example.org")
        browser = Browser()
        browser.ask("staff@example.org")
        answer = browser.use_code(code_in(mail_to("staff@example.org")))
        assert answer.json() == {"next": "/admin/"}

    def test_others_are_looked_up_later(self, browser, request):
        make_member("anna@example.org")
        with pytest.MonkeyPatch.context() as patch:
            from django.db import connections

            connections["reporting"].close()
            patch.setitem(connections["reporting"].settings_dict, "HOST", "/nonexistent")
            assert browser.ask("anna@example.org").status_code == 202
            with pytest.raises(TryLater):
                run_jobs()
        assert browser.use_code(code_in(mail_to("anna@example.org"))).status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_the_real_worker_tries_again_and_writes_no_address(browser, mail_server_away, caplog, empty_queue):
    """2, 18: with the logs of the queue wide open."""
    make_member("anna@example.org")
    browser.ask("anna@example.org")
    with caplog.at_level("DEBUG"), caplog.at_level("DEBUG", logger="procrastinate"):
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            worker_app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        job = ProcrastinateJob.objects.get(task_name="send_sign_in_mail")
        assert job.status == "todo"
        assert job.attempts == 1
        assert job.scheduled_at > timezone.now()
    assert "send_sign_in_mail" in caplog.text
    assert "anna@" not in caplog.text


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_a_worker_killed_while_sending_loses_no_mail(browser, empty_queue):
    """53: its job is queued again, once its heartbeat has stopped."""
    make_member("anna@example.org")
    browser.ask("anna@example.org")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '5 minutes') RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM dead)"
        )
    app.tasks["resume_stalled"].defer(timestamp=0)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(  # one after the other: the first job queues the second
            concurrency=1, wait=False, install_signal_handlers=False, listen_notify=False
        )
    assert browser.use_code(code_in(mail_to("anna@example.org"))).status_code == 200
    left = ProcrastinateJob.objects.filter(task_name="send_sign_in_mail")
    assert list(left.values_list("status", flat=True)) == []  # done, not waiting


class TestWaysBack:
    """What the mail to somebody whose membership has lapsed offers, and to nobody else."""

    @pytest.fixture
    def owing(self, stripe) -> list[Member]:
        """Two on one address whose memberships wait for money, and another's open invoice."""
        for name in ("Anna", "Ben"):
            till.billed(club.member(name, "family@example.org")[0])
        till.billed(club.member("Cleo", "cleo@example.org")[0])
        Member.objects.update(status="unpaid")
        return list(Member.objects.filter(email="family@example.org").order_by("name"))

    def test_each_owner_is_led_to_their_own_invoice_alone(self, stripe, owing):
        ways = ways_back.of(owing)
        assert [label for label, _ in ways] == ["Pay the open invoice of Anna", "Pay the open invoice of Ben"]
        for member, (_, url) in zip(owing, ways, strict=True):
            [invoice] = stripe.client.v1.invoices.list(
                {"customer": member.customer_id, "status": "open"}
            ).data
            assert url == invoice.hosted_invoice_url

    def test_without_a_name_it_is_the_open_invoice(self, owing):
        owing[0].name = ""
        assert [label for label, _ in ways_back.of(owing[:1])] == ["Pay the open invoice"]

    def test_a_paid_invoice_is_not_offered(self, stripe, owing):
        for invoice in stripe.client.v1.invoices.list({"status": "open"}).data:
            stripe.client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
        till.deliver(stripe)
        assert ways_back.of(owing) == []

    @pytest.mark.parametrize("status", ["none", "canceled", "incomplete_expired"])
    def test_who_has_none_any_more_begins_anew_even_with_an_open_invoice(self, stripe, owing, status):
        owing[0].status, owing[0].price_id = status, "price_gone"
        assert ways_back.of(owing[:1]) == [(ways_back.ANY_PLAN, "http://127.0.0.1:8000/join")]
        assert [label for label, _ in ways_back.of(owing)] == ["Pay the open invoice of Ben"]

    def test_their_plan_goes_before_any_plan_and_each_is_offered_once(self, stripe):
        open_plan = club.plan("Adult", joining="members")
        there = f"http://127.0.0.1:8000/join?plan={open_plan}"
        had = make_member("a@x.org", status="canceled", plan_name="Adult", price_id=open_plan)
        other = make_member("a@x.org", status="canceled", price_id="price_gone")
        assert ways_back.of([had, other, had]) == [("Come back: Adult", there)]
        assert ways_back.of([other, other]) == [(ways_back.ANY_PLAN, "http://127.0.0.1:8000/join")]

    def test_where_nothing_can_be_joined_nothing_is_offered(self, stripe):
        closed = club.plan("Honorary", joining="nobody")
        full = club.plan("Junior", details={"capacity": 1})
        club.membership(club.person(), full)
        for price in (closed, full):
            gone = make_member("a@x.org", status="canceled", price_id=price)
            assert ways_back.of([gone]) == []
