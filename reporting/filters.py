"""What lists can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from djstripe.models import Charge, Invoice, Subscription

from reporting.access import STATUSES
from reporting.models import Member
from reporting.search import found, settled
from reporting.serializers.invoices import INVOICE_STATUSES
from reporting.serializers.payments import PAYMENT_STATUSES

NEWEST_FIRST = ("-created", "-djstripe_id")


def _status(choices: Iterable[str]) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        "stripe_data__status", choices=[(each, each) for each in choices]
    )


def _ordering(**columns: str) -> django_filters.OrderingFilter:
    """By a column (of Stripe's data, numbers as numbers), under the name that the answer has for it."""
    return django_filters.OrderingFilter(fields=columns)


class MemberFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search",
        help_text="Beginnings of words of the name, email address or member number; any digits of the phone.",
    )
    status = django_filters.MultipleChoiceFilter(
        choices=[(name, name) for name in ("none", *STATUSES)], distinct=False
    )
    plan = django_filters.CharFilter("plan_id", help_text="Stripe's product id.")
    ordering = django_filters.OrderingFilter(
        fields=[
            "name",
            "email",
            "status",
            "plan_name",
            "member_since_at",
            "current_period_end_at",
            "amount_due_cents",
            "total_paid_cents",
            "created_at",
        ]
    )

    class Meta:
        model = Member
        fields: list[str] = []

    def search(self, queryset: QuerySet[Member], name: str, value: str) -> QuerySet[Member]:
        return found(queryset, value)

    def filter_queryset(self, queryset: QuerySet[Member]) -> QuerySet[Member]:
        """Ties in the wanted order are settled by id, so that no row is on two pages."""
        rows: Any = super().filter_queryset(queryset)
        return rows.order_by(*settled(rows.query.order_by))


class OfCustomer(django_filters.FilterSet):
    """What is somebody's. `q` finds people as it does in the directory."""

    customer = django_filters.CharFilter("customer_id", help_text="Stripe's customer id.")
    q = django_filters.CharFilter(
        method="of_people",
        help_text="Whose: beginnings of words of the name, email address or member number.",
    )
    created_from = django_filters.DateFilter("created", "date__gte", help_text="The first day.")
    created_to = django_filters.DateFilter("created", "date__lte", help_text="The last day.")

    def of_people(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if not value.strip():
            return queryset
        return queryset.filter(customer_id__in=found(Member.objects.order_by(), value).values("customer_id"))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Newest first where no order is wanted, and among equals: no row is on two pages."""
        rows: Any = super().filter_queryset(queryset)
        wanted = [name for name in rows.query.order_by if name not in NEWEST_FIRST]
        return rows.order_by(*wanted, *NEWEST_FIRST)


class SubscriptionFilter(OfCustomer):
    status = _status(STATUSES)
    plan = django_filters.CharFilter("plan_id", help_text="Stripe's product id.")
    ordering = _ordering(created="created_at", stripe_data__cancel_at="cancel_at")

    class Meta:
        model = Subscription
        fields: list[str] = []


class InvoiceFilter(OfCustomer):
    status = _status(INVOICE_STATUSES)
    ordering = _ordering(
        created="created_at",
        stripe_data__due_date="due_at",
        stripe_data__total="total_cents",
        stripe_data__amount_remaining="amount_remaining_cents",
    )

    class Meta:
        model = Invoice
        fields: list[str] = []


class PaymentFilter(OfCustomer):
    status = _status(PAYMENT_STATUSES)
    ordering = _ordering(created="created_at", stripe_data__amount="amount_cents")

    class Meta:
        model = Charge
        fields: list[str] = []
