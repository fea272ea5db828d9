"""One of each of Stripe's objects that are mirrored, in the states that matter."""

from __future__ import annotations

from time import time

from reporting.tests.club import plan_of, subscribe

DAY = 86400


def one_of_each(stripe) -> dict[str, str]:
    """Answers ids by what they are."""
    api = stripe.client.v1
    plan, monthly = plan_of(stripe), plan_of(stripe, name="Junior", amount=1200, interval="month")
    half = api.coupons.create({"percent_off": 50, "duration": "forever", "name": "Students"}).id
    once = api.coupons.create({"amount_off": 500, "currency": "gbp", "duration": "once"}).id
    dropped = api.coupons.create({"percent_off": 10, "duration": "forever"}).id
    code = api.promotion_codes.create({"promotion": {"type": "coupon", "coupon": half}, "code": "STUDENT"}).id
    ann, bea, cat, dot, eve = (
        api.customers.create({"name": name, "email": f"{name}@example.org"}).id
        for name in ("Ann", "Bea", "Cat", "Dot", "Eve")
    )
    api.coupons.delete(dropped)
    discounted = subscribe(stripe, ann, plan, discounts=[{"promotion_code": code}])
    subscribe(stripe, bea, plan, discounts=[{"coupon": once}])  # used up by the first invoice
    _discount_customer(stripe, cat, half)
    subscribe(stripe, cat, monthly)
    tax = api.customers.tax_ids.create(dot, {"type": "gb_vat", "value": "GB123456789"}).id
    api.customers.tax_ids.create(eve, {"type": "gb_vat", "value": "GB999999973"})
    api.customers.delete(eve)
    paid = subscribe(stripe, dot, plan)
    charge = api.charges.list({"customer": dot}).data[0].id
    refund = api.refunds.create({"charge": charge, "amount": 100}).id
    invoice = api.invoices.list({"customer": dot}).data[0].id
    note = api.credit_notes.create({"invoice": invoice, "amount": 200, "refund_amount": 200}).id
    terms = {"collection_method": "send_invoice", "days_until_due": 30}
    sent = api.invoices.create({"customer": dot, **terms}).id
    api.invoice_items.create({"customer": dot, "invoice": sent, "amount": 700, "currency": "gbp"})
    api.invoices.finalize_invoice(sent)
    voided = api.credit_notes.create({"invoice": sent, "amount": 300}).id
    api.credit_notes.void_credit_note(voided)
    schedule = api.subscription_schedules.create({"from_subscription": paid["id"]}).id
    future = {"items": [{"price": monthly["id"]}], "duration": {"interval": "month", "interval_count": 2}}
    later = api.subscription_schedules.create(
        {"customer": cat, "start_date": int(time()) + 9 * DAY, "phases": [future]}
    ).id
    api.subscription_schedules.cancel(later)
    setup = api.setup_intents.create({"customer": dot, "payment_method_types": ["card"]}).id
    disputed = api.payment_intents.create(
        {
            "amount": 900,
            "currency": "gbp",
            "customer": dot,
            "payment_method": "pm_card_createDispute",
            "confirm": True,
            "off_session": True,
        }
    ).id
    urls = {"success_url": "https://example.org/yes"}
    line = {"price": plan["id"], "quantity": 1}
    opened = api.checkout.sessions.create({"mode": "subscription", "line_items": [line], **urls}).id
    expired = api.checkout.sessions.create({"mode": "subscription", "line_items": [line], **urls}).id
    api.checkout.sessions.expire(expired)
    return {
        "coupon": half,
        "code": code,
        "discounted": discounted["id"],
        "discounted customer": cat,
        "tax id": tax,
        "owner of the tax id": dot,
        "charge": charge,
        "refund": refund,
        "invoice": invoice,
        "credit note": note,
        "schedule": schedule,
        "setup intent": setup,
        "disputed": disputed,
        "opened": opened,
        "expired": expired,
    }


def _discount_customer(stripe, customer: str, coupon: str) -> None:
    """As it was done before discounts stood on subscriptions only."""
    answer = stripe.http.post(
        f"/v1/customers/{customer}", data={"coupon": coupon}, auth=("sk_test_dashboard", "")
    )
    answer.raise_for_status()
