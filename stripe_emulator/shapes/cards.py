"""A card as customers' sources and tokens show it."""

from __future__ import annotations

from ..store import Object

BRANDS = {"visa": "Visa", "mastercard": "MasterCard", "amex": "American Express", "discover": "Discover"}


def card_shape(method: Object) -> Object:
    card, details = method["card"], method["billing_details"]
    address = details["address"]
    return {
        "id": method["id"],
        "object": "card",
        "address_city": address["city"],
        "address_country": address["country"],
        "address_line1": address["line1"],
        "address_line1_check": None,
        "address_line2": address["line2"],
        "address_state": address["state"],
        "address_zip": address["postal_code"],
        "address_zip_check": None,
        "allow_redisplay": "unspecified",
        "brand": BRANDS[card["brand"]],
        "country": card["country"],
        "customer": method["customer"],
        "cvc_check": card["checks"]["cvc_check"],
        "dynamic_last4": None,
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "last4": card["last4"],
        "metadata": method["metadata"],
        "name": details["name"],
        "networks": {"preferred": None},
        "regulated_status": "unregulated",
        "tokenization_method": None,
    }
