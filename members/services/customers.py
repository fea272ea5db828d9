"""People: Stripe Customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cogento.errors import FieldInvalid, StripeObjectNotFound
from members import gateway
from members.services import authority, writing
from members.services.metadata import check_limits, prepare
from reporting.reader import Answer

LIMITS = {"name": 256, "email": 512, "phone": 20}  # Stripe's
ADDRESS = ("line1", "line2", "city", "state", "postal_code", "country")


def create(
    *,
    name: str,
    email: str,
    phone: str = "",
    address: Mapping[str, str] | None = None,
    metadata: Mapping[str, str | None] | None = None,
    by: str,
    idempotency_key: str | None = None,
) -> Answer:
    """Make a Customer. Without a key, the same again by the same person within seconds is a double click.

    Raises:
        FieldInvalid: a value cannot be stored; nothing was sent.
        NotAllowed: a metadata key is not theirs to write, or the address is a superuser's and they are not.
        StripeError: Stripe refused or is away.
    """
    values = check({"name": name, "email": email, "phone": phone, "address": address or {}})
    authority.demand_address(email, by=by)
    params = {key: value for key, value in values.items() if value}
    kept = prepare(target="customer", values=metadata or {}, by=by)
    if kept := {key: value for key, value in kept.items() if value}:
        check_limits({}, kept)
        params["metadata"] = kept
    with writing.once(idempotency_key, action="customer.create", by=by, params=params) as (key, made_id):
        if made_id:
            made = gateway.retrieve_customer(customer_id=made_id)
            if not made.data.get("deleted"):
                return made
            key = writing.fresh_key()
        answer = gateway.create_customer(params=params, idempotency_key=key)
        return writing.finish(answer, by=by, action="customer.create", before={}, after=params)


def update(
    *, customer_id: str, changes: Mapping[str, Any], by: str, idempotency_key: str | None = None
) -> Answer:
    """Change name, email, phone or address. Only what differs from Stripe is sent; an empty text erases.

    An address may be given in part; the other lines stay.
    """
    checked = check(changes)
    current = authority.customer(customer_id=customer_id, by=by)
    before = {key: value_of(current.data, key) for key in checked}
    after = {key: {**before[key], **value} if key == "address" else value for key, value in checked.items()}
    differs = {key: value for key, value in after.items() if value != before[key]}
    if not differs:
        return current
    authority.demand_address(str(differs.get("email", "")), by=by)
    params = {key: _address_params(value) if key == "address" else value for key, value in differs.items()}
    answer = gateway.update_customer(
        customer_id=customer_id, params=params, idempotency_key=idempotency_key or writing.fresh_key()
    )
    before = {key: before[key] for key in differs}
    return writing.finish(answer, by=by, action="customer.update", before=before, after=differs)


def retrieve(*, customer_id: str) -> Answer:
    """The Customer as Stripe has it now. Raises StripeObjectNotFound for a deleted one too."""
    answer = gateway.retrieve_customer(customer_id=customer_id)
    if answer.data.get("deleted"):
        raise StripeObjectNotFound
    return answer


def check(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they will be stored: no spaces around, within Stripe's limits.

    Raises:
        FieldInvalid: naming each value that cannot be stored.
    """
    checked: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for key, value in values.items():
        if key == "address":
            checked[key] = {part: str((value or {}).get(part) or "").strip() for part in value or {}}
            errors.update(_address_errors(checked[key]))
        elif key in LIMITS:
            checked[key] = str(value or "").strip()
            if error := _text_error(key, checked[key]):
                errors[key] = error
        else:
            errors[key] = f'"{key}" is not something that can be changed here.'
    if errors:
        raise FieldInvalid(errors)
    return checked


def _text_error(key: str, value: str) -> str | None:
    if len(value) > LIMITS[key]:
        return f'"{key}" is {len(value)} characters long. Stripe keeps at most {LIMITS[key]}; shorten it.'
    if key == "name" and not value:
        return '"name" is empty. Enter the person\'s name.'
    if "\x00" in value:
        return f'"{key}" contains a character that cannot be stored. Type it again.'
    if key == "email" and value:
        try:
            validate_email(value)
        except ValidationError:
            return '"email" is not an email address. Enter one such as anna@example.org.'
    return None


def _address_errors(address: dict[str, str]) -> dict[str, str]:
    errors = {
        f"address.{part}": f'"{part}" is not a part of an address.' for part in address if part not in ADDRESS
    }
    errors |= {
        f"address.{part}": f'"{part}" is too long. Enter at most 500 characters.'
        for part, text in address.items()
        if len(text) > 500 or "\x00" in text
    }
    country = address.get("country", "")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        errors["address.country"] = '"country" is not a country code. Enter two letters such as GB.'
    elif country:
        address["country"] = country.upper()
    return errors


def value_of(data: dict[str, Any], key: str) -> Any:
    """One value of a Customer as it is compared and recorded: never None, an address with all its parts."""
    if key == "address":
        return {part: (data.get("address") or {}).get(part) or "" for part in ADDRESS}
    return data.get(key) or ""


def _address_params(address: dict[str, str]) -> dict[str, str] | str:
    return address if any(address.values()) else ""
