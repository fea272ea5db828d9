"""In which form the API answers."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from cogento.errors import FieldInvalid


class Negotiation(DefaultContentNegotiation):
    """Refuses by name, as any other wrong wish, a form (`?format=`) that there is none of."""

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:
        offered = list(renderers)
        try:
            found: list[BaseRenderer] = super().filter_renderers(offered, format)
        except Http404:
            known = ", ".join(str(each.format) for each in offered)
            name = str(self.settings.URL_FORMAT_OVERRIDE)
            raise FieldInvalid({name: f"This cannot be had in this form, but as {known}."}) from None
        return found
