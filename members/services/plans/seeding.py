"""Plans from a file: what would have to be done in Stripe so that it has them, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from cogento.errors import FieldInvalid
from members import gateway
from members.models import PriceMove
from members.money import price as shown_price
from members.services import writing
from members.services.plans.amounts import change_amount
from members.services.plans.changing import change, restore
from members.services.plans.details import metadata_of
from members.services.plans.making import create
from reporting.plan_details import KEYS, read

Data = dict[str, Any]
NEEDED = ("key", "name", "amount_cents", "interval")
OWN = (*NEEDED, "description", "interval_count", "currency", "members")


@dataclass(frozen=True)
class Step:
    """One thing to do, in words, and how."""

    text: str
    act: Callable[[], Any]


def wanted(text: str) -> list[Data]:
    """The plans of a file, checked.

    Raises:
        FieldInvalid: naming each plan and value that cannot be used; nothing was done.
    """
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FieldInvalid({"file": f"This is not YAML: {error}"}) from None
    plans = given.get("plans") if isinstance(given, dict) else None
    if not isinstance(plans, list) or not all(isinstance(each, dict) for each in plans):
        raise FieldInvalid({"file": 'Write "plans:" and under it a list; see docs/plans.yaml.'})
    errors: dict[str, str] = {}
    for number, plan in enumerate(plans, 1):
        plan.setdefault("currency", given.get("currency", ""))
        if problem := _problem(plan):
            errors[f"plans.{number}"] = f"{plan.get('key') or f'Plan {number}'}: {problem}"
    keys = [plan.get("key") for plan in plans]
    if twice := {key for key in keys if keys.count(key) > 1}:
        errors["key"] = f"The same key is there twice: {', '.join(sorted(map(str, twice)))}."
    if errors:
        raise FieldInvalid(errors)
    return plans


def steps(plans: list[Data], *, by: str) -> list[Step]:
    """What Stripe lacks, by asking it. Nothing where it has everything. Plans not in the file are left alone.

    A plan is known by its price's lookup key, else by its name.
    """
    prices = [each for each in gateway.every(gateway.list_prices) if each.get("recurring")]
    by_key = {each["lookup_key"]: each for each in prices if each.get("lookup_key")}
    products = {each["id"]: each for each in gateway.every(gateway.list_products)}
    found: list[Step] = []
    for plan in plans:
        price = by_key.get(plan["key"]) or _by_name(plan, prices, products)
        found += _steps(plan, price, products, by=by) if price else [_creation(plan, by=by)]
    return found


def _problem(plan: Data) -> str:
    if missing := [name for name in NEEDED if plan.get(name) in (None, "")]:
        return f"{', '.join(missing)} missing."
    if unknown := [str(name) for name in plan if name not in (*OWN, *KEYS)]:
        return f"{', '.join(unknown)} is nothing that a plan has."
    if not all(isinstance(plan[name], str) for name in ("key", "name", "currency", "interval")):
        return "key, name, currency and interval are texts."
    if len(plan["currency"]) != 3:
        return "currency has three letters, such as gbp."
    amount, count = plan["amount_cents"], plan.get("interval_count", 1)
    if type(amount) is not int or amount < 0 or type(count) is not int or count < 1:
        return "amount_cents and interval_count are whole numbers, in minor units: 24000 is 240.00."
    if plan["interval"] not in ("day", "week", "month", "year"):
        return "interval is day, week, month or year."
    if plan.get("members", "stay") not in PriceMove.Members.values:
        return f"members is one of {', '.join(PriceMove.Members.values)}."
    try:
        metadata_of(_details(plan))
    except FieldInvalid as error:
        return error.text
    return ""


def _creation(plan: Data, *, by: str) -> Step:
    values = {
        name: plan[name]
        for name in ("name", "amount_cents", "currency", "interval", "interval_count", "description")
        if name in plan
    }
    key = writing.digest("seed_plans", plan)
    return Step(
        f"Make {plan['name']}, {_price(plan)}",
        lambda: create(**values, lookup_key=plan["key"], details=_details(plan), by=by, idempotency_key=key),
    )


def _steps(plan: Data, price: Data, products: dict[str, Data], *, by: str) -> Iterator[Step]:
    product = products[price["product"]]
    recurring = (price["recurring"]["interval"], price["recurring"]["interval_count"])
    if (price["currency"], *recurring) != (
        plan["currency"].lower(),
        plan["interval"],
        plan.get("interval_count", 1),
    ):
        text = "has another currency or period in Stripe. Give the new one a key and a name of its own."
        raise FieldInvalid({plan["key"]: f"{plan['name']} {text}"})
    if not product["active"]:
        yield Step(f"Offer {plan['name']} again", lambda: restore(product_id=product["id"], by=by))
    texts: Data = {name: plan[name] for name in ("name", "description") if name in plan}
    changes: Data = {name: text for name, text in texts.items() if text != (product.get(name) or "")}
    stored = product.get("metadata") or {}
    metadata = metadata_of(_details(plan), stored=read(stored))
    details = {name: plan[name] for name in _details(plan) if metadata[name] != stored.get(name, "")}
    differs = [_differs(name, product.get(name), text) for name, text in changes.items()]
    differs += [_differs(name, stored.get(name), metadata[name]) for name in details]
    if differs:
        yield Step(
            f"Change {plan['name']}: {'; '.join(differs)}",
            lambda: change(product_id=product["id"], changes=changes, details=details, by=by),
        )
    if price.get("lookup_key") != plan["key"]:
        yield Step(f"Give the price of {plan['name']} its key", lambda: _name(price, plan["key"], by=by))
    if price["unit_amount"] != plan["amount_cents"]:
        members = plan.get("members", "stay")
        yield Step(
            f"Replace the price of {plan['name']} by {_price(plan)} (members: {members})",
            lambda: change_amount(
                price_id=price["id"], amount_cents=plan["amount_cents"], members=members, by=by
            ),
        )


def _name(price: Data, key: str, *, by: str) -> None:
    answer = gateway.update_price(
        price_id=price["id"],
        params={"lookup_key": key},
        idempotency_key=writing.digest("lookup key", price["id"], key),
    )
    before = {"lookup_key": price.get("lookup_key")}
    writing.finish(answer, by=by, action="price.name", before=before, after={"lookup_key": key})


def _by_name(plan: Data, prices: list[Data], products: dict[str, Data]) -> Data | None:
    fits = [
        price
        for price in prices
        if price["active"] and products.get(price["product"], {}).get("name") == plan["name"]
    ]
    return fits[0] if len(fits) == 1 else None


def _details(plan: Data) -> Data:
    return {name: plan[name] for name in KEYS if name in plan}


def _differs(name: str, old: str | None, new: str) -> str:
    old, new = (", ".join((text or "").splitlines()) or "nothing" for text in (old, new))
    return f"{name} from {old} to {new}"


def _price(plan: Data) -> str:
    count = plan.get("interval_count", 1)
    return str(shown_price(plan["amount_cents"], plan["currency"], plan["interval"], count))
