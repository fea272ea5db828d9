"""Discounts: who may redeem a coupon, what it takes off which line, and when it ends.

Source: https://docs.stripe.com/billing/subscriptions/coupons
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import InvalidRequest
from ..state import State
from ..store import Object
from .calendar import boundary
from .money import rounded


def is_valid(state: State, coupon: Object) -> bool:
    late = coupon["redeem_by"] is not None and state.now() >= coupon["redeem_by"]
    used = coupon["max_redemptions"] is not None and coupon["times_redeemed"] >= coupon["max_redemptions"]
    return not (late or used or coupon.get("deleted"))


def is_active(state: State, code: Object) -> bool:
    late = code["expires_at"] is not None and state.now() >= code["expires_at"]
    used = code["max_redemptions"] is not None and code["times_redeemed"] >= code["max_redemptions"]
    coupon = state.store.get(code["promotion"]["coupon"], "coupon")
    return bool(code["active"] and not late and not used and coupon and is_valid(state, coupon))


def redeem(state: State, given: list[Object] | None, *, customer: str | None, **owner: Any) -> list[str]:
    """Discounts for `[{"coupon"}, {"promotion_code"}, {"discount"}]`; answers their ids."""
    return [_redeem(state, entry, customer, owner, n)["id"] for n, entry in enumerate(given or [])]


def _redeem(state: State, given: Object, customer: str | None, owner: Object, number: int) -> Object:
    name = f"discounts[{number}]"
    if given.get("discount"):
        return state.get("discount", given["discount"], param=f"{name}[discount]")
    coupon, code = _chosen(state, given, customer, name)
    if code:
        state.change(code, {"times_redeemed": code["times_redeemed"] + 1}, "promotion_code.updated")
    state.change(coupon, {"times_redeemed": coupon["times_redeemed"] + 1}, "coupon.updated")
    months = coupon["duration_in_months"]
    discount = {
        "id": state.new_id("di"),
        "object": "discount",
        "checkout_session": None,
        "customer": customer,
        "customer_account": None,
        "end": boundary(state.now(), "month", months, 1) if months else None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": code and code["id"],
        "source": {"coupon": coupon["id"], "type": "coupon"},
        "start": state.now(),
        "subscription": None,
        "subscription_item": None,
        **owner,
    }
    state.create(discount)
    if not (discount["invoice"] or discount["invoice_item"] or discount["checkout_session"]):
        state.emit("customer.discount.created", discount)
    return discount


def _chosen(state: State, given: Object, customer: str | None, name: str) -> tuple[Object, Object | None]:
    """The coupon that may be redeemed, and the promotion code if that was given."""
    code = None
    if given.get("promotion_code"):
        code = state.get("promotion_code", given["promotion_code"], param=f"{name}[promotion_code]")
        check_code(state, code, customer)
        coupon = state.store.objects[code["promotion"]["coupon"]]
    else:
        coupon = state.get("coupon", given.get("coupon") or "", param=f"{name}[coupon]")
    if not is_valid(state, coupon):
        raise InvalidRequest(
            f"Coupon {coupon['id']} is expired and cannot be applied.",
            code="coupon_expired",
            param=f"{name}[coupon]",
        )
    return coupon, code


def check_code(state: State, code: Object, customer: str | None) -> None:
    if not is_active(state, code):
        raise InvalidRequest("This promotion code is not active.", code="promotion_code_expired")
    if code["customer"] and code["customer"] != customer:
        raise InvalidRequest("This promotion code is for another customer.", param="promotion_code")
    paid = state.store.all("invoice", customer=customer, status="paid") if customer else []
    if code["restrictions"]["first_time_transaction"] and any(row["amount_paid"] for row in paid):
        raise InvalidRequest(
            "This promotion code cannot be redeemed because the associated customer has prior transactions.",
            code="promotion_code_customer_not_first_time",
        )


def check_purchase(state: State, given: list[Object] | None, amount: int, currency: str) -> None:
    """Refuse what is not for so small a purchase, or takes off another currency."""
    for number, entry in enumerate(given or []):
        code = state.store.get(entry.get("promotion_code"), "promotion_code")
        rules = code["restrictions"] if code else {"minimum_amount": None}
        name = f"discounts[{number}][{'promotion_code' if code else 'coupon'}]"
        least, asked = rules["minimum_amount"], rules.get("minimum_amount_currency")
        if least is not None and (amount < least or asked != currency):
            raise InvalidRequest(
                "This promotion code cannot be redeemed because the associated purchase does not meet the"
                " minimum amount requirement.",
                param=name,
            )
    refuse_other_currency(state, given, currency)


def refuse_other_currency(state: State, given: list[Object] | None, currency: str) -> None:
    for number, entry in enumerate(given or []):
        code = state.store.get(entry.get("promotion_code"), "promotion_code")
        coupon = state.store.get(code["promotion"]["coupon"] if code else entry.get("coupon"), "coupon")
        if coupon and coupon["currency"] not in (None, currency):
            raise InvalidRequest(
                f"You cannot combine currencies on a single customer. The coupon {coupon['id']} is in"
                f" {coupon['currency']} and this purchase in {currency}.",
                param=f"discounts[{number}][{'promotion_code' if code else 'coupon'}]",
            )


def replace_on_customer(state: State, customer: Object, given: Object | None) -> Object:
    """Put another discount on the customer, or none."""
    old = customer["discount"]
    if given is None:
        if old:
            end(state, old)
        return state.get("customer", customer["id"])
    (id,) = redeem(state, [given], customer=customer["id"])
    if old:
        state.change(state.store.objects[old["id"]], {"_over": True})
        state.emit("customer.discount.updated", state.store.objects[id], previous=old)
    return state.change(customer, {"discount": state.render(state.store.objects[id])}, "customer.updated")


def end(state: State, discount: Object) -> Object:
    """It is over: taken from whatever it stood on."""
    kept = state.store.objects[discount["id"]]
    state.change(kept, {"_over": True})
    customer = state.store.get(discount["customer"], "customer")
    if customer and not customer.get("deleted") and (customer["discount"] or {}).get("id") == discount["id"]:
        state.change(customer, {"discount": None}, "customer.updated")
    sub = state.store.get(discount["subscription"], "subscription")
    if sub:
        rest = [id for id in sub["discounts"] if id != discount["id"]]
        items = [
            {**item, "discounts": [id for id in item["discounts"] if id != discount["id"]]}
            for item in sub["items"]
        ]
        told = None if sub.get("_starting") else "customer.subscription.updated"
        state.change(sub, {"discounts": rest, "items": items}, told)
    state.emit("customer.discount.deleted", kept)
    return state.render(kept)


def for_invoice(state: State, customer: Object, subscription: Object | None) -> list[str]:
    """The subscription's own discounts, else the customer's, if they have not ended."""
    ids = (subscription or {}).get("discounts") or []
    if not ids and customer["discount"]:
        ids = [customer["discount"]["id"]]
    return [id for id in ids if _runs(state, id)]


def _runs(state: State, id: str) -> bool:
    discount = state.store.objects[id]
    return not discount.get("_over") and (discount["end"] is None or state.now() < discount["end"])


def use_up(state: State, invoice: Object) -> None:
    """What was to be used once has been, if it took anything off."""
    used = {entry["discount"] for entry in invoice["total_discount_amounts"] if entry["amount"]}
    for id in used:
        discount = state.store.objects[id]
        if coupon_of(state, discount)["duration"] == "once" and not discount.get("_over"):
            end(state, discount)


def coupon_of(state: State, discount: Object) -> Object:
    return state.store.objects[discount["source"]["coupon"]]


def taken_off(state: State, invoice: Object) -> list[list[Object]]:
    """For each line of the invoice, `[{"amount", "discount"}]`: its own discounts, then the invoice's."""
    lines = invoice["lines"]
    left = [max(line["amount"], 0) if line["discountable"] else 0 for line in lines]
    off: list[list[Object]] = [[] for _ in lines]
    for n, line in enumerate(lines):
        for id in line["discounts"]:
            _take(coupon_by(state, id), id, invoice, [n], left, off)
    for id in invoice["discounts"]:
        _take(coupon_by(state, id), id, invoice, list(range(len(lines))), left, off)
    return off


