from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """Who did what to which object. Written in the same transaction as what it records, never changed."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=254, help_text="Email address of whoever asked, or the command.")
    action = models.CharField(max_length=60, help_text="Such as customer.update or role.grant.")
    object_id = models.CharField(max_length=255, db_index=True, help_text="Stripe's id, or ours.")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    stripe_request_id = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit trail"

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"
