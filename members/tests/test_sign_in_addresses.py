"""What counts as one address, as one person and as one mailbox. Checklist 7 and 8."""

import pytest
from hypothesis import given, strategies as st

from cogento.emails import normalise_email
from members.sign_in import addresses


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("anna@club.org", "anna@club.org"),
        ("  Anna.O'Neill+x@Club.ORG ", "anna.o'neill+x@club.org"),
        ("anna@müller.example", "anna@müller.example"),
    ],
)
def test_addresses_are_read(typed, address):
    assert addresses.parse(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["anna@straße.example", "anna@\u212aing.org", "\u212airk@x.org", "a@x..org", "a@x.org\t", "@x.org"],
)
def test_what_a_mail_server_would_read_otherwise_is_refused(typed):
    with pytest.raises(addresses.AddressInvalid):
        addresses.parse(typed)


@pytest.mark.parametrize(
    "typed", ["\u212airk@x.org", "gıdeon@x.org", "strauß@x.org", "İda@x.org", "аnna@x.org"]
)
def test_only_a_to_z_are_folded(typed):
    assert normalise_email(typed) == typed


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