def coupon_by(state: State, id: str) -> Object:
    return coupon_of(state, state.store.objects[id])


def foreseen(state: State, given: list[Object], invoice: Object) -> list[int]:
    """What coupons and codes that are not redeemed yet would take off each line."""
    left = [line["amount"] for line in invoice["lines"]]
    off: list[list[Object]] = [[] for _ in left]
    for number, entry in enumerate(given):
        coupon, _ = _chosen(state, entry, invoice["customer"], f"discounts[{number}]")
        _take(coupon, coupon["id"], invoice, list(range(len(left))), left, off)
    return [sum(entry["amount"] for entry in entries) for entries in off]


def _take(
    coupon: Object, id: str, invoice: Object, places: list[int], left: list[int], off: list[list[Object]]
) -> None:
    places = [n for n in places if left[n] and _covers(coupon, invoice["lines"][n])]
    if coupon["percent_off"] is not None:
        share = Decimal(str(coupon["percent_off"])) / 100
        amounts = [rounded(left[n] * share) for n in places]
    elif coupon["currency"] == invoice["currency"]:
        amounts = spread(coupon["amount_off"], [left[n] for n in places])
    else:
        return
    for n, amount in zip(places, amounts, strict=True):
        left[n] -= amount
        off[n].append({"amount": amount, "discount": id})


def _covers(coupon: Object, line: Object) -> bool:
    product = ((line["pricing"] or {}).get("price_details") or {}).get("product")
    return not coupon["_products"] or product in coupon["_products"]


def spread(amount: int, over: list[int]) -> list[int]:
    """An amount in proportion over others, none taken below nothing; the last takes what rounding left."""
    total = sum(over)
    amount = min(amount, total)
    shares = [rounded(Decimal(amount) * part / total) for part in over[:-1]] if total else []
    return [*shares, amount - sum(shares)] if over else []


def after_percentages(state: State, subscription: Object, price: Object, amount: int) -> int:
    """What prorations are reckoned from: the price less the percentages that run on the subscription."""
    customer = state.get("customer", subscription["customer"])
    for id in for_invoice(state, customer, subscription):
        coupon = coupon_of(state, state.store.objects[id])
        covered = not coupon["_products"] or price["product"] in coupon["_products"]
        if coupon["percent_off"] is not None and coupon["duration"] != "once" and covered:
            amount -= rounded(amount * Decimal(str(coupon["percent_off"])) / 100)
    return amount
