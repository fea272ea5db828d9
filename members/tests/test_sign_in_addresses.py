"""What counts as one address, as one person and as one mailbox. Checklist 7 and 8."""

import pytest
from hypothesis import given, strategies as st

from cogento.emails import normalise_email, spellings
from members.sign_in import addresses
from members.tests.signing_in import Browser, code_in, mail_to, make_member


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("anna@club.org", "anna@club.org"),
        ("  Anna.O'Neill+x@Club.ORG ", "anna.o'neill+x@club.org"),
        ("anna@müller.example", "anna@xn--mller-kva.example"),
        ("anna@MÜLLER.example", "anna@xn--mller-kva.example"),
        ("anna@XN--mller-kva.example", "anna@xn--mller-kva.example"),
        ("anna@xn--strae-oqa.example", "anna@xn--strae-oqa.example"),  # straße itself, not strasse
    ],
)
def test_addresses_are_read(typed, address):
    assert addresses.parse(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "anna@straße.example",
        "anna@STRAẞE.example",
        "anna@\u212aing.org",
        "\u212airk@x.org",
        "a@x..org",
        "a@x.org\t",
        "@x.org",
    ],
)
def test_what_a_mail_server_would_read_otherwise_is_refused(typed):
    with pytest.raises(addresses.AddressInvalid):
        addresses.parse(typed)


@pytest.mark.parametrize(
    "typed", ["\u212airk@x.org", "gıdeon@x.org", "strauß@x.org", "İda@x.org", "аnna@x.org"]
)
def test_only_a_to_z_are_folded(typed):
    assert normalise_email(typed) == typed


def test_domain_with_letters_of_its_own_is_one_domain():
    """Browsers send what mail servers know; Stripe holds what somebody typed."""
    assert spellings("anna@xn--mller-kva.example") == [
        "anna@mÜller.example",  # what the directory makes of MÜLLER
        "anna@müller.example",
        "anna@xn--mller-kva.example",
    ]
    assert spellings("anna@x.org") == ["anna@x.org"]
    assert spellings("") == [""]
    assert spellings("anna@xn--strae-oqa.example") == ["anna@xn--strae-oqa.example"]


@pytest.mark.parametrize(
    "stored", ["Anna@müller.example", "anna@MÜLLER.example", "anna@xn--mller-kva.example"]
)
@pytest.mark.parametrize(
    "typed", ["anna@müller.example", "anna@MÜLLER.EXAMPLE", "anna@xn--mller-kva.example"]
)
@pytest.mark.django_db(databases=["default", "reporting"])
def test_either_spelling_of_the_domain_comes_in(typed, stored):
    make_member(stored)
    browser = Browser()
    browser.ask(typed)
    assert browser.use_code(code_in(mail_to(stored))).status_code == 200
    assert len(browser.get("/postgres/members/me").json()["memberships"]) == 1


@given(st.text())
def test_any_text_is_an_address_or_is_refused(typed):
    try:
        address = addresses.parse(typed)
    except addresses.AddressInvalid:
        return
    assert address == normalise_email(typed)
    assert not set(address) & set('\r\n\0<>", ')


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("a.n.na@x.org", "anna@x.org"),
        ("anna+one+two@x.org", "anna@x.org"),
        ("+@x.org", "+@x.org"),
        ("anna@mail.x.org", "anna@mail.x.org"),
    ],
)
def test_dots_and_plus_parts_are_folded_for_the_count(address, mailbox):
    assert addresses.mailbox(address) == mailbox
