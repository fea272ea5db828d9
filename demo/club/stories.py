"""What happened to each of those who paid by card before the club had Cogento: two seasons and more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from demo.club.dates import months_after
from demo.club.desk import Desk
from demo.club.people import Person
from demo.club.plans import BY_NAME

Happening = tuple[datetime, Callable[[], object]]
Teller = Callable[["Story"], Iterator[Happening]]

BEFORE = {"Adult monthly": "Student monthly", "Student monthly": "Adult monthly"}  # other plans: off-peak
COUPON = "EARLYBIRD"
PAST_DUE_FOR_DAYS = [1, 2, 3, 5, 6, 8, 9, 11, 16, 22]  # the last two are beyond the days of grace


class Story:
    """One person's moments: when they joined and when each of their periods began."""

    def __init__(
        self, desk: Desk, now: datetime, random: Random, *, renewed: timedelta | None = None
    ) -> None:
        self.desk, self.now, self.random = desk, now, random
        self.months = 12 if BY_NAME[desk.person.plan].interval == "year" else 1
        if renewed is None:
            days = random.randrange(11, 21) if self.months == 1 else random.randrange(20, 330)
            renewed = timedelta(days=days, minutes=random.randrange(600))
        self.periods = random.randrange(25, 32) if self.months == 1 else random.randrange(2, 4)
        self.joined = months_after(now - renewed, -self.periods * self.months)

    def period(self, number: int) -> datetime:
        """When a period began; -1 is the one that runs now."""
        count = number if number >= 0 else self.periods + 1 + number
        return months_after(self.joined, count * self.months)

    def ago(self, least: int, most: int) -> datetime:
        return self.now - timedelta(
            days=self.random.randrange(least, most), minutes=self.random.randrange(600)
        )


def days(count: float) -> timedelta:
    return timedelta(days=count)


# --- who pays ---------------------------------------------------------------------------------------------


def pays(story: Story) -> Iterator[Happening]:
    yield story.joined, story.desk.join


def recovers(story: Story) -> Iterator[Happening]:
    """A renewal fails twice; then there is a new card, and the next try succeeds."""
    yield from pays(story)
    failed = story.period(-5 if story.months == 1 else -2)
    yield failed - days(2), story.desk.give_failing_card
    yield failed + days(5), story.desk.give_good_card


def recovers_and_is_refunded(story: Story) -> Iterator[Happening]:
    yield from recovers(story)
    yield story.period(-3) + days(4), lambda: story.desk.refund(share=0.5)
    yield story.period(-2) + days(2), story.desk.refund


def is_refunded(story: Story) -> Iterator[Happening]:
    yield from pays(story)
    yield story.period(-2) + days(3), lambda: story.desk.refund(reason="duplicate")


def is_refunded_in_part(story: Story) -> Iterator[Happening]:
    """The courts were closed."""
    yield from pays(story)
    yield story.period(-1) + days(9), lambda: story.desk.refund(share=0.25)


def changes_plan(story: Story) -> Iterator[Happening]:
    before = BEFORE.get(story.desk.person.plan, "Off-peak yearly")
    if before == story.desk.person.plan:
        before = "Adult yearly"
    yield story.joined, lambda: story.desk.join(plan=before)
    yield story.period(-2) + days(10), story.desk.change_plan


def takes_cancellation_back(story: Story) -> Iterator[Happening]:
    yield from pays(story)
    yield story.period(-2) + days(3), lambda: story.desk.cancel_at_period_end(feedback="unused")
    yield story.period(-2) + days(9), lambda: story.desk.change(cancel_at_period_end=False)


def pauses(story: Story) -> Iterator[Happening]:
    """Two months abroad: nothing is collected meanwhile."""
    yield from pays(story)
    until = int((story.period(-4) + days(1)).timestamp())
    pause = {"behavior": "void", "resumes_at": until}
    yield story.period(-6) + days(3), lambda: story.desk.change(pause_collection=pause)


def disputes(story: Story) -> Iterator[Happening]:
    """Their bank did not know the club; the club's answer convinced it."""
    yield from pays(story)
    yield story.period(-4) - days(2), story.desk.give_disputed_card
    yield story.period(-4) + days(6), story.desk.answer_dispute
    yield story.period(-4) + days(7), story.desk.give_good_card


def joins_with_coupon(story: Story) -> Iterator[Happening]:
    yield story.joined, lambda: story.desk.join(discounts=[{"coupon": COUPON}])


