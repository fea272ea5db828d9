"""A small club in the emulator and in the mirror, made with the services under test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from rest_framework.test import APIClient

from members.models import AuditEntry, KeptRequest, PendingWrite, User
from members.services import customers, plans, subscriptions, writing
from members.tests.factories import UserFactory, staff as staff

BY = "manage.py test"


def plan(
    name: str = "Adult",
    amount_cents: int = 12_000,
    interval: str = "year",
    *,
    joining: str = "anyone",
    details: dict[str, Any] | None = None,
    **more: Any,
) -> str:
    """A plan's price id. Everybody may join it by themselves, unless `joining` says otherwise."""
    product = plans.create_product(name=name, by=BY).data["id"]
    plans.change(product_id=product, changes={}, details={"joining": joining, **(details or {})}, by=BY)
    price = plans.create_price(
        product_id=product, amount_cents=amount_cents, currency="gbp", interval=interval, by=BY, **more
    )
    return str(price.data["id"])


def person(name: str = "Anna Archer", email: str = "anna@example.org", **more: Any) -> str:
    """A Customer's id."""
    return str(customers.create(name=name, email=email, by=BY, **more).data["id"])


def membership(customer_id: str, price_id: str | None = None) -> str:
    """The id of a running Subscription that costs nothing until its first anniversary."""
    began = timezone.localdate() - timedelta(days=40)
    answer = subscriptions.start(
        customer_id=customer_id, price_id=price_id or plan(), start_date=began, by=BY, idempotency_key=None
    )
    return str(answer.data["id"])


def member(name: str = "Anna Archer", email: str = "anna@example.org") -> tuple[str, str]:
    """Customer and Subscription of somebody who may sign in."""
    customer_id = person(name, email)
    return customer_id, membership(customer_id)


def signed_in(user: User) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.force_login(user)
    return client


def admin() -> APIClient:
    return signed_in(_known("secretary@example.org") or staff(email="secretary@example.org"))


def superuser() -> APIClient:
    return signed_in(_known("chair@example.org") or staff("superuser", email="chair@example.org"))


def member_client(email: str = "anna@example.org") -> APIClient:
    return signed_in(_known(email) or UserFactory(email=email))


def _known(email: str) -> User | None:
    return User.objects.filter(email=email).first()


def later() -> None:
    """So long after all that was done that the same again is no double click."""
    KeptRequest.objects.all().delete()
    AuditEntry.objects.update(at=F("at") - writing.DOUBLE_CLICK)
    PendingWrite.objects.update(done_at=F("done_at") - writing.DOUBLE_CLICK)


def code_of(response: Any) -> str:
    return str(response.json()["errors"][0]["code"])
