from __future__ import annotations

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.generics import RetrieveAPIView

from cogento.permissions import IsAdmin
from cogento.spreadsheets import ListAlsoAsFile
from reporting import queries
from reporting.filters import MemberFilter
from reporting.models import Member
from reporting.pages import PagesByKeys
from reporting.serializers import MemberDetailSerializer, MemberSerializer
from reporting.views.base import MirrorView


class MemberList(MirrorView, ListAlsoAsFile):
    """The directory: everyone who is a Customer in Stripe."""

    permission_classes = [IsAdmin]
    queryset = queries.members()
    serializer_class = MemberSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = MemberFilter
    pagination_class = PagesByKeys


class MemberDetail(MirrorView, RetrieveAPIView[Member]):
    """One person of the directory, with address, metadata and every subscription."""

    permission_classes = [IsAdmin]
    queryset = queries.members()
    serializer_class = MemberDetailSerializer
    lookup_field = "customer_id"
