"""Signing in with Google or GitHub, against a provider on this machine."""

from __future__ import annotations

import pytest

from members.models import User
from members.tests.factories import staff
from members.tests.provider import query_of
from members.tests.providers import BOTH, assert_refused, come_back, go, known_as
from members.tests.signing_in import Browser, make_member
from reporting.models import Member

pytestmark = [
    pytest.mark.django_db(databases=["default", "reporting"]),
    pytest.mark.usefixtures("provider"),
]


@pytest.fixture
def anna(provider) -> User:
    """With a role, and known to the provider."""
    known_as(provider, "anna@example.org")
    return staff(email="anna@example.org")


@BOTH
def test_a_verified_address_with_a_role_comes_in(anna, name):
    browser = Browser()
    assert browser.session_now["ways_in"] == ["google", "github"]
    assert come_back(browser, go(browser, name)) == "/admin/"
    assert browser.session_now["email"] == "anna@example.org"
    assert browser.cookies["session"]["httponly"]
    assert not browser.cookies["provider"].value


@BOTH
def test_a_member_comes_in_and_goes_where_they_wanted(provider, name):
    make_member("Ben@Example.org")
    known_as(provider, "BEN@example.org")
    browser = Browser()
    assert come_back(browser, go(browser, name, next="/details")) == "/details"
    assert browser.session_now["email"] == "ben@example.org"


@BOTH
def test_who_joined_a_second_ago_comes_in(provider, unknown_to_the_mirror, name):
    """The mirror does not know them yet, so Stripe is asked, as it is before a mail is sent."""
    known_as(provider, "anna@example.org")
    browser = Browser()
    assert come_back(browser, go(browser, name)) == "/"
    assert browser.session_now["is_member"]
    assert Member.objects.get().customer_id == unknown_to_the_mirror


def test_whom_stripe_knows_without_a_membership_is_refused_as_a_stranger_is(provider, stripe):
    stripe.client.v1.customers.create({"email": "anna@example.org"})
    known_as(provider, "anna@example.org")
    browser = Browser()
    assert_refused(browser, go(browser, "google"))
    assert not User.objects.exists()


@pytest.mark.parametrize("status", [401, 503])
def test_while_stripe_cannot_be_asked_an_unknown_address_is_refused(
    provider, stripe, unknown_to_the_mirror, settings, status
):
    settings.STRIPE_TIMEOUT_SECONDS = 1
    stripe.control("POST", "faults", kind="status", status=status, path="/v1/customers", count=20)
    known_as(provider, "anna@example.org")
    browser = Browser()
    assert_refused(browser, go(browser, "google"))
    assert not User.objects.exists()


def test_stripe_is_asked_only_about_a_verified_address_that_is_unknown(anna, provider, stripe):
    known_as(provider, "stranger@example.org", verified=False)
    browser = Browser()
    assert_refused(browser, go(browser, "google"))
    known_as(provider, "anna@example.org")
    come_back(browser, go(browser, "google"))
    assert browser.session_now["signed_in"]
    assert stripe.requests() == []


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_foreign_next_page_is_dropped(anna, page):
    browser = Browser()
    assert come_back(browser, go(browser, "google", next=page)) == "/admin/"


@BOTH
def test_what_is_asked_of_the_provider(anna, name):
    asked = query_of(Browser().get(f"/auth/with/{name}")["Location"])
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 20
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000/auth/with/{name}/back"
    assert ("nonce" in asked) == (name == "google")


@BOTH
@pytest.mark.parametrize(
    "email",
    [
        None,
        "stranger@example.org",
        "\u0430nna@example.org",  # a Cyrillic letter
        "anna@exämple.org",
        "anna@example.org, ben@example.org",
        "anna@example.org\n",
        "anna+x@example.org",
    ],
)
def test_an_address_that_is_nobodys(anna, provider, name, email):
    known_as(provider, email)
    browser = Browser()
    assert_refused(browser, go(browser, name, next="/details"), next_page="/details")
    assert set(User.objects.values_list("email", flat=True)) == {"anna@example.org"}


@BOTH
@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_is_not_verified(anna, provider, name, verified):
    known_as(provider, "anna@example.org", verified=verified)
    browser = Browser()
    assert_refused(browser, go(browser, name))


def test_githubs_other_addresses_do_not_count(anna, provider):
    provider.emails = [
        {"email": "anna@example.org", "primary": False, "verified": True},
        {"email": "stranger@example.org", "primary": True, "verified": True},
    ]
    browser = Browser()
    assert_refused(browser, go(browser, "github"))


@BOTH
def test_a_lapsed_member_is_refused_like_a_stranger(provider, name):
    make_member("ben@example.org", status="canceled")
    known_as(provider, "ben@example.org")
    browser = Browser()
    assert_refused(browser, go(browser, name))
    assert not User.objects.exists()


def test_the_session_that_was_there_is_gone(anna):
    browser = Browser()
    browser.force_login(staff(email="ben@example.org"))
    planted = browser.cookies["session"].value
    come_back(browser, go(browser, "google"))
    assert browser.cookies["session"].value != planted
    assert browser.session_now["email"] == "anna@example.org"


def test_a_role_that_waits_for_a_passkey_goes_on_waiting(anna, settings):
    settings.ADMIN_REQUIRES_PASSKEY = True
    browser = Browser()
    come_back(browser, go(browser, "google"))
    assert (browser.session_now["role"], browser.session_now["passkey_needed"]) == (None, True)


def test_what_is_not_set_up_is_not_offered(settings):
    settings.SIGN_IN_PROVIDERS["google"]["client_id"] = ""
    browser = Browser()
    assert browser.session_now["ways_in"] == ["github"]
    for name in ("google", "myspace"):
        assert browser.get(f"/auth/with/{name}")["Location"] == "/sign-in?refused=1"
        assert_refused(browser, f"/auth/with/{name}/back?code=a&state=b")


def test_ways_there_are_counted_for_each_network(settings):
    settings.PROVIDERS_PER_NETWORK = 1
    assert Browser().get("/auth/with/github")["Location"] != "/sign-in?refused=1"
    assert Browser().get("/auth/with/github")["Location"] == "/sign-in?refused=1"
    assert Browser(REMOTE_ADDR="203.0.113.9").get("/auth/with/github")["Location"] != "/sign-in?refused=1"
