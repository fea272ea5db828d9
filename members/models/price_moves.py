"""A plan's new amount: what becomes of those who pay the old one."""

from __future__ import annotations

from django.db import models


class PriceMove(models.Model):
    class Members(models.TextChoices):
        NOW_PRORATED = "now_prorated", "Move now; the difference is charged or credited for the days left"
        NOW = "now", "Move now; nothing is charged before the renewal"
        RENEWAL = "renewal", "Pay the new amount from their renewal on"
        STAY = "stay", "Keep paying the old amount"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    product_id = models.CharField(max_length=255, db_index=True)
    old_price_id = models.CharField(max_length=255, unique=True)
    price_id = models.CharField(max_length=255)
    amount_cents = models.PositiveIntegerField(help_text="The new amount, in minor units.")
    currency = models.CharField(max_length=3)
    members = models.CharField(max_length=12, choices=Members)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    message = models.TextField(blank=True, help_text="Why it waits or stopped, and what to do.")
    is_listed = models.BooleanField(default=False, help_text="Everybody concerned stands in the rows.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=254)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "plan"

    def __str__(self) -> str:
        return f"New amount {self.pk}"

    @property
    def is_moving(self) -> bool:
        """A worker has it, or will."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class PriceMoveRow(models.Model):
    class Outcome(models.TextChoices):
        PENDING = "pending", "Waiting"
        MOVED = "moved", "Moved"
        LEFT = "left", "Left as it is"
        FAILED = "failed", "Failed"

    move = models.ForeignKey(PriceMove, on_delete=models.CASCADE, related_name="rows")
    subscription_id = models.CharField(max_length=255)
    customer_id = models.CharField(max_length=255)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    message = models.TextField(blank=True, help_text="Why it was left or failed, and what to do.")
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["move", "subscription_id"], name="one_row_per_subscription")
        ]

    def __str__(self) -> str:
        return self.subscription_id
