"""What the club did in Stripe before it had Cogento: some members paid by card there already.

They live on test clocks, so that renewals, failures, recoveries and endings happen by themselves, of their
day. The emulator's own time goes along: plans and events are of about the day of what they belong to.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from demo.club import clocks
from demo.club.desk import Desk
from demo.club.people import PAID_BEFORE, Person
from demo.club.plans import CURRENCY, PLANS
from demo.club.stories import COUPON, Happening, Narrator, kind
from demo.stripe import Stripe

CARDS = ["visa", "visa_debit", "mastercard", "mastercard_debit", "amex", "gb_debit"]
FOUNDED = timedelta(days=1500)
LISTED = timedelta(days=31)
"""Stripe lists the events of 30 days: what happened before is not to be told as new."""


class History:
    def __init__(self, stripe: Stripe, now: datetime) -> None:
        self.stripe, self.now = stripe, now
        self.random = Random("What happened in Stripe")
        self.narrator = Narrator(now, self.random)
        self.prices: dict[str, str] = {}

    def write(self, everybody: list[Person]) -> None:
        """Let it all happen, in order of time, and let the emulator's time run on from now."""
        self._at(self.now - FOUNDED)
        self._make_plans()
        happenings = [
            (happening, desks) for desks in self._tables(everybody) for happening in self._told(desks)
        ]
        listed = self.now - LISTED
        for (moment, happen), desks in sorted(happenings, key=lambda pair: pair[0][0]):
            if moment > listed:
                self._bring_all(listed)
                listed = self.now
            self._at(moment)
            self._bring_clock(desks, moment)
            happen()
        self._bring_all(self.now)
        self.stripe.control("clock", now=None)

    def _at(self, moment: datetime) -> None:
        self.stripe.control("clock", now=int(moment.timestamp()))

    def _bring_all(self, moment: datetime) -> None:
        self._at(moment)
        clocks.bring_to(self.stripe, moment)

    def _make_plans(self) -> None:
        for plan in PLANS:
            product = self.stripe.post(
                "products", name=plan.name, description=plan.description, metadata=plan.details
            )
            price = self.stripe.post(
                "prices",
                product=product["id"],
                unit_amount=plan.amount_cents,
                currency=CURRENCY,
                recurring={"interval": plan.interval},
                lookup_key=plan.key,
            )
            self.prices[plan.name] = price["id"]
        self.stripe.post("coupons", id=COUPON, name="Early bird", percent_off=20, duration="once")

    def _tables(self, everybody: list[Person]) -> list[list[Desk]]:
        """Those who share a clock: three at most, of one kind."""
        kinds: dict[tuple[str, str], list[Desk]] = {}
        for person in everybody:
            if person.fate in PAID_BEFORE:
                desk = Desk(self.stripe, self.prices, person, self.random.choice(CARDS))
                kinds.setdefault(kind(person), []).append(desk)
        return [
            desks[start : start + clocks.PEOPLE]
            for desks in kinds.values()
            for start in range(0, len(desks), clocks.PEOPLE)
        ]

    def _told(self, desks: list[Desk]) -> list[Happening]:
        return [happening for desk in desks for happening in self.narrator.tell(desk)]

    def _bring_clock(self, desks: list[Desk], moment: datetime) -> None:
        if id := desks[0].clock:
            clocks.advance(self.stripe, [self.stripe.get(f"{clocks.PATH}/{id}")], moment)
            return
        clock = clocks.create(self.stripe, at=moment, name=" ".join(kind(desks[0].person)))
        for desk in desks:
            desk.clock = clock["id"]
