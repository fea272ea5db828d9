from __future__ import annotations

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from djstripe.models import Charge, Invoice, Subscription
from rest_framework.permissions import AllowAny

from cogento.permissions import IsSignedIn
from cogento.spreadsheets import ListAlsoAsFile
from reporting import queries
from reporting.filters import InvoiceFilter, PaymentFilter, SubscriptionFilter
from reporting.plans import Plan
from reporting.serializers import (
    InvoiceSerializer,
    PaymentSerializer,
    PlanSerializer,
    SubscriptionSerializer,
)
from reporting.views.base import MirrorView, OwnRows


class PlanList(MirrorView, ListAlsoAsFile):
    """What the club offers. Anyone may read it."""

    permission_classes = [AllowAny]
    serializer_class = PlanSerializer

    def get_queryset(self) -> list[Plan]:  # type: ignore[override]
        return queries.plans()


class SubscriptionList(OwnRows, ListAlsoAsFile):
    """Memberships, newest first: your own, or for admins everyone's."""

    permission_classes = [IsSignedIn]
    serializer_class = SubscriptionSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = SubscriptionFilter

    def get_queryset(self) -> QuerySet[Subscription]:
        return queries.subscriptions(self.whose())


class InvoiceList(OwnRows, ListAlsoAsFile):
    """Invoices, newest first: your own, or for admins everyone's."""

    permission_classes = [IsSignedIn]
    serializer_class = InvoiceSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = InvoiceFilter

    def get_queryset(self) -> QuerySet[Invoice]:
        return queries.invoices(self.whose())


class PaymentList(OwnRows, ListAlsoAsFile):
    """Payments, newest first: your own, or for admins everyone's."""

    permission_classes = [IsSignedIn]
    serializer_class = PaymentSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = PaymentFilter

    def get_queryset(self) -> QuerySet[Charge]:
        return queries.payments(self.whose())
