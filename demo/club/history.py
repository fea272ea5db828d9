"""What the club did in Stripe before it had Cogento: some members paid by card there already.

Written with the emulator's clock in the past, so that renewals, failed payments and endings are of their day.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from demo.club.people import PAID_BEFORE, Person
from demo.club.plans import BY_NAME, CURRENCY, PLANS
from demo.stripe import Stripe

CARDS = ["visa", "visa_debit", "mastercard", "mastercard_debit", "amex", "gb_debit"]
FAILING_CARD = "chargeCustomerFail"
PAST_DUE_FOR_DAYS = [1, 2, 3, 5, 6, 8, 9, 11, 16, 22]  # the last two are beyond the days of grace
FOUNDED = timedelta(days=1100)

Happening = tuple[datetime, Callable[[], object]]


class History:
    def __init__(self, stripe: Stripe, now: datetime) -> None:
        self.stripe, self.now = stripe, now
        self.random = Random("What happened in Stripe")
        self.prices: dict[str, str] = {}
        self.customers: dict[str, str] = {}
        self.subscriptions: dict[str, str] = {}
        self.happenings: list[Happening] = []

    def write(self, everybody: list[Person]) -> None:
        """Let it all happen, in order of time, and let the emulator's clock run on from now."""
        overdue = iter(PAST_DUE_FOR_DAYS)
        for person in everybody:
            if person.fate == "past_due":
                self._past_due(person, days=next(overdue))
            elif person.fate in PAID_BEFORE:
                getattr(self, f"_{person.fate}")(person)
        self._at(self.now - FOUNDED)
        self._make_plans()
        for moment, happen in sorted(self.happenings, key=lambda happening: happening[0]):
            self._at(moment)
            happen()
        self.stripe.control("clock", now=None)

    def _at(self, moment: datetime) -> None:
        self.stripe.control("clock", now=int(moment.timestamp()))

    def _make_plans(self) -> None:
        for plan in PLANS:
            product = self.stripe.post("products", name=plan.name, description=plan.description)
            price = self.stripe.post(
                "prices",
                product=product["id"],
                unit_amount=plan.amount_cents,
                currency=CURRENCY,
                recurring={"interval": plan.interval},
                lookup_key=plan.key,
            )
            self.prices[plan.name] = price["id"]

    # --- fates ------------------------------------------------------------------------------------------

    def _paying(self, person: Person) -> None:
        monthly = BY_NAME[person.plan].interval == "month"
        days = self.random.randrange(35, 330) if monthly else self.random.randrange(20, 1000)
        self._joins(person, self.now - timedelta(days=days, minutes=self.random.randrange(600)))

    def _leaving(self, person: Person) -> None:
        self._joins(person, self.now - timedelta(days=74))  # mid-month: has not ended yet
        moment = self.now - timedelta(days=self.random.randrange(2, 9))
        self._later(moment, lambda: self._change(person, cancel_at_period_end=True))

    def _canceled(self, person: Person) -> None:
        self._joins(person, self.now - timedelta(days=self.random.randrange(200, 900)))
        moment = self.now - timedelta(days=self.random.randrange(20, 180))
        self._later(moment, lambda: self.stripe.delete(f"subscriptions/{self.subscriptions[person.number]}"))

    def _paused(self, person: Person) -> None:
        moment = self.now - timedelta(days=self.random.randrange(16, 60))
        at_end = {"end_behavior": {"missing_payment_method": "pause"}}
        self._later(moment, lambda: self._subscribe(person, trial_period_days=14, trial_settings=at_end))

    def _past_due(self, person: Person, *, days: int) -> None:
        failed = self.now - timedelta(days=days, hours=3)
        self._joins(person, months_before(failed, self.random.randrange(2, 9)))
        self._later(failed - timedelta(days=4), lambda: self._card(person, FAILING_CARD))

    # --- steps ------------------------------------------------------------------------------------------

    def _later(self, moment: datetime, happen: Callable[[], object]) -> None:
        self.happenings.append((moment, happen))

    def _joins(self, person: Person, moment: datetime) -> None:
        self._later(moment, lambda: self._subscribe(person, card=self.random.choice(CARDS)))

    def _subscribe(self, person: Person, *, card: str = "", **options: object) -> None:
        customer = self.stripe.post("customers", name=person.name, email=person.email)
        self.customers[person.number] = customer["id"]
        if card:
            self._card(person, card)
        items = [{"price": self.prices[person.plan]}]
        made = self.stripe.post("subscriptions", customer=customer["id"], items=items, **options)
        self.subscriptions[person.number] = made["id"]

    def _card(self, person: Person, card: str) -> None:
        customer = self.customers[person.number]
        method = self.stripe.post(f"payment_methods/pm_card_{card}/attach", customer=customer)
        self.stripe.post(f"customers/{customer}", invoice_settings={"default_payment_method": method["id"]})

    def _change(self, person: Person, **changes: object) -> None:
        self.stripe.post(f"subscriptions/{self.subscriptions[person.number]}", **changes)


def months_before(moment: datetime, count: int) -> datetime:
    """The same day `count` months earlier, or the last day of that month."""
    months = moment.year * 12 + moment.month - 1 - count
    year, month = divmod(months, 12)
    return moment.replace(
        year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1])
    )


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
