"""What signing in must remember for a few minutes. Neither links nor codes are stored."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SignInRequest(models.Model):
    """Somebody asked for a mail. The address stands here only until the mail is dealt with.

    A code counts only if its browser's request stands here: one refused leaves no row and buys no tries.
    """

    nonce_hash = models.CharField(
        max_length=64, unique=True, help_text="Of the nonce in the browser's cookie."
    )
    email = models.CharField(
        max_length=254, blank=True, help_text="As typed, normalised. Emptied afterwards."
    )
    next = models.CharField(max_length=500, blank=True, help_text="The page that was asked for.")
    issued_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Codes that were tried.")

    def __str__(self) -> str:
        return f"Sign-in request {self.pk}"


class AddressChange(models.Model):
    """Stripe told that a Customer has another address. The old one stands here only until it is told."""

    event_id = models.CharField(max_length=255, unique=True, help_text="Stripe's event.")
    email = models.CharField(max_length=254, blank=True, help_text="The old one. Emptied afterwards.")
    noted_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"Change of address {self.pk}"


class Throttle(models.Model):
    """What one network or one mailbox did within the last hour."""

    key = models.CharField(
        primary_key=True, max_length=64, help_text="Keyed hash: neither address is stored."
    )
    hits = ArrayField(models.DateTimeField(), help_text="What was let through, oldest first.")
    allowed = models.BooleanField(help_text="Whether the latest was let through.")
    updated_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Throttle {self.key[:8]}"
