"""Asking Stripe about an address that the mirror does not know: somebody may have joined a second ago."""

from __future__ import annotations

from django.db import DatabaseError

from cogento.emails import spellings
from cogento.errors import MirrorUnavailable
from members import gateway
from members.sign_in import eligibility
from reporting import mirror, patience


def make_known(email: str) -> None:
    """Take Stripe's Customers on this address into the mirror, memberships and all, if it has none of them.

    Only for a mailbox that its owner has proved, or from a job: how long it takes tells whether it is known.
    Stripe compares upper and lower case, so one with capitals in it is only found by its webhook.

    Raises:
        StripeError: Stripe cannot be asked.
        MirrorUnavailable: the reporting database is away, or a regeneration merges.
    """
    if eligibility.has_role(email) or eligibility.known_members(email):
        return
    answers = [gateway.list_customers_by_email(email=each).data for each in spellings(email)]
    for customer in (each for answer in answers for each in answer["data"]):
        try:
            with patience.limited():
                mirror.refresh("customer", customer["id"])
                for subscription in gateway.list_subscriptions(customer_id=customer["id"]).data["data"]:
                    mirror.refresh("subscription", subscription["id"])
        except (DatabaseError, mirror.Merging) as error:
            raise MirrorUnavailable from error
