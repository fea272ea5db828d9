from __future__ import annotations

from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to which object. What was done here is written in the same transaction, what Stripe tells
    of when it tells; never changed.
    """

    class Source(models.TextChoices):
        HERE = "here", "Here"
        STRIPE = "stripe", "In Stripe"  # somebody in its dashboard, or on one of its pages
        PORTAL = "portal", "In Stripe's portal"
        PROGRAM = "program", "By another program"
        AUTOMATIC = "automatic", "Stripe by itself"

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=254, help_text="Email address of whoever asked, or the command.")
    action = models.CharField(max_length=60, help_text="Such as customer.update or role.grant.")
    object_id = models.CharField(max_length=255, db_index=True, help_text="Stripe's id, or ours.")
    customer_id = models.CharField(max_length=255, blank=True, db_index=True, help_text="Whose it is.")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    stripe_request_id = models.CharField(max_length=60, blank=True, db_index=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.HERE)
    event_id = models.CharField(
        max_length=255, null=True, unique=True, editable=False, help_text="Stripe's event that told of it."
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit trail"

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"
