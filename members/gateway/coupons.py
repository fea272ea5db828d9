"""Coupons, and the promotion codes with which people redeem them."""

from __future__ import annotations

from members.gateway.client import Params, once, stripe
from reporting.reader import Answer, call


def create_coupon(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/coupons/create"""
    return call(stripe().v1.coupons.create, params, once(idempotency_key))


def retrieve_coupon(*, coupon_id: str) -> Answer:
    """https://docs.stripe.com/api/coupons/retrieve"""
    return call(stripe().v1.coupons.retrieve, coupon_id)


def list_coupons(*, params: Params) -> Answer:
    """https://docs.stripe.com/api/coupons/list"""
    return call(stripe().v1.coupons.list, params)


def delete_coupon(*, coupon_id: str, idempotency_key: str) -> Answer:
    """Whoever has its discount keeps it. https://docs.stripe.com/api/coupons/delete"""
    return call(stripe().v1.coupons.delete, coupon_id, None, once(idempotency_key))


def create_promotion_code(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/promotion_codes/create"""
    return call(stripe().v1.promotion_codes.create, params, once(idempotency_key))


def retrieve_promotion_code(*, promotion_code_id: str) -> Answer:
    """https://docs.stripe.com/api/promotion_codes/retrieve"""
    return call(stripe().v1.promotion_codes.retrieve, promotion_code_id)


def list_promotion_codes(*, params: Params) -> Answer:
    """https://docs.stripe.com/api/promotion_codes/list"""
    return call(stripe().v1.promotion_codes.list, params)


def update_promotion_code(*, promotion_code_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/promotion_codes/update"""
    return call(stripe().v1.promotion_codes.update, promotion_code_id, params, once(idempotency_key))
