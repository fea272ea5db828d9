"""A club with every resource, in the states that plain calls of the API reach; and all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import club
from .target import Account, Row

BACK = "https://club.test/"
# Reached on the emulator alone: a bank's dispute takes Stripe some minutes.
EMULATED = {"dispute"}
# Paths that are not the kind's name with an s, and lists that do not know `created`.
PATHS = {
    "billing_portal.configuration": "billing_portal/configurations",
    "checkout.session": "checkout/sessions",
    "test_helpers.test_clock": "test_helpers/test_clocks",
}
BY_ID = ("billing_portal.configuration", "payment_link", "payment_method", "test_helpers.test_clock",
         "webhook_endpoint")  # fmt: skip
WITHIN = {
    "credit_note_line_item": ("credit_note", "lines"),
    "line_item": ("invoice", "lines"),
    "subscription_item": ("subscription", "items"),
}


def reach(account: Account) -> None:
    v1 = account.v1
    ann, bob = club.customer(account), club.customer(account, None, metadata={"shirt": "M"})
    price, once = club.price(account), club.price(account, 500, "")
    _subscriptions(account, ann.id, bob.id, price.id)
    _discounts(account, ann.id, bob.id, price.id)
    _invoices(account, ann.id, once.id)
    _payments(account, bob.id)
    _schedules(account, ann.id, price.id)
    v1.webhook_endpoints.create({"url": "https://example.com/club", "enabled_events": ["account.updated"]})
    v1.customers.balance_transactions.create(bob.id, {"amount": -100, "currency": "gbp"})
    v1.customers.tax_ids.create(ann.id, {"type": "gb_vat", "value": "GB123456789"})
    v1.customers.create({"source": "tok_visa"})
    plan: Any = {"amount": 700, "currency": "gbp", "interval": "month", "product": {"name": "Junior"}}
    v1.plans.create(plan)
    row: Any = {"price": price.id, "quantity": 1}
    v1.payment_links.create({"line_items": [row]})
    for mode, sold in (("payment", once), ("subscription", price)):
        rows: Any = {"mode": mode, "line_items": [{**row, "price": sold.id}], "success_url": BACK}
        v1.checkout.sessions.create(rows)
    v1.checkout.sessions.create({"mode": "setup", "success_url": BACK, "customer": ann.id, "currency": "gbp"})
    shown: Any = {"features": {"invoice_history": {"enabled": True}}}
    chosen = v1.billing_portal.configurations.create(shown).id
    v1.billing_portal.sessions.create({"customer": ann.id, "return_url": BACK, "configuration": chosen})


def _subscriptions(account: Account, ann: str, bob: str, price: str) -> None:
    v1 = account.v1
    sub = club.subscribe(account, ann, price)
    club.subscribe(account, bob, price, trial_period_days=3)
    club.subscribe(account, bob, price, collection_method="send_invoice", days_until_due=7)
    v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})
    item = sub.to_dict()["items"]["data"][0]
    v1.subscriptions.update(sub.id, {"items": [{"id": item["id"], "quantity": 2}]})
    cy = club.customer(account, "pm_card_chargeCustomerFail")
    club.subscribe(account, cy.id, price)
    gone = club.subscribe(account, cy.id, price, payment_behavior="default_incomplete")
    v1.subscriptions.cancel(gone.id)


def _discounts(account: Account, ann: str, bob: str, price: str) -> None:
    v1 = account.v1
    rate = v1.tax_rates.create({"display_name": "VAT", "inclusive": False, "percentage": 20})
    off = v1.coupons.create({"percent_off": 12.5, "duration": "repeating", "duration_in_months": 2})
    once = v1.coupons.create({"amount_off": 100, "currency": "gbp", "duration": "once"})
    code = v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": once.id}})
    both: Any = [{"coupon": off.id}, {"promotion_code": code.id}]
    sub = club.subscribe(account, ann, price, discounts=both, default_tax_rates=[rate.id])
    own: Any = {"type": "custom_line_item", "unit_amount": 50, "quantity": 1, "description": "Kind"}
    v1.credit_notes.create({"invoice": sub.latest_invoice, "lines": [own], "credit_amount": 50})
    if account.emulated:
        account.http.post(f"/v1/customers/{bob}", data={"coupon": off.id}).raise_for_status()


def _invoices(account: Account, ann: str, once: str) -> None:
    v1 = account.v1
    v1.invoice_items.create({"customer": ann, "pricing": {"price": once}})
    v1.invoices.create({"customer": ann, "pending_invoice_items_behavior": "include"})
    v1.invoice_items.create({"customer": ann, "amount": 300, "currency": "gbp"})
    bill: Any = {"pending_invoice_items_behavior": "include", "collection_method": "send_invoice"}
    made = v1.invoices.create({"customer": ann, "days_until_due": 7, **bill})
    v1.invoices.finalize_invoice(made.id)
    for _ in range(2):
        note = v1.credit_notes.create({"invoice": made.id, "amount": 100})
    v1.credit_notes.void_credit_note(note.id)
    charge = v1.charges.list({"customer": ann}).data[0]
    v1.refunds.create({"charge": charge.id, "amount": 100})


def _payments(account: Account, bob: str) -> None:
    v1 = account.v1
    pounds: Any = {"amount": 100, "currency": "gbp", "payment_method_types": ["card"]}
    v1.payment_intents.create(pounds)
    cards: Any = {"customer": bob, "payment_method_types": ["card"]}
    v1.setup_intents.create({**cards, "payment_method": "pm_card_visa", "confirm": True})
    v1.setup_intents.create(cards)
    asks: Any = {"payment_method": "pm_card_authenticationRequired", "confirm": True, "return_url": BACK,
                 "payment_method_types": ["card"]}  # fmt: skip
    v1.payment_intents.create({**pounds, **asks})
    v1.setup_intents.create(asks)
    held: Any = {"capture_method": "manual", "payment_method": "pm_card_visa", "confirm": True}
    for _ in range(2):
        intent = v1.payment_intents.create({**pounds, **held})
    v1.payment_intents.capture(intent.id, {"amount_to_capture": 60})
    v1.payment_intents.cancel(v1.payment_intents.create(pounds).id)
    v1.charges.create({"amount": 100, "currency": "gbp", "source": "tok_visa"})
    if account.emulated:
        _by_banks(account)


def _by_banks(account: Account) -> None:
    """What banks do later at Stripe, or for accounts that asked for it."""
    v1 = account.v1
    for card in ("pm_card_createDispute", "pm_card_createDisputeInquiry"):
        v1.payment_intents.create({"amount": 100, "currency": "gbp", "confirm": True, "payment_method": card})
    oldest = v1.disputes.list().data[-1].id
    v1.disputes.update(oldest, {"evidence": {"uncategorized_text": "winning_evidence"}})
    bank: Any = {"type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"}}
    debit = v1.payment_methods.create(bank).id
    v1.payment_intents.create({"amount": 100, "currency": "eur", "confirm": True, "payment_method": debit})


def _schedules(account: Account, ann: str, price: str) -> None:
    v1 = account.v1
    clock = v1.test_helpers.test_clocks.create({"frozen_time": club.JAN_31})
    old = club.customer(account, test_clock=clock.id)
    rows: Any = [{"price": price, "quantity": 1}]
    month: Any = {"interval": "month", "interval_count": 12}
    phase: Any = {"items": rows, "duration": month}
    v1.subscription_schedules.create({"customer": old.id, "start_date": "now", "phases": [phase]})
    v1.subscription_schedules.create({"customer": ann, "start_date": 4000000000, "phases": [phase]})
    for verb in (v1.subscription_schedules.release, v1.subscription_schedules.cancel):
        two: Any = [phase, {**phase, "metadata": {"a": "b"}}]
        made = v1.subscription_schedules.create({"customer": ann, "start_date": "now", "phases": two})
        verb(made.id)
    sub = club.subscribe(account, ann, price)
    later = v1.subscription_schedules.create({"from_subscription": sub.id})
    v1.subscription_schedules.update(later.id, {"end_behavior": "cancel"})
    v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": club.JAN_31 + 100})
    account.until(lambda: v1.test_helpers.test_clocks.retrieve(clock.id).status == "ready")


def collect(account: Account, kinds: Iterable[str]) -> dict[str, list[Row]]:
    """Every object of each kind that was made since the account was first used."""
    found = {kind: _rows(account, kind) for kind in kinds if kind not in WITHIN}
    for kind, (of, key) in WITHIN.items():
        found[kind] = [row for whole in found[of] for row in whole[key]["data"]]
    return found


def _rows(account: Account, kind: str) -> list[Row]:
    path = PATHS.get(kind, f"{kind}s")
    if kind in SINGLE:
        return SINGLE[kind](account)
    if kind in BY_ID:
        return [account.get(f"{path}/{id}") for id in account.made[kind]]
    wanted: Row = {"limit": 100, "created[gte]": account.since}
    if kind == "subscription":
        wanted["status"] = "all"
    rows: list[Row] = account.get(path, **wanted)["data"]
    return rows


def _portal(account: Account) -> list[Row]:
    config = account.made["billing_portal.configuration"][-1]
    data = {"customer": account.made["customer"][0], "return_url": BACK, "configuration": config}
    return [account.http.post("/v1/billing_portal/sessions", data=data).json()]


def _discounted(account: Account) -> list[Row]:
    subs = [account.get(f"subscriptions/{id}", **{"expand[]": "discounts"})
            for id in account.made["subscription"]]  # fmt: skip
    return [row for sub in subs for row in sub["discounts"]]


def _of_customers(path: str, **params: Any) -> Any:
    def read(account: Account) -> list[Row]:
        pages = [account.get(f"customers/{id}/{path}", **params) for id in account.made["customer"]]
        return [row for page in pages for row in page["data"]]

    return read


SINGLE: dict[str, Any] = {
    "account": lambda account: [account.get("account")],
    "billing_portal.session": _portal,
    "card": _of_customers("sources", object="card"),
    "customer_balance_transaction": _of_customers("balance_transactions"),
    "discount": _discounted,
    "tax_id": _of_customers("tax_ids"),
    "token": lambda account: [account.get("tokens/tok_visa")],
}
