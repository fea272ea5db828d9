"""What a club keeps about its members beyond what Stripe has fields for."""

from __future__ import annotations

from django.db import models


class FieldDefinition(models.Model):
    """One key of Stripe's metadata: its label, its type, who may read it and who may write it."""

    class Target(models.TextChoices):
        CUSTOMER = "customer", "Member"
        SUBSCRIPTION = "subscription", "Membership"

    class Type(models.TextChoices):
        TEXT = "text", "Text"
        CHOICE = "choice", "Choice"
        DATE = "date", "Date"
        NUMBER = "number", "Number"
        YES_NO = "yes_no", "Yes or no"

    class Audience(models.TextChoices):
        ADMIN = "admin", "Admins only"
        MEMBER = "member", "The member and admins"

    key = models.CharField(max_length=40, help_text="Stripe's metadata key, such as shirt_size. At most 40 characters.")
    label = models.CharField(max_length=80, help_text="What people read, such as Shirt size.")
    help_text = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=10, choices=Type, default=Type.TEXT)
    choices = models.JSONField(default=list, blank=True, help_text='For a choice: the values, such as ["S", "M", "L"].')
    target = models.CharField("kept on", max_length=12, choices=Target, default=Target.CUSTOMER)
    readable_by = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBER)
    writable_by = models.CharField(max_length=10, choices=Audience, default=Audience.ADMIN)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on screen.")

    class Meta:
        ordering = ["position", "label"]
        verbose_name = "field"
        constraints = [models.UniqueConstraint(fields=["target", "key"], name="one_definition_per_target_and_key")]

    def __str__(self) -> str:
        return self.label
