"""How often a mail may be asked for. Checklist 1, 7, 12 and 13."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from members import throttles
from members.models import SignInRequest, Throttle
from members.tests.factories import staff
from members.tests.signing_in import Browser, at_once, code_in, mail_to, make_member, run_jobs

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def pass_time(**delta: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_throttle SET updated_at = updated_at - %(by)s,"
            " hits = ARRAY(SELECT hit - %(by)s FROM unnest(hits) AS hit)",
            {"by": timedelta(**delta)},
        )


def test_a_mailbox_gets_ten_mails_an_hour_however_it_is_written(browser):
    make_member("anna@example.org")
    for number in range(14):
        typed = ["anna@example.org", "a.nna@example.org", f"anna+{number}@example.org"][number % 3]
        assert browser.ask(typed, network=f"192.0.2.{number}").status_code == 202
    assert SignInRequest.objects.count() == 10


def test_the_hour_slides():
    for _ in range(10):
        assert throttles.allows_mailbox("anna@example.org")
        pass_time(minutes=5)
    assert not throttles.allows_mailbox("anna@example.org")
    pass_time(minutes=10, seconds=1)
    assert throttles.allows_mailbox("anna@example.org")
    assert not throttles.allows_mailbox("anna@example.org")


def test_what_is_refused_does_not_prolong_the_wait():
    for _ in range(50):
        throttles.allows_mailbox("anna@example.org")
    assert len(Throttle.objects.get().hits) == 10
    pass_time(hours=1, seconds=1)
    assert throttles.allows_mailbox("anna@example.org")


def test_a_network_asks_twenty_times_an_hour():
    for number in range(25):
        assert Browser().ask(f"person{number}@example.org", network="192.0.2.1").status_code == 202
    assert SignInRequest.objects.count() == 20
    Browser().ask("other@example.org", network="192.0.2.2")
    assert SignInRequest.objects.count() == 21


def test_a_network_that_asks_too_often_does_not_use_up_anybodys_mailbox():
    for number in range(20):
        throttles.allows_network("192.0.2.1")
        Browser().ask(f"person{number}@example.org", network="192.0.2.1")
    for _ in range(10):
        Browser().ask("anna@example.org", network="192.0.2.1")
    make_member("anna@example.org")
    Browser().ask("anna@example.org", network="192.0.2.2")
    run_jobs()
    assert len(mail.outbox) == 1


def test_a_throttled_request_sends_nothing_and_buys_no_tries(browser):
    """12: its cookie looks like any other, but no code works with it."""
    user = staff(email="staff@example.org")
    for _ in range(10):
        browser.ask(user.email)
    code = code_in(mail_to(user.email))
    count = len(mail.outbox)
    last = browser.cookies["sign_in"].value
    browser.ask(user.email)
    run_jobs()
    assert len(mail.outbox) == count
    assert browser.use_code(code).status_code == 400
    browser.cookies["sign_in"] = last
    assert browser.use_code(code).status_code == 200


def test_a_thousand_forged_addresses_are_one_network(browser):
    """13."""
    browser.get("/auth/session")
    for number in range(1000):
        forged = f"203.0.{number // 250}.{number % 250}"
        headers = {"X-Forwarded-For": forged, "X-Real-IP": forged, "Forwarded": f"for={forged}"}
        browser.send("/auth/sign-in", {"email": f"a{number}@example.org"}, headers=headers)
    assert SignInRequest.objects.count() == 20


def test_neither_addresses_nor_networks_are_stored(browser):
    browser.ask("anna@example.org", network="192.0.2.1")
    assert Throttle.objects.count() == 2
    for row in Throttle.objects.all():
        assert "anna" not in row.key
        assert len(row.key) == 64


def test_old_rows_are_forgotten():
    throttles.allows_network("192.0.2.1")
    pass_time(minutes=59)
    assert throttles.forget_old() == 0
    pass_time(minutes=2)
    assert throttles.forget_old() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_a_hundred_requests_at_once_are_never_over_the_limit():
    """13: fifty threads ask twice each."""

    def ask(number: int) -> list[int]:
        browser = Browser()
        return [
            browser.ask(f"p{number}-{turn}@example.org", network="192.0.2.1").status_code for turn in (0, 1)
        ]

    answers = at_once(50, ask)
    assert answers == [[202, 202]] * 50
    assert SignInRequest.objects.count() == 20
    assert max(len(row.hits) for row in Throttle.objects.all()) == 20


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_one_mailbox_from_many_networks_at_once():
    at_once(40, lambda number: Browser().ask("anna@example.org", network=f"192.0.2.{number}"))
    assert SignInRequest.objects.count() == 10
    assert timezone.now() - SignInRequest.objects.earliest("issued_at").issued_at < timedelta(minutes=5)


def test_what_was_used_stays_used_under_a_new_key(settings):
    """55: a passkey's challenge and a provider's state are still good for some minutes then."""
    assert throttles.is_first_use("challenge")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = get_random_string(50), [settings.SECRET_KEY]
    assert not throttles.is_first_use("challenge")
    assert throttles.is_first_use("another")
