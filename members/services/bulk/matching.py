"""Who in Stripe a row is about: by `cus_…`, then by member number, then by email address. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cogento.emails import normalise_email, spellings
from members.services.bulk.columns import ADDRESS
from members.services.bulk.wishes import Wish
from reporting import queries
from reporting.models import Member


@dataclass(frozen=True)
class Known:
    """A Customer as far as an import compares it; `values` by column."""

    customer_id: str
    values: dict[str, str] = field(default_factory=dict)
    metadata_keys: frozenset[str] = frozenset()
    subscription_id: str = ""
    price_id: str = ""
    is_running: bool = False
    has_card: bool = False

    @property
    def email(self) -> str:
        return normalise_email(self.values.get("email", ""))

    @property
    def member_number(self) -> str:
        return self.values.get("member_number", "")


def from_member(member: Member, subscription_metadata: Mapping[str, str] | None = None) -> Known:
    running = member.running_count > 0
    return Known(
        customer_id=member.customer_id,
        values=_values(member.name, member.email, member.phone, member.address, member.metadata)
        | {f"subscription.{key}": value for key, value in (subscription_metadata or {}).items()},
        metadata_keys=frozenset(member.metadata),
        subscription_id=member.subscription_id if running else "",
        price_id=member.price_id if running else "",
        is_running=running,
    )


def from_stripe(customer: Mapping[str, Any], subscriptions: Iterable[Mapping[str, Any]] = ()) -> Known:
    """From Stripe's own objects; `subscriptions` are those that have not ended."""
    metadata = customer.get("metadata") or {}
    running = next((s for s in subscriptions if s["status"] not in ("canceled", "incomplete_expired")), None)
    values = _values(
        customer.get("name"),
        customer.get("email"),
        customer.get("phone"),
        customer.get("address") or {},
        metadata,
    )
    invoicing = customer.get("invoice_settings") or {}
    has_card = bool(invoicing.get("default_payment_method") or customer.get("default_source"))
    if running is None:
        return Known(customer["id"], values, frozenset(metadata), has_card=has_card)
    values |= {f"subscription.{key}": value for key, value in (running.get("metadata") or {}).items()}
    items = running["items"]["data"]
    price_id = items[0]["price"]["id"] if items else ""
    return Known(customer["id"], values, frozenset(metadata), running["id"], price_id, True, has_card)


def _values(
    name: Any, email: Any, phone: Any, address: Mapping[str, Any], metadata: Mapping[str, str]
) -> dict[str, str]:
    values = {"name": name or "", "email": email or "", "phone": phone or ""}
    values |= {column: address.get(part) or "" for column, part in ADDRESS.items()}
    values |= {f"metadata.{key}": value for key, value in metadata.items()}
    values["member_number"] = metadata.get("member_number", "")
    return values


def choose(wish: Wish, people: Iterable[Known]) -> list[Known]:
    """Those of `people` whom the row means; more than one is the caller's to refuse.

    Families share addresses: somebody on the same address with another member number is another person, and
    where the file has several people on one address, only the name tells which of them is in Stripe already.
    The same name on the same address is the same person, even if a club has numbered its members anew.
    """
    people = everybody = list(people)
    if wish.customer_id:
        return [known for known in people if known.customer_id == wish.customer_id]
    if wish.member_number:
        if found := [known for known in people if known.member_number == wish.member_number]:
            return found
        people = [known for known in people if not known.member_number]
    found = [known for known in people if known.email == wish.email != ""]
    if not wish.member_number:
        return found
    if wish.shares_address:
        return _namesakes(wish, found)
    return found or _namesakes(wish, [known for known in everybody if known.email == wish.email != ""])


def _namesakes(wish: Wish, people: Iterable[Known]) -> list[Known]:
    name = _plain(wish.values.get("name", ""))
    return [known for known in people if name and _plain(known.values["name"]) == name]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


class Mirror:
    """The people whom some rows may mean, read from the mirror with a constant number of queries."""

    def __init__(self, wishes: Sequence[Wish], *, with_subscriptions: bool) -> None:
        self.by_id: dict[str, Known] = {}
        self.by_number: dict[str, list[Known]] = {}
        self.by_email: dict[str, list[Known]] = {}
        for known in self._load(wishes, with_subscriptions=with_subscriptions):
            self.by_id[known.customer_id] = known
            self.by_number.setdefault(known.member_number, []).append(known)
            self.by_email.setdefault(known.email, []).append(known)

    def match(self, wish: Wish) -> list[Known]:
        people: dict[str, Known] = {}
        if wish.customer_id in self.by_id:
            people[wish.customer_id] = self.by_id[wish.customer_id]
        for known in self.by_number.get(wish.member_number, []) if wish.member_number else []:
            people[known.customer_id] = known
        for known in self.by_email.get(wish.email, []) if wish.email else []:
            people[known.customer_id] = known
        return choose(wish, people.values())

    @staticmethod
    def _load(wishes: Sequence[Wish], *, with_subscriptions: bool) -> Iterable[Known]:
        directory = queries.members()
        found: dict[str, Member] = {}
        for lookup, values in (
            ("customer_id__in", {wish.customer_id for wish in wishes}),
            ("metadata__member_number__in", {wish.member_number for wish in wishes}),
            ("email_normalised__in", {each for wish in wishes for each in spellings(wish.email)}),
        ):
            if values := values - {""}:
                found |= {
                    member.customer_id: member for member in directory.filter(**{lookup: sorted(values)})
                }
        metadata: dict[str, Any] = {}
        if with_subscriptions and found:
            subscriptions = queries.subscriptions(list(found))
            metadata = {s.id: s.stripe_data.get("metadata") or {} for s in subscriptions}
        return [from_member(member, metadata.get(member.subscription_id)) for member in found.values()]
