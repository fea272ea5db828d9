"""What members may do by themselves."""

from __future__ import annotations

from django.db import models


class SelfService(models.Model):
    """The club's choice, one row: without it, what stands here as default holds."""

    may_join = models.BooleanField(
        "join", default=True, help_text="Begin a membership of a plan that is open to joining."
    )
    may_change = models.BooleanField(
        "change plan", default=False, help_text="Change to another plan that is open to joining."
    )
    may_cancel = models.BooleanField(
        "cancel", default=True, help_text="End their membership with the period that is paid."
    )
    may_come_back = models.BooleanField(
        "come back",
        default=True,
        help_text="Take a coming end back while the membership runs, and begin the same plan again after it.",
    )

    class Meta:
        verbose_name = "what members may do"
        verbose_name_plural = "what members may do"

    def __str__(self) -> str:
        return "What members may do by themselves"
