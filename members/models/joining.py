"""What joining must remember until its mail is sent."""

from __future__ import annotations

from django.db import models


class JoinRequest(models.Model):
    """Somebody asked to join. The address stands here only until the mail is dealt with."""

    email = models.CharField(
        max_length=254, blank=True, help_text="As typed, normalised. Emptied afterwards."
    )
    price_id = models.CharField(max_length=255)
    birth_date = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"Request to join {self.pk}"
