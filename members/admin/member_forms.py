"""A member's forms. They compare with what the person saw: only what was changed is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from cogento.errors import CogentoError, FieldInvalid
from members.models import FieldDefinition
from members.services import customers, fields, metadata

ADDRESS = {
    "line1": "Address",
    "line2": "Second line",
    "city": "Town or city",
    "state": "County",
    "postal_code": "Postcode",
    "country": "Country",
}
Type = FieldDefinition.Type


class Refusable(forms.Form):
    """Can show what a service refused."""

    def refuse(self, error: CogentoError) -> None:
        """Show an error of a service where it belongs; what was typed stays."""
        if not isinstance(error, FieldInvalid):
            self.add_error(None, error.text)
            return
        for name, text in error.errors.items():
            own = self.own_name(name)
            self.add_error(own if own in self.fields else None, text)

    def own_name(self, name: str) -> str:
        """The field of this form for one of the services'."""
        return name.replace("metadata.", "customer.", 1).removeprefix("address.")


class PersonForm(Refusable):
    """Name, email, phone, address and the club's own fields."""

    name = forms.CharField(max_length=256, widget=UnfoldAdminTextInputWidget)
    email = forms.EmailField(max_length=512, widget=UnfoldAdminEmailInputWidget)
    phone = forms.CharField(max_length=20, required=False, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, targets: tuple[str, ...] = ("customer",), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, label in ADDRESS.items():
            self.fields[part] = forms.CharField(
                label=label, required=False, max_length=500, widget=UnfoldAdminTextInputWidget
            )
        self.fields["country"].help_text = "Two letters, such as GB."
        self.definitions: dict[str, FieldDefinition] = {}
        for target in targets:
            for key, definition in fields.definitions(target).items():
                name = f"{target}.{key}"
                self.definitions[name] = definition
                self.fields[name] = _field(definition, self.initial.get(name, ""))
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def own_fields(self) -> list[Any]:
        return [self[name] for name in self.definitions]

    def clean_country(self) -> str:
        return self.cleaned_data["country"].strip().upper()

    def clean(self) -> dict[str, Any]:
        try:
            customers.check(self.person_changes())
        except FieldInvalid as error:
            self.refuse(error)
        for name, definition in self.definitions.items():
            if name in self.changed_data and name in self.cleaned_data:
                try:
                    self.cleaned_data[name] = metadata.validate(definition, self.cleaned_data[name])
                except FieldInvalid as error:
                    self.add_error(name, error.text)
        return self.cleaned_data

    def person_changes(self) -> dict[str, Any]:
        """What was changed of the Customer itself, in the shape of `customers.update`."""
        changed = {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in ("name", "email", "phone") and name in self.cleaned_data
        }
        address = {
            part: self.cleaned_data[part]
            for part in ADDRESS
            if part in self.changed_data and part in self.cleaned_data
        }
        return changed | ({"address": address} if address else {})

    def metadata_changes(self, target: str) -> dict[str, str | None]:
        prefix = f"{target}."
        names = [name for name in self.changed_data if name.startswith(prefix)]
        return {name.removeprefix(prefix): self.cleaned_data[name] for name in names}


def _field(definition: FieldDefinition, value: str) -> forms.Field:
    common: dict[str, Any] = {
        "label": definition.label,
        "help_text": escape(definition.help_text),  # the admin's templates take it for HTML
        "required": False,
    }
    if definition.type in (Type.CHOICE, Type.YES_NO):
        known = (
            [str(choice) for choice in definition.choices]
            if definition.type == Type.CHOICE
            else ["yes", "no"]
        )
        kept = [value] if value and value not in known else []  # an old value stays until somebody changes it
        choices = [("", "–"), *((choice, choice) for choice in (*known, *kept))]
        return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget, **common)
    is_date = definition.type == Type.DATE and (not value or re.fullmatch(r"\d{4}-\d\d-\d\d", value))
    attrs = {"type": "date"} if is_date else {}  # a browser would empty any other text
    if definition.type == Type.NUMBER:
        attrs = {"inputmode": "decimal"}
    return forms.CharField(max_length=500, widget=UnfoldAdminTextInputWidget(attrs=attrs), **common)


def initial(member: Any, subscription_metadata: Mapping[str, str]) -> dict[str, str]:
    """What the form shows at first."""
    values = {"name": member.name, "email": member.email, "phone": member.phone}
    values |= {part: member.address.get(part) or "" for part in ADDRESS}
    values |= {f"customer.{key}": value for key, value in member.metadata.items()}
    return values | {f"subscription.{key}": value for key, value in subscription_metadata.items()}
