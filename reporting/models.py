"""The reporting database: the directory, and what keeps the mirror in order. All of it can be rebuilt."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Concat
from djstripe.models.base import StripeModel

from reporting.search import Words


class Subscriber(models.Model):
    """Where dj-stripe's subscriber key points, because a foreign key cannot cross databases. Always empty."""

    email = models.EmailField()

    def __str__(self) -> str:
        return self.email


class InvoicePayment(StripeModel):
    """What an invoice was paid with; dj-stripe has no model for it. Ids are Stripe's.

    Source: https://docs.stripe.com/api/invoice-payment
    """

    invoice_id = models.CharField(max_length=255, db_index=True)
    payment_intent_id = models.CharField(max_length=255, db_index=True, blank=True)
    charge_id = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=20)


class CreditNote(StripeModel):
    """Less to pay for an invoice, or money back; dj-stripe has no model for it. Ids are Stripe's.

    Source: https://docs.stripe.com/api/credit_notes
    """

    invoice_id = models.CharField(max_length=255, db_index=True)
    customer_id = models.CharField(max_length=255, db_index=True)
    number = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=20)


class ObjectVersion(models.Model):
    """How recent the mirrored state of one Stripe object is: the ordering guard."""

    id = models.CharField(primary_key=True, max_length=255)
    as_of = models.BigIntegerField(help_text="Seconds since 1970, by Stripe's clock.")
    deleted = models.BooleanField(default=False, help_text="A tombstone: later updates cannot bring it back.")

    def __str__(self) -> str:
        return self.id


class WaitingEvents(models.Manager["InboxEvent"]):
    """Events that could not be applied yet and will be tried again."""

    def get_queryset(self) -> models.QuerySet[InboxEvent]:
        return super().get_queryset().filter(applied_at=None, set_aside="")


