"""`make test-live`: the contract tests against an account at Stripe.

    STRIPE_TEST_SECRET_KEY=sk_test_… python -m stripe_emulator.tests.live

`STRIPE_TEST_API_BASE` sends them elsewhere, such as to a running emulator.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from .target import STRIPE, Account

HERE = Path(__file__).parent
FILES = [str(HERE / name) for name in ("test_contract.py", "test_behaviour_contract.py")]
TESTING = ("sk_test_", "rk_test_")


class Live:
    """Hands the account to the tests; see the fixture `account`."""

    def __init__(self, account: Account) -> None:
        self.account = account


def main() -> int:
    key = os.environ.get("STRIPE_TEST_SECRET_KEY", "")
    if not key:
        print("Skipped: give the key of a Stripe test account in STRIPE_TEST_SECRET_KEY.")
        return 0
    if not key.startswith(TESTING):
        print("Skipped: STRIPE_TEST_SECRET_KEY is not the key of a test account (sk_test_… or rk_test_…).")
        return 0
    base = os.environ.get("STRIPE_TEST_API_BASE", STRIPE).rstrip("/")
    account = Account(key, base, emulated=False)
    print(f"The contract tests run against {base}.", flush=True)
    # Neither the settings nor the fixtures of the product: they keep every test on this machine.
    alone = ["-c", os.devnull, "--rootdir", str(HERE), "--confcutdir", str(HERE), "-p", "no:cacheprovider",
             "-p", "no:django"]  # fmt: skip
    outcome = 1
    try:
        outcome = int(
            pytest.main(
                ["-q", "--tb=short", "-rs", "--disable-warnings", *alone, *FILES], plugins=[Live(account)]
            )
        )
    finally:
        for text in (left := account.clean_up()):
            print(f"Left behind: {text}")
    return outcome or int(bool(left))


if __name__ == "__main__":
    sys.exit(main())
