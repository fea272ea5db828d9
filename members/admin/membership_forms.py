"""What can be done to a membership that runs, as forms. Each names its values as the service does."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from members.admin import words
from members.admin.member_forms import Refusable
from reporting import queries


def _date(**more: Any) -> forms.DateField:
    return forms.DateField(
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        **more,
    )


class ChangeForm(Refusable):
    price_id = forms.ChoiceField(label="New plan", widget=UnfoldAdminSelectWidget)
    how = forms.ChoiceField(
        label="When",
        choices=[
            ("now", "Now; the difference is charged, or stands to their credit"),
            ("now_free", "Now; the new amount counts from the renewal on"),
            ("renewal", "At the renewal"),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    proration_date = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, present: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["price_id"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (p.price_id, f"{p.name}, {words.price(p.amount_cents, p.currency, p.interval, p.interval_count)}")
            for p in queries.plans()
            if p.price_id != present
        ]

    def values(self) -> dict[str, Any]:
        """For `subscriptions.preview_change`."""
        how = self.cleaned_data["how"]
        return {
            "price_id": self.cleaned_data["price_id"],
            "when": "renewal" if how == "renewal" else "now",
            "prorate": how == "now",
        }


class DiscountForm(Refusable):
    coupon_id = forms.ChoiceField(label="Coupon", widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, stands: bool = False, **kwargs: Any) -> None:
        """`stands`: whether the membership has a discount, which can be taken away."""
        super().__init__(*args, **kwargs)
        self.stands = stands
        field = self.fields["coupon_id"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.required = not stands
        field.error_messages["required"] = "Choose a coupon."
        known = [(row.id, words.coupon(row.stripe_data)) for row in queries.coupons()]
        field.choices = [("", "None: the full amount" if stands else "Choose a coupon"), *known]


class PauseForm(Refusable):
    until_date = _date(label="Until", required=False, help_text="Empty: until somebody lets it go on.")
    invoices = forms.ChoiceField(
        label="Invoices of that time",
        choices=[
            ("void", "Are voided: nothing is owed for it"),
            ("keep_as_draft", "Are kept as drafts, to be sent afterwards"),
            ("mark_uncollectible", "Are written off as bad debts"),
        ],
        widget=UnfoldAdminSelectWidget,
    )


class EndForm(Refusable):
    end = forms.ChoiceField(
        label="When",
        choices=[
            ("period", "When the paid period is over"),
            ("date", "On a date"),
            ("now", "Now"),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    on_date = _date(label="Date", required=False, help_text="Only for an end on a date.")
    refund = forms.ChoiceField(
        label="Pay back",
        required=False,
        choices=[
            ("none", "Nothing"),
            ("unused", "The days that are left (only where it ends now)"),
            ("full", "All that was last paid for this period (only where it ends now)"),
        ],
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("end") == "date" and not self.cleaned_data.get("on_date"):
            self.add_error("on_date", "Enter the date on which it ends.")
        if self.cleaned_data.get("end") != "now" and self.cleaned_data.get("refund") in ("unused", "full"):
            self.add_error("refund", "Money is paid back only where the membership ends now.")
        return self.cleaned_data

    def what_happens(self, period_ends_at: int) -> list[str]:
        """Said before it is done. `period_ends_at` is in seconds since 1970."""
        given = self.cleaned_data
        ends = {
            "period": f"It runs until {words.day(period_ends_at)}, the end of the period, and then ends.",
            "date": f"It runs until {words.day(given['on_date'])} and then ends.",
            "now": "It ends at once. That cannot be taken back: only a new membership can be started then.",
        }
        stays = "" if given["end"] == "now" else "Until then nothing changes, and it can be taken up again."
        back = {
            "unused": "What was paid by card for the days that are left is paid back.",
            "full": "The last card payment for this period is paid back in full.",
        }
        return [
            ends[given["end"]],
            *filter(None, [stays]),
            back.get(given["refund"], "Nothing is paid back."),
        ]

    def values(self) -> dict[str, Any]:
        """For `subscriptions.cancel`."""
        given = self.cleaned_data
        return {
            "at_period_end": given["end"] == "period",
            "on_date": given["on_date"] if given["end"] == "date" else None,
            "refund": given["refund"] or "none",
        }


class RenewalForm(Refusable):
    renewal_date = _date(
        label="Renews on", help_text="Today charges a new period now. Later: nothing is charged until then."
    )
