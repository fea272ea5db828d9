"""Writing requests of the last day with what was answered, so that the same again is not done again."""

from __future__ import annotations

from django.db import models


class KeptRequest(models.Model):
    """One writing request. Without `ended_at` it is being carried out, or its process was killed."""

    name = models.CharField(
        primary_key=True, max_length=64, help_text="Keyed by who asked, what for, and their key."
    )
    asked_by = models.CharField(max_length=254)
    path = models.CharField(max_length=500)
    body = models.CharField(max_length=64, help_text="A digest of it.")
    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    recorded = models.BooleanField(default=False, help_text="The audit trail has something of it.")
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True, help_text="As it was sent.")

    def __str__(self) -> str:
        return f"{self.path} {self.name[:8]}"