def pays_by_transfer(story: Story) -> Iterator[Happening]:
    """By invoice; in the second year long after it was due."""
    by_invoice: dict[str, Any] = {"collection_method": "send_invoice", "days_until_due": 14}
    yield story.joined, lambda: story.desk.join(by_card=False, **by_invoice)
    for number in range(story.periods + 1):
        yield story.period(number) + days(26 if number == 1 else 6), story.desk.note_bank_transfer


# --- who is leaving, behind or gone -----------------------------------------------------------------------


def leaves(story: Story) -> Iterator[Happening]:
    yield from pays(story)
    why = story.random.choice([("too_expensive", ""), ("unused", ""), ("other", "We are moving away.")])
    yield story.ago(2, 9), lambda: story.desk.cancel_at_period_end(feedback=why[0], comment=why[1])


def falls_behind(story: Story) -> Iterator[Happening]:
    yield from pays(story)
    yield story.period(-1) - days(4), story.desk.give_failing_card


def returns_without_a_card(story: Story) -> Iterator[Happening]:
    """A season's member, gone for a year, back on a trial that ends in a pause."""
    yield from pays(story)
    yield story.period(-14) + days(5), story.desk.cancel_now
    yield story.period(-14) + days(6), story.desk.take_card_away
    at_end = {"end_behavior": {"missing_payment_method": "pause"}}
    trial: dict[str, Any] = {"trial_period_days": 14, "trial_settings": at_end}
    yield story.ago(16, 60), lambda: story.desk.join(by_card=False, **trial)


def cancels_now(story: Story) -> Iterator[Happening]:
    yield from pays(story)
    yield story.ago(20, 180), story.desk.cancel_now


def lets_it_end(story: Story) -> Iterator[Happening]:
    yield from pays(story)
    yield story.period(-1) - days(12), lambda: story.desk.cancel_at_period_end(feedback="switched_service")


def stops_paying(story: Story) -> Iterator[Happening]:
    """Nothing helps: the treasurer ends the membership and writes the invoice off."""
    yield from pays(story)
    failed = story.period(-4 if story.months == 1 else -2)
    yield failed - days(4), story.desk.give_failing_card
    yield failed + days(24), story.desk.cancel_now
    yield failed + days(25), story.desk.write_off


def cancels_and_is_refunded(story: Story) -> Iterator[Happening]:
    yield from pays(story)
    yield story.period(-2) + days(3), story.desk.cancel_now
    yield story.period(-2) + days(4), story.desk.refund


PAYING_MONTHLY: list[Teller] = [
    recovers_and_is_refunded, pays, changes_plan, pauses, is_refunded, takes_cancellation_back, disputes,
    joins_with_coupon, recovers, is_refunded_in_part,
]  # fmt: skip
PAYING_YEARLY: list[Teller] = [
    recovers, pays_by_transfer, is_refunded_in_part, pays, changes_plan, joins_with_coupon,
    takes_cancellation_back, pays,
]  # fmt: skip
GONE: list[Teller] = [cancels_now, lets_it_end, stops_paying, cancels_and_is_refunded]


class Narrator:
    """Gives everybody the next story that fits them, always in the same order."""

    def __init__(self, now: datetime, random: Random) -> None:
        self.now, self.random = now, random
        self.overdue = iter(PAST_DUE_FOR_DAYS)
        self.tellers: dict[tuple[str, str], Iterator[Teller]] = {
            ("paying", "month"): cycle(PAYING_MONTHLY),
            ("paying", "year"): cycle(PAYING_YEARLY),
            ("leaving", "month"): cycle([leaves]),
            ("leaving", "year"): cycle([leaves]),
            ("past_due", "month"): cycle([falls_behind]),
            ("paused", "month"): cycle([returns_without_a_card]),
            ("canceled", "month"): cycle(GONE),
            ("canceled", "year"): cycle(GONE),
        }

    def tell(self, desk: Desk) -> list[Happening]:
        """What happened to the person until now, in order of time."""
        person = desk.person
        renewed = days(next(self.overdue)) + timedelta(hours=3) if person.fate == "past_due" else None
        story = Story(desk, self.now, self.random, renewed=renewed)
        told = next(self.tellers[kind(person)])(story)
        return sorted(((at, do) for at, do in told if at < self.now), key=lambda happening: happening[0])


def kind(person: Person) -> tuple[str, str]:
    """Those of one kind share clocks: they live through the like, in periods of the same length."""
    return person.fate, BY_NAME[person.plan].interval
