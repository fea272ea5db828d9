"""How a membership begins, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from members.admin import words
from members.admin.money_forms import Confirmation
from members.services.subscriptions.starting import DAYS_UNTIL_DUE
from reporting import queries

HOW = [
    ("invoice", "By invoice"),
    ("link", "By card, through a link"),
    ("card", "From the stored card"),
    ("free", "Free of charge"),
]


class StartForm(Confirmation):
    price_id = forms.ChoiceField(label="Plan", widget=UnfoldAdminSelectWidget)
    how = forms.ChoiceField(
        label="Paid",
        choices=HOW,
        initial="invoice",
        widget=UnfoldAdminRadioSelectWidget,
        help_text="Stripe mails an invoice now. A link you pass on yourself; it begins when it is paid. "
        "Free of charge is for ever.",
    )
    days_until_due = forms.IntegerField(
        label="Days to pay the invoice",
        min_value=1,
        max_value=365,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        help_text=f"Empty: {DAYS_UNTIL_DUE}. For invoices alone.",
    )
    start_date = forms.DateField(
        label="Since",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="Empty: today. In the past: nothing is charged for it, and the next renewal is the next "
        "anniversary. In the future: nothing is charged until then.",
    )
    member_name = forms.CharField(
        label="For",
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text="A name, where this person pays for somebody else, such as a child. Each has a plan.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["price_id"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (p.price_id, f"{p.name}, {words.price(p.amount_cents, p.currency, p.interval, p.interval_count)}")
            for p in queries.plans()
        ]

    def own_name(self, name: str) -> str:
        return name

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("how") == "link" and given.get("start_date"):
            self.add_error(
                "start_date", "With a page to pay on, it begins when it is paid. Leave this empty."
            )
        if given.get("how") not in (None, "invoice") and given.get("days_until_due"):
            self.add_error("days_until_due", "Only an invoice has days to be paid in. Leave this empty.")
        return given

    def values(self) -> dict[str, Any]:
        """For `subscriptions.start`."""
        given = self.cleaned_data
        ways: dict[str, dict[str, Any]] = {
            "invoice": {"collection_method": "send_invoice", "days_until_due": given["days_until_due"]},
            "card": {"collection_method": "charge_automatically"},
            "free": {"free_of_charge": True},
        }
        return {**self.link_values(), "start_date": given["start_date"], **ways[given["how"]]}

    def link_values(self) -> dict[str, Any]:
        """For `checkout.open_session`."""
        return {name: self.cleaned_data[name] for name in ("price_id", "member_name")}
