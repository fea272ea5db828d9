"""Forms of what is done with money. Amounts are typed as 25.00 and sent in minor units."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from cogento.errors import AmountTooLarge, AmountTooSmall, CogentoError, RefundTooLarge
from members.admin.member_forms import Refusable
from members.money import minor_units

ABOUT_THE_AMOUNT = (AmountTooLarge, AmountTooSmall, RefundTooLarge)


class Confirmation(Refusable):
    """Nothing to enter. `key` is new with each page that is shown: the same page sent twice acts once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        self.of_currency = currency
        kwargs["initial"] = {"key": uuid.uuid4().hex, "currency": currency, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def shown(self) -> list[Any]:
        return self.visible_fields()

    def refuse(self, error: CogentoError) -> None:
        if isinstance(error, ABOUT_THE_AMOUNT) and "amount" in self.fields:
            self.add_error("amount", error.text)
        else:
            super().refuse(error)

    def own_name(self, name: str) -> str:
        return name.removesuffix("_cents")

    def values(self) -> dict[str, Any]:
        """What the service takes; amounts in minor units."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "amount")}
        amount = self.cleaned_data.get("amount")
        if amount is not None:
            values["amount_cents"] = minor_units(amount, values.get("currency") or self.of_currency)
        return {name: value for name, value in values.items() if value not in (None, "")}


def amount(**more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        min_value=Decimal("0.01"),
        max_value=Decimal(999_999),
        decimal_places=2,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "placeholder": "25.00"}),
        error_messages={"invalid": "Enter an amount such as 25.00."},
        **more,
    )


def text(label: str, *, limit: int, help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        help_text=help_text,
        required=required,
        widget=UnfoldAdminTextInputWidget,
    )


def currency(**more: Any) -> forms.RegexField:
    return forms.RegexField(
        r"^[A-Za-z]{3}$",
        help_text="Three letters, such as gbp.",
        widget=UnfoldAdminTextInputWidget,
        error_messages={"invalid": "Enter three letters, such as gbp."},
        **more,
    )


class RefundForm(Confirmation):
    amount = amount(required=False, help_text="Empty: all that is left of the payment.")
    reason = forms.ChoiceField(
        initial="requested_by_customer",
        choices=[
            ("requested_by_customer", "The member asked for it"),
            ("duplicate", "Paid twice"),
            ("fraudulent", "Not paid by the cardholder"),
        ],
        widget=UnfoldAdminSelectWidget,
    )


class PaidForm(Confirmation):
    method = forms.ChoiceField(
        label="How",
        initial="bank_transfer",
        choices=[("bank_transfer", "Bank transfer"), ("cash", "Cash"), ("cheque", "Cheque")],
        widget=UnfoldAdminSelectWidget,
    )
    paid_date = forms.DateField(
        label="On",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    reference = text("Reference", limit=200, required=False, help_text="Such as the number of the cheque.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"paid_date": timezone.localdate().isoformat()}, **kwargs)


class AmountForm(Confirmation):
    amount = amount()
    currency = currency()
    description = text("What for", limit=250, help_text="The member reads it.")


class BillForm(AmountForm):
    days_until_due = forms.IntegerField(
        label="To be paid within, days",
        min_value=1,
        max_value=365,
        initial=14,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
    )
