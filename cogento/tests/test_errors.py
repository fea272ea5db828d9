"""Every error has a name of its own and a text to act on, and docs/errors.md says all of them."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cogento import errors
from members.management.commands import errors_page
from reporting import refusals


def test_the_page_is_what_the_classes_say():
    call_command("errors_page", "--check")


def test_a_stale_page_is_found_and_written_anew(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    page = tmp_path / "docs/errors.md"
    page.parent.mkdir()
    page.write_text("old")
    with pytest.raises(CommandError, match="stale"):
        call_command("errors_page", "--check")
    assert page.read_text() == "old"
    call_command("errors_page")
    assert "| `already_refunded` | 409 |" in page.read_text()
    call_command("errors_page", "--check")


def test_every_text_is_a_sentence_that_fits_the_table():
    rows = [line for line in errors_page.page().splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    for row in rows:
        assert re.fullmatch(r"\| `[a-z_]+` \| \d{3} \| [A-Z][^|\n]+\. \| [^|]* \|", row), row


def test_pages_of_errors_stand_in_the_repository():
    assert (Path(__file__).parents[2] / errors_page.Command.page).exists()


@pytest.mark.parametrize(
    ("codes", "said", "error"),
    [
        (("charge_already_refunded",), "", errors.AlreadyRefunded),
        (
            ("insufficient_funds", "card_declined"),
            "Your card has insufficient funds.",
            errors.InsufficientFunds,
        ),
        ((None,), "Invoice is already paid", errors.InvoiceAlreadyPaid),
        ((None,), "You cannot combine currencies on a single customer.", errors.CurrencyMismatch),
        (("something_new",), "Stripe thought of something new.", None),
    ],
)
def test_refusals_are_named_by_code_and_else_by_words(codes, said, error):
    named = refusals.named(*codes, said=said)
    assert (type(named) if named else None) is error
