"""What a club keeps about its members beyond what Stripe has fields for."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

# Under these keys Cogento keeps its own: whose a membership is, its next price, where it was before a merge.
OURS = {"subscription": frozenset({"member_name", "next_price", "moved_from"})}


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

    key = models.CharField(
        max_length=40, help_text="Stripe's metadata key, such as shirt_size. At most 40 characters."
    )
    label = models.CharField(max_length=80, help_text="What people read, such as Shirt size.")
    help_text = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=10, choices=Type, default=Type.TEXT)
    choices = models.JSONField(
        default=list, blank=True, help_text='For a choice: the values, such as ["S", "M", "L"].'
    )
    target = models.CharField("kept on", max_length=12, choices=Target, default=Target.CUSTOMER)
    readable_by = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBER)
    writable_by = models.CharField(max_length=10, choices=Audience, default=Audience.ADMIN)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on screen.")

    class Meta:
        ordering = ["position", "label"]
        verbose_name = "field"
        constraints = [
            models.UniqueConstraint(fields=["target", "key"], name="one_definition_per_target_and_key")
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Hold the definition to what Stripe's metadata can keep and to what people can fill in."""
        errors = {
            "key": self._wrong_with_key(),
            "choices": self._wrong_with_choices(),
            "writable_by": self._wrong_with_audience(),
        }
        if errors := {name: text for name, text in errors.items() if text}:
            raise ValidationError(errors)

    def _wrong_with_key(self) -> str | None:
        if not self.key:  # said already, as empty or as too long
            return None
        if self.key in OURS.get(self.target, ()):
            return f'Cogento itself keeps something under "{self.key}". Choose another key.'
        if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _.-]*", self.key) and self.key == self.key.strip():
            return None
        return "Use letters, digits, underscores and hyphens, such as shirt_size; no brackets."

    def _wrong_with_choices(self) -> str | None:
        choices: Any = self.choices
        if not isinstance(choices, list) or not all(
            isinstance(each, str) and each.strip() for each in choices
        ):
            return 'Write the choices as a list of texts, such as ["S", "M", "L"].'
        if self.type != self.Type.CHOICE:
            return "Only a field of type choice has choices. Remove them." if choices else None
        if not choices:
            return "A choice needs at least one value to choose from."
        if any(each != each.strip() or len(each) > 500 for each in choices):
            return "A choice has at most 500 characters and no spaces around it."
        if len({each.casefold() for each in choices}) < len(choices):
            return "The same choice is there twice."
        return None

    def _wrong_with_audience(self) -> str | None:
        if self.writable_by == self.Audience.MEMBER and self.readable_by != self.Audience.MEMBER:
            return "What a member may write, the member must be able to read."
        return None
