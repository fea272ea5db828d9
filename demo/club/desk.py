"""The treasurer's desk: what one person can do in Stripe with one member, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from demo.club.people import Person
from demo.stripe import Stripe

FAILING_CARD = "chargeCustomerFail"
DISPUTED_CARD = "createDispute"


@dataclass
class Desk:
    stripe: Stripe
    prices: dict[str, str]
    """Ids by the plan's name."""
    person: Person
    card: str
    """The name of a test card that works."""
    clock: str = ""
    customer: str = field(default="", init=False)
    subscription: str = field(default="", init=False)
    method: str = field(default="", init=False)

    def join(self, *, plan: str = "", by_card: bool = True, **options: Any) -> None:
        if not self.customer:
            made = self.stripe.post(
                "customers", name=self.person.name, email=self.person.email, test_clock=self.clock
            )
            self.customer = made["id"]
        if by_card:
            self.give_card(self.card)
        items = [{"price": self.prices[plan or self.person.plan]}]
        made = self.stripe.post("subscriptions", customer=self.customer, items=items, **options)
        self.subscription = made["id"]

    def give_card(self, card: str) -> None:
        method = self.stripe.post(f"payment_methods/pm_card_{card}/attach", customer=self.customer)
        self.method = method["id"]
        self.stripe.post(
            f"customers/{self.customer}", invoice_settings={"default_payment_method": self.method}
        )

    def give_good_card(self) -> None:
        self.give_card(self.card)

    def give_failing_card(self) -> None:
        self.give_card(FAILING_CARD)

    def give_disputed_card(self) -> None:
        self.give_card(DISPUTED_CARD)

    def take_card_away(self) -> None:
        self.stripe.post(f"payment_methods/{self.method}/detach")

    def change(self, **changes: Any) -> None:
        self.stripe.post(f"subscriptions/{self.subscription}", **changes)

    def change_plan(self) -> None:
        """To the plan of the spreadsheet; the difference is invoiced at once."""
        item = self.stripe.get(f"subscriptions/{self.subscription}")["items"]["data"][0]
        self.change(
            items=[{"id": item["id"], "price": self.prices[self.person.plan]}],
            proration_behavior="always_invoice",
        )

    def cancel_at_period_end(self, *, feedback: str = "other", comment: str = "") -> None:
        self.change(
            cancel_at_period_end=True, cancellation_details={"feedback": feedback, "comment": comment}
        )

    def cancel_now(self) -> None:
        self.stripe.delete(f"subscriptions/{self.subscription}")

    def refund(self, *, share: float = 1, reason: str = "requested_by_customer") -> None:
        """All or a share of the last payment that came in."""
        paid = self.stripe.get("charges", customer=self.customer, limit=10)["data"]
        charge = next(charge for charge in paid if charge["status"] == "succeeded")
        self.stripe.post(
            "refunds", charge=charge["id"], amount=round(charge["amount"] * share), reason=reason
        )

    def note_bank_transfer(self) -> None:
        """The open invoice was paid into the club's bank account."""
        for invoice in self._open_invoices():
            self.stripe.post(f"invoices/{invoice['id']}/pay", paid_out_of_band=True)

    def write_off(self) -> None:
        for invoice in self._open_invoices():
            self.stripe.post(f"invoices/{invoice['id']}/mark_uncollectible")

    def answer_dispute(self) -> None:
        """With evidence that wins: https://docs.stripe.com/testing#disputes"""
        paid = self.stripe.get("charges", customer=self.customer, limit=10)["data"]
        charge = next(charge for charge in paid if charge["disputed"])
        (dispute,) = self.stripe.get("disputes", charge=charge["id"])["data"]
        evidence = {"uncategorized_text": "winning_evidence"}
        self.stripe.post(f"disputes/{dispute['id']}", evidence=evidence, submit=True)

    def _open_invoices(self) -> list[dict[str, Any]]:
        return list(self.stripe.get("invoices", customer=self.customer, status="open")["data"])