class InboxEvent(models.Model):
    """An event that Stripe delivered, verified and kept until it is applied."""

    id = models.CharField(primary_key=True, max_length=255, help_text="Stripe's event id.")
    type = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_index=True, help_text="When Stripe made it.")
    received_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    payload = models.JSONField()
    set_aside = models.TextField(
        blank=True, help_text="Why nobody can read it, if so. It is not tried again."
    )

    objects = models.Manager["InboxEvent"]()
    waiting = WaitingEvents()

    class Meta:
        verbose_name = "event from Stripe"
        verbose_name_plural = "events from Stripe"
        indexes = [
            models.Index(fields=["received_at"], name="inbox_pending", condition=models.Q(applied_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class CatchUp(models.Model):
    """Up to when Stripe's events have been read, whether they were delivered or not. One row at most."""

    up_to_at = models.DateTimeField(help_text="By Stripe's clock.")
    gap_found_at = models.DateTimeField(null=True, help_text="When events were found to be lost for good.")
    missed = models.PositiveIntegerField(
        default=0, help_text="How many events the last reading found that should have been delivered."
    )

    def __str__(self) -> str:
        return str(self.up_to_at)


class SyncRun(models.Model):
    """One regeneration of the mirror."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        COMPLETE = "complete", "Complete"
        FAILED = "failed", "Failed"

    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    whole = models.BooleanField(default=True, help_text="Whether every object was rebuilt, not just some.")
    calls = models.PositiveIntegerField(default=0, help_text="Requests made to Stripe.")
    counts = models.JSONField(default=dict, help_text="By object: rows read, written, pruned.")
    message = models.TextField(blank=True)
    cuts = models.JSONField(default=dict, help_text="By object: the last ids of each page that was read.")

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "rebuild"

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.get_state_display()}"

    @property
    def seconds(self) -> float:
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else 0


class MirrorCheck(models.Model):
    """One comparison of the mirror with Stripe. Written when it has ended; a killed one leaves no row."""

    class State(models.TextChoices):
        EQUAL = "equal", "No difference"
        MENDED = "mended", "Mended"
        DIFFERENT = "different", "Differs"
        FAILED = "failed", "Failed"

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(auto_now_add=True, db_index=True)
    state = models.CharField(max_length=10, choices=State)
    whole = models.BooleanField(default=True, help_text="Whether every object was compared, not just some.")
    differences = models.PositiveIntegerField(default=0, help_text="Found at first, mended ones included.")
    counts = models.JSONField(
        default=dict, help_text="By table, as found at first: in_stripe, in_mirror, missing, stale, extra."
    )
    message = models.TextField(blank=True, help_text="Why it failed, or what to do.")

    class Meta:
        ordering = ["-ended_at"]
        verbose_name = "check"

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M} {self.get_state_display()}"

    @property
    def seconds(self) -> int:
        return round((self.ended_at - self.started_at).total_seconds())


ORDERS = (
    "email",
    "status",
    "plan_name",
    "amount_cents",
    "member_since_at",
    "current_period_end_at",
    "amount_due_cents",
    "total_paid_cents",
    "created_at",
)  # of the directory, besides by name


class Directory(models.Manager["Member"]):
    """Leaves out what is only there to be searched."""

    def get_queryset(self) -> models.QuerySet[Member]:
        return super().get_queryset().defer("search")


class Member(models.Model):
    """The directory: one row for each Stripe Customer, derived from the mirror, never written by hand.

    `status` is Stripe's status of the subscription that counts (the best running one, else the latest ended),
    or `none`. Amounts are in the currency's minor unit.
    """

    customer_id = models.CharField(primary_key=True, max_length=255)
    name = models.TextField(blank=True)
    email = models.TextField(blank=True, help_text="As stored in Stripe.")
    email_normalised = models.TextField(blank=True, help_text="In lower case, for comparing.")
    phone = models.TextField(blank=True)
    address = models.JSONField(default=dict, help_text="line1, line2, city, state, postal_code, country")
    metadata = models.JSONField(default=dict)
    status = models.CharField(max_length=20, default="none")
    subscription_id = models.CharField(max_length=255, blank=True)
    plan_id = models.CharField(max_length=255, blank=True, help_text="Stripe's product id.")
    plan_name = models.TextField(blank=True)
    price_id = models.CharField(max_length=255, blank=True)
    amount_cents = models.BigIntegerField(null=True, help_text="Of one period, in minor units.")
    currency = models.CharField(max_length=3, blank=True)
    interval = models.CharField(max_length=10, blank=True, help_text="day, week, month, year or empty")
    interval_count = models.PositiveSmallIntegerField(null=True)
    member_since_at = models.DateTimeField(null=True, help_text="Start of the first subscription.")
    current_period_start_at = models.DateTimeField(null=True)
    current_period_end_at = models.DateTimeField(null=True)
    cancel_at = models.DateTimeField(null=True, help_text="When the membership will end, if it is to end.")
    ended_at = models.DateTimeField(null=True)
    past_due_since_at = models.DateTimeField(null=True)
    running_count = models.PositiveSmallIntegerField(default=0, help_text="Subscriptions that are running.")
    is_doubled = models.BooleanField(default=False, help_text="One person has two that run at once.")
    member_names = models.JSONField(
        default=list, help_text="Whose they are that run, where one person pays for several."
    )
    amount_due_cents = models.BigIntegerField(default=0, help_text="Open invoices, in minor units.")
    total_paid_cents = models.BigIntegerField(default=0, help_text="Paid invoices, in minor units.")
    created_at = models.DateTimeField(null=True, help_text="When the Customer was made in Stripe.")

    search = models.GeneratedField(
        expression=Words(
            Concat(
                "name",
                Value(" "),
                "email",
                Value(" "),
                KT("metadata__member_number"),
                output_field=models.TextField(),
            ),
            "phone",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        help_text="What reporting/search.py looks for.",
    )

    objects = Directory()

    class Meta:
        ordering = ["name", "customer_id"]
        indexes = [
            # One for each order that is offered, with the id that settles ties and what is filtered by most:
            # pages are found in these alone, however far in and however rare what they are narrowed to.
            *(
                models.Index(
                    fields=[name, "customer_id"],
                    include=sorted({"status", "plan_id"} - {name}),
                    name=f"member_by_{name[:18]}",
                )
                for name in ("name", *ORDERS)
            ),
            models.Index(fields=["plan_id", "status"], name="member_by_plan"),
            models.Index(fields=["email_normalised"], name="member_by_address"),
            models.Index(fields=["customer_id"], condition=Q(is_doubled=True), name="member_doubled"),
            models.Index(fields=["customer_id"], condition=Q(cancel_at__isnull=False), name="member_ending"),
            GinIndex(fields=["search"], name="member_search", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.customer_id
