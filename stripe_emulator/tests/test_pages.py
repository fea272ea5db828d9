"""Checkout, portal and dashboard, as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from . import club
from .conftest import Program

GOOD = {"card_number": "4242 4242 4242 4242", "card_expiry": "12 / 34", "card_cvc": "123"}


def session(emulator: Program, mode: str = "subscription", **given: Any) -> Any:
    row = club.price(emulator, interval="year" if mode == "subscription" else "")
    rows: Any = {"line_items": [{"price": row.id, "quantity": 1}]} if mode != "setup" else {}
    urls = {
        "success_url": "https://club.test/done?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://club.test/back",
    }
    return emulator.v1.checkout.sessions.create({"mode": mode, **urls, **rows, **given})  # type: ignore[typeddict-item]


def test_checkout_makes_a_subscription(emulator: Program) -> None:
    made = session(emulator, customer_email="ann@club.test", metadata={"from": "site"})
    shown = emulator.http.get(made.url)
    assert "Stripe emulator" in shown.text
    assert "£120.00 / year" in shown.text
    assert "ann@club.test" in shown.text
    assert 'href="https://club.test/back"' in shown.text
    assert "<script" not in shown.text
    done = emulator.http.post(made.url, data=GOOD)
    assert (done.status_code, done.headers["location"]) == (303, f"https://club.test/done?s={made.id}")
    after = emulator.v1.checkout.sessions.retrieve(
        made.id, {"expand": ["subscription", "customer"]}
    ).to_dict()
    assert (after["status"], after["payment_status"], after["url"]) == ("complete", "paid", None)
    assert after["subscription"]["status"] == "active"
    assert after["subscription"]["default_payment_method"]
    assert after["customer"]["email"] == "ann@club.test"
    assert "checkout.session.completed" in club.event_types(emulator)
    assert "already paid" in emulator.http.get(made.url or f"/checkout/{made.id}").text


@pytest.mark.parametrize("mode", ["subscription", "payment"])
def test_a_discount_in_checkout(emulator: Program, mode: str) -> None:
    off = emulator.v1.coupons.create({"percent_off": 25, "duration": "once"})
    made = session(emulator, mode, customer_email="ann@club.test", discounts=[{"coupon": off.id}])
    assert (made.amount_subtotal, made.amount_total) == (12000, 9000)
    assert "-£30.00" in emulator.http.get(made.url).text
    assert emulator.v1.coupons.retrieve(off.id).times_redeemed == 0
    assert emulator.http.post(made.url, data=GOOD).status_code == 303
    assert emulator.v1.charges.list().data[0].amount == 9000
    assert emulator.v1.coupons.retrieve(off.id).times_redeemed == 1


def test_the_enter_key_pays_and_does_not_apply_a_code(emulator: Program) -> None:
    made = session(emulator, customer_email="ann@club.test", allow_promotion_codes=True)
    forms = re.findall(r"<form.*?</form>", emulator.http.get(made.url).text, re.S)
    (paying,) = [form for form in forms if "card_number" in form]
    assert re.findall(r"<button[^>]*>(.*?)</button>", paying) == ["Subscribe"]


def test_a_promotion_code_is_typed_in_checkout(emulator: Program) -> None:
    off = emulator.v1.coupons.create({"amount_off": 2000, "currency": "gbp"})
    emulator.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": off.id}, "code": "SPRING"})
    made = session(emulator, customer_email="ann@club.test", allow_promotion_codes=True)
    wrong = emulator.http.post(made.url, data={"promotion_code": "autumn", "apply": "yes"})
    assert "This code is invalid." in wrong.text
    applied = emulator.http.post(made.url, data={"promotion_code": "spring", "apply": "yes"})
    assert "£100.00" in applied.text
    assert emulator.http.post(made.url, data={**GOOD, "promotion_code": "spring"}).status_code == 303
    assert emulator.v1.invoices.list().data[0].amount_paid == 10000
    assert emulator.v1.promotion_codes.list().data[0].times_redeemed == 1


@pytest.mark.parametrize("number", ["4000 0000 0000 0002", "4000 0000 0000 0341"])
def test_a_decline_is_shown_and_leaves_nothing(emulator: Program, number: str) -> None:
    ann = club.customer(emulator, None)
    made = session(emulator, customer=ann.id)
    answer = emulator.http.post(made.url, data={**GOOD, "card_number": number})
    assert answer.status_code == 402
    assert "Your card was declined." in answer.text
    assert emulator.v1.subscriptions.list({"status": "all"}).data == []
    assert emulator.http.post(made.url, data=GOOD).status_code == 303
    assert len(emulator.v1.subscriptions.list().data) == 1


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("card_number", "1234", "Your card number is incorrect."),
        ("card_expiry", "12", "expiration date is incomplete"),
        ("card_expiry", "01 / 20", "expiration year is invalid"),
    ],
)
def test_a_mistyped_card(emulator: Program, field: str, value: str, text: str) -> None:
    made = session(emulator, customer_email="ann@club.test")
    assert text.replace("'", "&#39;") in emulator.http.post(made.url, data={**GOOD, field: value}).text


def test_checkout_once_and_setup(emulator: Program) -> None:
    once = session(emulator, "payment")
    assert emulator.http.post(once.url, data={**GOOD, "email": "b@club.test"}).status_code == 303
    paid = emulator.v1.checkout.sessions.retrieve(once.id, {"expand": ["payment_intent"]}).to_dict()
    assert paid["payment_intent"]["status"] == "succeeded"
    assert paid["customer_details"]["email"] == "b@club.test"
    ann = club.customer(emulator, None)
    kept = session(emulator, "setup", customer=ann.id, currency="gbp")
    assert emulator.http.post(kept.url, data=GOOD).status_code == 303
    after = emulator.v1.checkout.sessions.retrieve(kept.id, {"expand": ["setup_intent"]}).to_dict()
    assert after["setup_intent"]["status"] == "succeeded"
    assert len(emulator.v1.customers.payment_methods.list(ann.id).data) == 1


def test_a_trial_without_a_card(emulator: Program) -> None:
    data = {"subscription_data": {"trial_period_days": 14}, "payment_method_collection": "if_required"}
    made = session(emulator, customer_email="ann@club.test", **data)
    assert "card_number" not in emulator.http.get(made.url).text
    assert emulator.http.post(made.url).status_code == 303
    assert emulator.v1.subscriptions.list().data[0].status == "trialing"


def portal(emulator: Program, customer_id: str) -> str:
    back = "https://club.test/me"
    return emulator.v1.billing_portal.sessions.create({"customer": customer_id, "return_url": back}).url


def test_portal(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    url = portal(emulator, ann.id)
    shown = emulator.http.get(url).text
    assert "Adult £120.00 / year" in shown
    assert "•••• 4242" in shown
    assert 'href="https://club.test/me"' in shown
    assert emulator.http.post(f"{url}/subscriptions/{sub.id}/cancel").status_code == 303
    assert emulator.v1.subscriptions.retrieve(sub.id).cancel_at_period_end
    assert "Ends on" in emulator.http.get(url).text
    emulator.http.post(f"{url}/subscriptions/{sub.id}/resume")
    assert not emulator.v1.subscriptions.retrieve(sub.id).cancel_at_period_end
    emulator.http.post(
        f"{url}/details", data={"name": "Anna", "email": "anna@club.test", "address_city": "York"}
    )
    after = emulator.v1.customers.retrieve(ann.id)
    assert (after.name, after.email, after.address and after.address.city) == (
        "Anna",
        "anna@club.test",
        "York",
    )
    emulator.http.post(f"{url}/card", data={**GOOD, "card_number": "5555555555554444"})
    fresh = emulator.v1.customers.retrieve(
        ann.id, {"expand": ["invoice_settings.default_payment_method"]}
    ).to_dict()
    assert fresh["invoice_settings"]["default_payment_method"]["card"]["brand"] == "mastercard"
    declined = emulator.http.post(f"{url}/card", data={**GOOD, "card_number": "4000000000000002"})
    assert declined.status_code == 402
    assert "Your card was declined." in declined.text


def test_the_plan_is_changed_in_the_portal(emulator: Program) -> None:
    ann = club.customer(emulator)
    cheap, dear, other = (club.price(emulator, amount) for amount in (1000, 3000, 5000))
    sub = club.subscribe(emulator, ann.id, cheap.id)
    products: Any = [{"product": row.product, "prices": [row.id]} for row in (cheap, dear)]
    update: Any = {"enabled": True, "default_allowed_updates": ["price"], "products": products,
                   "proration_behavior": "always_invoice"}  # fmt: skip
    chosen = emulator.v1.billing_portal.configurations.create({"features": {"subscription_update": update}})
    made = emulator.v1.billing_portal.sessions.create({"customer": ann.id, "configuration": chosen.id})
    assert "£30.00 / year" in emulator.http.get(made.url).text
    change = f"{made.url}/subscriptions/{sub.id}/change"
    assert emulator.http.post(change, data={"price": other.id}).status_code == 402
    assert emulator.http.post(change, data={"price": dear.id}).status_code == 303
    after = emulator.v1.subscriptions.retrieve(sub.id).to_dict()
    assert after["items"]["data"][0]["price"]["id"] == dear.id
    assert [row.amount_paid for row in emulator.v1.invoices.list().data] == [2000, 1000]


def test_the_portal_shows_nobody_else(emulator: Program) -> None:
    ann, bob = club.customer(emulator), club.customer(emulator)
    sub = club.subscribe(emulator, bob.id, club.price(emulator).id)
    answer = emulator.http.post(f"{portal(emulator, ann.id)}/subscriptions/{sub.id}/cancel")
    assert answer.status_code == 402
    assert not emulator.v1.subscriptions.retrieve(sub.id).cancel_at_period_end
    assert emulator.http.get("/portal/none").status_code == 404


def test_an_invoice_is_paid_on_its_page(emulator: Program) -> None:
    ann = club.customer(emulator, "pm_card_chargeCustomerFail")
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    url = emulator.v1.invoices.retrieve(sub.latest_invoice).hosted_invoice_url
    assert url
    assert emulator.http.post(url, data=GOOD).status_code == 303
    assert club.status(emulator, sub.id) == "active"
    assert emulator.http.get(f"{url}x").status_code == 404


def test_dashboard(emulator: Program) -> None:
    ann = club.customer(emulator, name="<b>Ann</b>", metadata={"shirt": "M"})
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    for path in ("/", "/?q=ann", "/subscriptions", "/subscriptions?status=active", "/events", "/deliveries"):
        answer = emulator.http.get(path)
        assert answer.status_code == 200, path
        assert "Stripe emulator" in answer.text, path
        assert "<b>Ann" not in answer.text
    assert ann.id in emulator.http.get("/?q=club.test").text
    assert ann.id not in emulator.http.get("/?q=zzz").text
    event = re.search(r"/events/(evt_\w+)", emulator.http.get("/events").text)
    assert event
    assert emulator.http.get(event[0]).status_code == 200
    page = f"/customers/{ann.id}"
    assert "shirt = M" in emulator.http.get(page).text
    form = {"name": "Ann Lee", "email": "lee@club.test", "phone": "", "metadata": "shirt = L\nlocker = 7"}
    assert emulator.http.post(page, data=form).status_code == 303
    after = emulator.v1.customers.retrieve(ann.id).to_dict()
    assert (after["name"], after["email"], after["metadata"]) == (
        "Ann Lee",
        "lee@club.test",
        {"shirt": "L", "locker": "7"},
    )
    assert "customer.updated" in club.event_types(emulator)
    bad = emulator.http.post(page, data={"email": "nonsense"})
    assert bad.status_code == 400
    assert "Invalid email address" in bad.text
    emulator.http.post(f"/subscriptions/{sub.id}/cancel")
    assert club.status(emulator, sub.id) == "canceled"
    assert emulator.http.post(f"{page}/delete").status_code == 303
    assert emulator.http.get(page).status_code == 404


def test_what_checkout_says_and_asks_for(emulator: Program) -> None:
    made = session(
        emulator,
        customer_email="ann@club.test",
        custom_text={"submit": {"message": "See you on court."}},
        consent_collection={"terms_of_service": "required"},
        phone_number_collection={"enabled": True},
    )
    assert made.custom_text.submit.message == "See you on court."
    assert made.custom_text.after_submit is None
    assert made.consent_collection.terms_of_service == "required"
    assert made.phone_number_collection.enabled is True
    page = emulator.http.get(made.url).text
    assert "See you on court." in page
    assert "terms of service" in page
    assert emulator.http.post(made.url, data={**GOOD, "phone": "020"}).status_code == 402
    assert emulator.http.post(made.url, data={**GOOD, "terms": "accepted"}).status_code == 402
    good = {**GOOD, "phone": "020 7946 0000", "terms": "accepted"}
    assert emulator.http.post(made.url, data=good).status_code == 303
    after = emulator.v1.checkout.sessions.retrieve(made.id)
    assert after.customer_details.phone == "020 7946 0000"
    assert after.consent.terms_of_service == "accepted"
