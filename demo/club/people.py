"""The 214 people of the club, always the same ones."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass, field
from random import Random

from demo.club import names

# What happened to how many people. All others become active members by the load.
PAID_BEFORE = {"paying": 29, "leaving": 6, "past_due": 10, "paused": 5, "canceled": 14}
NOT_YET = {"trialing": 8, "never": 12}
TOTAL = 214
FAMILIES = [("Okonkwo-Hughes", 2), ("O'Brien", 3), ("Fernández", 2)]  # surname, children

Address = tuple[str, str, str, str]  # line1, line2, city, postcode
CODED_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ı": "i", "ł": "l", "đ": "d"})


@dataclass
class Person:
    number: str
    first: str
    last: str
    email: str
    phone: str
    line1: str
    line2: str
    city: str
    postcode: str
    plan: str
    fate: str
    """What happens to them: `active` through the load, or one of PAID_BEFORE and NOT_YET."""
    start_date: datetime.date | None = None
    trial_days: int | None = None
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def people() -> list[Person]:
    random = Random("Riverside Tennis Club")  # always the same club is the point
    makers = _Maker(random)
    fates = [fate for fate, count in {**PAID_BEFORE, **NOT_YET}.items() for _ in range(count)]
    families = [member for surname, children in FAMILIES for member in makers.family(surname, children)]
    fates += ["active"] * (TOTAL - len(families) - len(fates))
    random.shuffle(fates)
    everybody = families + [makers.person(fate) for fate in fates]
    random.shuffle(everybody)
    for number, person in enumerate(everybody, 1001):
        person.number = f"RTC-{number}"
    return everybody


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.taken: set[str] = set()
        self.phones = [f"+44 7700 900{n:03}" for n in random.sample(range(1000), 180)]
        self.phones += [f"+44 1632 960{n:03}" for n in random.sample(range(1000), 60)]
        random.shuffle(self.phones)
        self.rare = [tuple(name.split(" / ")) for name in names.FROM_AFAR]
        self.rare += [(random.choice(names.FIRST_NAMES), surname) for surname in names.DOUBLE_SURNAMES]
        random.shuffle(self.rare)

    def person(self, fate: str) -> Person:
        random = self.random
        if self.rare and random.random() < 0.2:
            first, last = self.rare.pop()
        else:
            first, last = random.choice(names.FIRST_NAMES), random.choice(names.SURNAMES)
        plan = self._plan(fate)
        person = self._make(first, last, plan, fate, self._email(first, last), self._address())
        if plan == "Junior yearly":
            self._as_junior(person, guardian=f"{random.choice(names.WOMEN)} {last}")
        return person

    def family(self, surname: str, children: int) -> list[Person]:
        random = self.random
        parent = random.choice(names.WOMEN)
        email, address = self._email(parent, surname), self._address()
        members = [self._make(parent, surname, "Adult yearly", "active", email, address)]
        for first in random.sample(names.FIRST_NAMES, children):
            child = self._make(first, surname, "Junior yearly", "active", email, address)
            self._as_junior(child, guardian=f"{parent} {surname}")
            members.append(child)
        return members

    def _make(self, first: str, last: str, plan: str, fate: str, email: str, address: Address) -> Person:
        person = Person("", first, last, email, self.phones.pop(), *address, plan, fate)
        random = self.random
        if fate == "active":
            days = random.randrange(40, 3600)
            person.start_date = datetime.date(2026, 9, 30) - datetime.timedelta(days=days)
        if fate == "trialing":
            person.trial_days = random.choice([14, 21, 30])
        if random.random() < 0.8:
            person.fields["shirt_size"] = random.choice(["XS", "S", "M", "M", "L", "L", "XL"])
        if random.random() < 0.55:
            other = f"{random.choice(names.FIRST_NAMES)} {last}"
            person.fields["emergency_contact"] = f"{other}, +44 7700 900{random.randrange(1000):03}"
        if random.random() < 0.25:
            person.fields["locker"] = str(random.randrange(1, 60))
        if random.random() < 0.7:
            person.fields["newsletter"] = random.choice(["yes", "yes", "no"])
        return person

    def _as_junior(self, person: Person, *, guardian: str) -> None:
        born = datetime.date(2010, 1, 1) + datetime.timedelta(days=self.random.randrange(8 * 365))
        person.fields["date_of_birth"] = born.isoformat()
        person.fields["emergency_contact"] = f"{guardian}, {person.phone}"
        person.fields.pop("locker", None)

    def _plan(self, fate: str) -> str:
        if fate in ("past_due", "paused"):
            return "Adult monthly"
        chances = {"Adult yearly": 30, "Adult monthly": 22, "Family yearly": 14, "Junior yearly": 16}
        chances |= {"Student monthly": 9, "Off-peak yearly": 9}
        return self.random.choices(list(chances), list(chances.values()))[0]

    def _email(self, first: str, last: str) -> str:
        stem = ".".join(_plain(part) for part in (first, last))
        for number in range(1, 100):
            address = f"{stem}{number if number > 1 else ''}@{self.random.choice(names.DOMAINS)}"
            if address not in self.taken:
                self.taken.add(address)
                return address
        raise AssertionError(f"no address left for {stem}")

    def _address(self) -> Address:
        random = self.random
        line1, line2 = f"{random.randrange(1, 140)} {random.choice(names.STREETS)}", ""
        if random.random() < 0.12:
            line1, line2 = random.choice(names.HOUSES), random.choice(names.STREETS)
        letters = "".join(random.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
        postcode = f"QX{random.randrange(1, 10)} {random.randrange(10)}{letters}"  # there is no area QX
        return line1, line2, random.choice(names.TOWNS), postcode


def _plain(name: str) -> str:
    """Fit for the left side of an email address: `D'Arcy` → `darcy`, `Zoë` → `zoe`."""
    letters = unicodedata.normalize("NFKD", name.translate(CODED_LETTERS).lower())
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter == "-"))
