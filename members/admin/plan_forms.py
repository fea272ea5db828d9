"""A plan's forms: its name and details, and a new amount."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from members.admin.member_forms import Refusable
from members.models import PriceMove
from members.money import minor_units
from reporting.plan_details import KEYS, MAX_NUMBER, NUMBERS

LABELS = {"min_age": "Youngest age", "max_age": "Oldest age", "capacity": "Places"}
HELP = {
    "tier": "What the plan opens, as a number; higher plans open more.",
    "order": "Its place in lists, as a number. Without one, last.",
    "min_age": "In whole years.",
    "max_age": "In whole years.",
    "capacity": "How many memberships may run at once.",
}
JOINING = [
    ("nobody", "Nobody: the club gives it out"),
    ("members", "Whoever is a member already"),
    ("anyone", "Anyone"),
]


class PlanForm(Refusable):
    name = forms.CharField(max_length=250, widget=UnfoldAdminTextInputWidget)
    description = forms.CharField(max_length=1000, required=False, widget=UnfoldAdminTextInputWidget)
    joining = forms.ChoiceField(
        label="Who may join by themselves", choices=JOINING, widget=UnfoldAdminSelectWidget
    )
    features = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text="What it includes, one on each line.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            self.fields[name] = forms.IntegerField(
                min_value=0,
                max_value=MAX_NUMBER,
                required=False,
                label=LABELS.get(name, name.capitalize()),
                help_text=HELP[name],
                widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
            )

    def details(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in KEYS}
        return {**given, "features": given["features"].splitlines()}

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "description")}


class _Amount(Refusable):
    amount = forms.DecimalField(
        min_value=Decimal(0),
        max_value=Decimal(999_999),
        max_digits=9,
        decimal_places=3,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text="Such as 240.00.",
    )


class NewPlanForm(PlanForm, _Amount):
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", initial="gbp", widget=UnfoldAdminTextInputWidget, help_text="Such as gbp."
    )
    interval = forms.ChoiceField(
        label="Paid every",
        choices=[("year", "Year"), ("month", "Month"), ("week", "Week"), ("day", "Day")],
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ("name", "description", "amount", "currency", "interval", "joining")

    def price(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "amount_cents": minor_units(given["amount"], given["currency"]),
            "currency": given["currency"],
            "interval": given["interval"],
        }


class AmountForm(_Amount):
    """In a price's currency, which stays."""

    price_id = forms.CharField(widget=forms.HiddenInput)
    members = forms.ChoiceField(
        label="Members who pay the old amount",
        choices=PriceMove.Members.choices,
        initial=PriceMove.Members.RENEWAL,
        widget=UnfoldAdminRadioSelectWidget,
    )

    def __init__(self, data: Any = None, *, price_id: str, currency: str) -> None:
        super().__init__(data, auto_id=f"id_{price_id}_%s")
        self.fields["amount"].label = "New amount"
        self.fields["amount"].help_text = f"In {currency.upper()}, such as 240.00."
