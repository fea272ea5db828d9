"""Writes to Stripe whose outcome is not known yet."""

from __future__ import annotations

from django.db import models


class PendingWrite(models.Model):
    """The key under which Stripe is asked, noted before it is asked: the same wish again finds it.

    Holds neither names nor amounts, only digests; forgotten after two days.
    """

    name = models.CharField(primary_key=True, max_length=64, help_text="Digest of who wishes what.")
    key = models.CharField(max_length=64, help_text="Stripe's idempotency key.")
    created_at = models.DateTimeField(db_index=True, help_text="Since when this key stands.")
    object_id = models.CharField(max_length=255, blank=True, help_text="What was made.")
    done_at = models.DateTimeField(null=True, help_text="Empty while no answer has come.")

    def __str__(self) -> str:
        return f"Write {self.name[:8]}"
