from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from members.sign_in import addresses


class AddressField(serializers.CharField):
    """One email address as a person types it, answered in the way it is compared."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2 * addresses.MAX_BYTES, trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        try:
            return addresses.parse(super().run_validation(data))
        except addresses.AddressInvalid:
            raise serializers.ValidationError(
                "This is not one email address. Write it like name@example.org.", code="email_invalid"
            ) from None
