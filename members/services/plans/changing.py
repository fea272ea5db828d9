"""A plan's name, description and details; taking it off the list, and putting it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cogento.errors import FieldInvalid
from members import gateway
from members.services import writing
from members.services.plans.details import metadata_of
from reporting import plan_details
from reporting.reader import Answer

TEXTS = {"name": 250, "description": 1000}


def change(
    *,
    product_id: str,
    changes: Mapping[str, Any],
    details: Mapping[str, Any] | None = None,
    by: str,
    idempotency_key: str | None = None,
) -> Answer:
    """Change name, description and details. Only what differs is sent; None or nothing removes a detail.

    Raises:
        FieldInvalid: naming each value that cannot be stored.
        StripeObjectNotFound: there is no such plan.
    """
    with writing.lock("plan", product_id):
        current = gateway.retrieve_product(product_id=product_id)
        texts = {name: _checked(name, value) for name, value in changes.items()}
        stored: dict[str, str] = current.data.get("metadata") or {}
        metadata = metadata_of(details or {}, stored=plan_details.read(stored))
        before = {name: current.data.get(name) or "" for name in texts}
        before |= {name: stored.get(name, "") for name in metadata}
        after = {**texts, **metadata}
        differs = {name: value for name, value in after.items() if value != before[name]}
        if not differs:
            return current
        params: dict[str, Any] = {name: differs[name] for name in texts if name in differs}
        if kept := {name: differs[name] for name in metadata if name in differs}:
            params["metadata"] = kept
        answer = gateway.update_product(
            product_id=product_id, params=params, idempotency_key=idempotency_key or writing.fresh_key()
        )
        before = {name: before[name] for name in differs}
        return writing.finish(answer, by=by, action="plan.change", before=before, after=differs)


def archive(*, product_id: str, by: str, idempotency_key: str | None = None) -> Answer:
    """Offer the plan no longer. Memberships that run go on and renew as before."""
    return _set_active(False, product_id=product_id, by=by, idempotency_key=idempotency_key)


def restore(*, product_id: str, by: str, idempotency_key: str | None = None) -> Answer:
    """Offer an archived plan again, with the price that it had."""
    return _set_active(True, product_id=product_id, by=by, idempotency_key=idempotency_key)


def _set_active(active: bool, *, product_id: str, by: str, idempotency_key: str | None) -> Answer:
    current = gateway.retrieve_product(product_id=product_id)
    if current.data["active"] is active:
        return current
    answer = gateway.update_product(
        product_id=product_id,
        params={"active": active},
        idempotency_key=idempotency_key or writing.fresh_key(),
    )
    action = "plan.restore" if active else "plan.archive"
    return writing.finish(
        answer, by=by, action=action, before={"active": not active}, after={"active": active}
    )


def _checked(name: str, value: Any) -> str:
    text = str(value or "").strip()
    if name not in TEXTS:
        raise FieldInvalid({name: f'"{name}" is nothing that can be changed here.'})
    if name == "name" and not text:
        raise FieldInvalid({"name": "A plan needs a name, such as Adult."})
    if len(text) > TEXTS[name] or "\x00" in text:
        raise FieldInvalid({name: f"Enter at most {TEXTS[name]} plain characters."})
    return text
