"""What lists can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from djstripe.models import Charge, Invoice, Subscription

from reporting.access import STATUSES
from reporting.models import Member
from reporting.search import found, settled


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
    customer = django_filters.CharFilter("customer_id", help_text="Stripe's customer id.")


class SubscriptionFilter(OfCustomer):
    class Meta:
        model = Subscription
        fields: list[str] = []


class InvoiceFilter(OfCustomer):
    class Meta:
        model = Invoice
        fields: list[str] = []


class PaymentFilter(OfCustomer):
    class Meta:
        model = Charge
        fields: list[str] = []
