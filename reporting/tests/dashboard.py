"""Somebody in Stripe's dashboard who does this and that, as chance has it."""

from __future__ import annotations

import random
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import stripe as sdk

from reporting.tests.club import plan_of, with_card

CARD = {
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12 / 40",
    "email": "new@example.org",
    "name": "New",
}


class Dashboard:
    """Each act is one or a few calls; what Stripe refuses has no effect."""

    def __init__(self, stripe: Any, chance: random.Random, note: Callable[[str], None]) -> None:
        self.stripe, self.chance, self.note = stripe, chance, note
        self.api = stripe.client.v1
        self.plans = [plan_of(stripe), plan_of(stripe, name="Junior", amount=1200, interval="month")]
        self.acts = {
            self.create_customer: 2,
            self.update_customer: 1,
            self.delete_customer: 1,
            self.start_subscription: 2,
            self.update_subscription: 1,
            self.cancel_subscription: 1,
            self.renew_subscription: 1,
            self.rename_product: 1,
            self.reuse_product: 1,
            self.change_price: 1,
            self.change_cards: 1,
            self.make_invoice: 1,
            self.pay_invoice: 1,
            self.refund: 1,
            self.credit: 1,
            self.change_coupons: 1,
            self.discount: 1,
            self.check_out: 1,
        }

    def act(self) -> None:
        [act] = self.chance.choices(list(self.acts), list(self.acts.values()))
        try:
            act()
        except sdk.StripeError as error:
            self.note(f"{act.__name__} refused: {error.user_message}")

    def create_customer(self) -> None:
        customer = self.api.customers.create({"name": f"Name {self.number()}", "email": "a@example.org"})
        self.note(f"create {customer.id}")
        if self.chance.random() < 0.7:
            with_card(self.stripe, customer.id)

    def update_customer(self) -> None:
        if id := self.some("customers"):
            self.note(f"update {id}")
            self.api.customers.update(id, {"name": f"Name {self.number()}", "metadata": {"n": self.number()}})

    def delete_customer(self) -> None:
        if self.chance.random() < 0.5 and (id := self.some("customers")):
            self.note(f"delete {id}")
            self.api.customers.delete(id)

    def start_subscription(self) -> None:
        if id := self.some("customers"):
            plan = self.chance.choice(self.plans)
            extra = self.chance.choice([{}, {}, {"trial_period_days": 7}])
            sub = self.api.subscriptions.create({"customer": id, "items": [{"price": plan["id"]}], **extra})
            self.note(f"subscribe {id} {sub.id}")

    def update_subscription(self) -> None:
        if id := self.some("subscriptions"):
            self.note(f"update {id}")
            self.api.subscriptions.update(
                id, {"metadata": {"n": self.number()}, "cancel_at_period_end": self.chance.random() < 0.5}
            )

    def cancel_subscription(self) -> None:
        if id := self.some("subscriptions"):
            self.note(f"cancel {id}")
            self.api.subscriptions.cancel(id)

    def renew_subscription(self) -> None:
        if id := self.some("subscriptions"):
            self.note(f"renew {id}")
            self.stripe.http.post(f"/_emulator/subscriptions/{id}/renew", json={})

    def rename_product(self) -> None:
        product = self.chance.choice(self.plans)["product"]
        self.note(f"rename {product}")
        self.api.products.update(product, {"name": f"Plan {self.number()}"})

    def reuse_product(self) -> None:
        self.note("reuse product")
        if any(product.id == "towel" for product in self.api.products.list({"limit": 100}).data):
            self.api.products.delete("towel")
        if self.chance.random() < 0.7:
            self.api.products.create({"id": "towel", "name": f"Towel {self.number()}"})

    def change_price(self) -> None:
        id = self.chance.choice(self.plans)["id"]
        self.note(f"change {id}")
        self.api.prices.update(id, {"nickname": f"Nick {self.number()}", "metadata": {"n": self.number()}})

    def change_cards(self) -> None:
        if id := self.some("customers"):
            cards = self.api.customers.payment_methods.list(id).data
            if cards and self.chance.random() < 0.5:
                self.note(f"detach {cards[0].id}")
                self.api.payment_methods.detach(cards[0].id)
            else:
                card = self.chance.choice(["pm_card_visa", "pm_card_chargeCustomerFail"])
                self.note(f"{card} for {id}")
                with_card(self.stripe, id, card)

    def make_invoice(self) -> None:
        if id := self.some("customers"):
            invoice = self.api.invoices.create({"customer": id})
            item = {"customer": id, "invoice": invoice.id, "amount": 500, "currency": "gbp"}
            self.api.invoice_items.create(item)
            self.note(f"invoice {invoice.id}")
            if self.chance.random() < 0.3:
                self.api.invoices.delete(invoice.id)
            elif self.chance.random() < 0.7:
                self.api.invoices.finalize_invoice(invoice.id)

    def pay_invoice(self) -> None:
        if id := self.some("invoices", status="open"):
            self.note(f"pay {id}")
            out_of_band = {"paid_out_of_band": True} if self.chance.random() < 0.5 else {}
            self.api.invoices.pay(id, out_of_band)

    def refund(self) -> None:
        if id := self.some("charges"):
            self.note(f"refund {id}")
            part = self.chance.choice([{}, {"amount": 100}, {"amount": 300}])
            refund = self.api.refunds.create({"charge": id, **part})
            if self.chance.random() < 0.3:
                self.api.refunds.update(refund.id, {"metadata": {"n": self.number()}})

    def credit(self) -> None:
        if self.chance.random() < 0.4 and (id := self.some("credit_notes")):
            self.note(f"void {id}")
            self.api.credit_notes.void_credit_note(id)
        elif id := self.some("invoices"):
            self.note(f"credit {id}")
            paid = self.api.invoices.retrieve(id).status == "paid"
            how = self.chance.choice(["refund_amount", "out_of_band_amount", "credit_amount"])
            self.api.credit_notes.create({"invoice": id, "amount": 200, **({how: 200} if paid else {})})

    def change_coupons(self) -> None:
        if self.chance.random() < 0.4 and (id := self.some("coupons")):
            self.note(f"coupon {id} changes or goes")
            if self.chance.random() < 0.4:
                self.api.coupons.delete(id)
            else:
                self.api.coupons.update(id, {"name": f"Coupon {self.number()}"})
            return
        duration = self.chance.choice(["once", "forever"])
        coupon = self.api.coupons.create({"percent_off": 10, "duration": duration}).id
        self.note(f"coupon {coupon}")
        if self.chance.random() < 0.5:
            self.api.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon}})

    def discount(self) -> None:
        if id := self.some("subscriptions"):
            coupon, code = self.some("coupons"), self.some("promotion_codes")
            given = [{"coupon": coupon}] * bool(coupon) + [{"promotion_code": code}] * bool(code)
            chosen = self.chance.sample(given, self.chance.randint(0, len(given)))
            self.note(f"discounts of {id}: {chosen}")
            self.api.subscriptions.update(id, {"discounts": chosen or ""})

    def check_out(self) -> None:
        """Opened, and then left, paid or expired, now or by a later act."""
        if self.chance.random() < 0.5 and (id := self.some("checkout.sessions", status="open")):
            if self.chance.random() < 0.3:
                self.note(f"{id} expires")
                self.api.checkout.sessions.expire(id)
            else:
                self.note(f"{id} is paid")
                self.stripe.http.post(f"/checkout/{id}", data=CARD)
            return
        customer = self.some("customers") if self.chance.random() < 0.5 else None
        session = self.api.checkout.sessions.create(
            {
                "mode": "subscription",
                "line_items": [{"price": self.chance.choice(self.plans)["id"], "quantity": 1}],
                "success_url": "https://example.org/yes",
                **({"customer": customer} if customer else {}),
            }
        )
        self.note(f"check out {session.id} {customer}")

    def some(self, resource: str, **params: Any) -> str | None:
        found = attrgetter(resource)(self.api).list({"limit": 100, **params}).data
        return self.chance.choice(found).id if found else None

    def number(self) -> str:
        return str(self.chance.randrange(10**6))
