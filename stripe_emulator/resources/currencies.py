"""The currencies that Stripe charges in, and which of them one customer may use.

Source: https://docs.stripe.com/currencies
"""

from __future__ import annotations

from ..errors import InvalidRequest
from ..store import Object

SUPPORTED = (
    "usd", "aed", "afn", "all", "amd", "ang", "aoa", "ars", "aud", "awg", "azn", "bam", "bbd", "bdt",
    "bgn", "bhd", "bif", "bmd", "bnd", "bob", "brl", "bsd", "bwp", "byn", "bzd", "cad", "cdf", "chf",
    "clp", "cny", "cop", "crc", "cve", "czk", "djf", "dkk", "dop", "dzd", "egp", "etb", "eur", "fjd",
    "fkp", "gbp", "gel", "gip", "gmd", "gnf", "gtq", "gyd", "hkd", "hnl", "htg", "huf", "idr", "ils",
    "inr", "isk", "jmd", "jod", "jpy", "kes", "kgs", "khr", "kmf", "krw", "kwd", "kyd", "kzt", "lak",
    "lbp", "lkr", "lrd", "lsl", "mad", "mdl", "mga", "mkd", "mmk", "mnt", "mop", "mur", "mvr", "mwk",
    "mxn", "myr", "mzn", "nad", "ngn", "nio", "nok", "npr", "nzd", "omr", "pab", "pen", "pgk", "php",
    "pkr", "pln", "pyg", "qar", "ron", "rsd", "rub", "rwf", "sar", "sbd", "scr", "sek", "sgd", "shp",
    "sle", "sos", "srd", "std", "szl", "thb", "tjs", "tnd", "top", "try", "ttd", "twd", "tzs", "uah",
    "ugx", "uyu", "uzs", "vnd", "vuv", "wst", "xaf", "xcd", "xcg", "xof", "xpf", "yer", "zar", "zmw",
)  # fmt: skip


def check_currency(given: str) -> str:
    currency = given.lower()
    if currency not in SUPPORTED:
        raise InvalidRequest(
            f"Invalid currency: {given}. Stripe currently supports these currencies: {', '.join(SUPPORTED)}",
            param="currency",
        )
    return currency


def refuse_other_currency(customer: Object, currency: str) -> None:
    if customer["currency"] not in (None, currency):
        raise InvalidRequest(
            "You cannot combine currencies on a single customer. This customer has an active subscription,"
            f" subscription schedule, discount, quote, or invoice item with currency {customer['currency']}.",
            param="customer",
        )
