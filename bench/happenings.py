"""What happens in Stripe while webhooks are measured: events, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile

from bench.deliveries import Event
from bench.stripe import Stripe

MANY, SOME, FEW = 100, 30, 20
ROUNDS = 5


def loads(stripe: Stripe) -> Iterator[tuple[str, list[Event]]]:
    yield "in order", edits(stripe)
    yield "renewals", _events(stripe, lambda: _renewals(stripe, _members(stripe, SOME)))


def edits(stripe: Stripe) -> list[Event]:
    """Each object changes once in a second, again and again."""
    return _events(stripe, lambda: _changes(stripe, _members(stripe, MANY), ROUNDS))


def known(stripe: Stripe) -> list[Event]:
    """One change of everybody who is going to be measured."""
    return _events(stripe, lambda: _changes(stripe, _members(stripe, MANY), 1))


def _changes(stripe: Stripe, members: list[tuple[str, str]], rounds: int) -> None:
    """Somebody keeps editing: each object at most once in a second."""
    for number in range(rounds):
        now = stripe.control("POST", "clock", advance=2)["now"]
        note = {"metadata[note]": f"{now}-{number}"}
        for customer, subscription in members:
            stripe.call("POST", f"customers/{customer}", **note)
            stripe.call("POST", f"subscriptions/{subscription}", **note)


def _renewals(stripe: Stripe, members: list[tuple[str, str]]) -> None:
    stripe.control("POST", "clock", advance=2)
    for _, subscription in members:
        stripe.control("POST", f"subscriptions/{subscription}/renew")


def trouble(stripe: Stripe) -> list[Event]:
    """Within one second: renamed twice, edited, some canceled, one deleted, some paid back."""
    members = _members(stripe, MANY + FEW)[MANY:]

    def act() -> None:
        stripe.control("POST", "clock", advance=2)  # there it stands still
        for number, (customer, subscription) in enumerate(members):
            for name in ("Renamed", "Renamed again"):
                stripe.call("POST", f"customers/{customer}", name=f"{name} {number}")
            stripe.call("POST", f"subscriptions/{subscription}", **{"metadata[seat]": number})
            if number % 4 == 0:
                stripe.control("POST", f"subscriptions/{subscription}/renew")
            if number % 4 == 1:
                charge = stripe.call("GET", "charges", customer=customer)["data"][0]
                stripe.call("POST", "refunds", charge=charge["id"])
            if number % 4 == 2:
                stripe.call("DELETE", f"subscriptions/{subscription}")
            if number % 10 == 3:
                stripe.call("DELETE", f"customers/{customer}")

    return _events(stripe, act)


def _members(stripe: Stripe, many: int) -> list[tuple[str, str]]:
    """Customer and subscription of the newest active ones."""
    found = []
    for subscription in stripe.every("subscriptions", status="active"):
        found.append((subscription["customer"], subscription["id"]))
        if len(found) == many:
            break
    return found


def _events(stripe: Stripe, act: Callable[[], None]) -> list[Event]:
    last = stripe.call("GET", "events", limit=1)["data"][0]["id"]
    act()
    return list(takewhile(lambda event: event["id"] != last, stripe.every("events")))[::-1]
