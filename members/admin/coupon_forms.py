"""A new coupon, as a form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from members.admin import money_forms
from members.money import minor_units


class CouponForm(money_forms.Confirmation):
    name = money_forms.text("Name", limit=40, help_text="Members read it on their invoices.")
    percent_off = forms.DecimalField(
        label="Percent off",
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=2,
        help_text="Either this or an amount.",
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "placeholder": "50"}),
        error_messages={"invalid": "Enter a percentage such as 50."},
    )
    amount_off = money_forms.amount(label="Amount off", required=False)
    currency = money_forms.currency(required=False)
    duration = forms.ChoiceField(
        label="For how long",
        choices=[
            ("once", "The next invoice"),
            ("repeating", "Some months"),
            ("forever", "Every invoice, for ever"),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    duration_in_months = forms.IntegerField(
        label="How many months",
        required=False,
        min_value=1,
        max_value=120,
        help_text="Only for some months.",
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
    )

    def own_name(self, name: str) -> str:
        return {"amount_off_cents": "amount_off"}.get(name, name)

    def values(self) -> dict[str, Any]:
        """For `coupons.create`."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        given.pop("key")
        amount = given.pop("amount_off", None)
        if amount is not None:
            given["amount_off_cents"] = minor_units(amount, given.get("currency", ""))
        else:
            given.pop("currency", None)
        if "percent_off" in given:
            given["percent_off"] = float(given["percent_off"])
        return given
