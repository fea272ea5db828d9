"""Who may call what: the one table, which the tests hold against every route and docs/access.md is made from.

Roles grow: a revoked role and a lapsed membership let in as little as nobody. Members see and change what is
their own only; an object of somebody else's looks to them like one that is not there.
"""

from __future__ import annotations

ANYONE = {"nobody", "member", "admin", "superuser", "lapsed", "revoked"}
SIGNED_IN = {"member", "admin", "superuser"}
ADMIN = {"admin", "superuser"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SAFE = {"GET": ANYONE}
GET_ALONE = {"GET": ANYONE, "HEAD": set()}  # a scanner that looks at a link must not use it up

TABLE: dict[str, dict[str, set[str]]] = {
    "auth/sign-in": {"POST": ANYONE},
    "auth/token": {"POST": ANYONE},
    "auth/passkey": {"POST": ANYONE},
    "auth/passkey/options": {"POST": ANYONE},
    "auth/passkeys": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "auth/passkeys/options": {"POST": SIGNED_IN},
    "auth/passkeys/<int:passkey_id>": {"DELETE": SIGNED_IN},
    "auth/with/<slug:provider>": GET_ALONE,
    "auth/with/<slug:provider>/back": GET_ALONE,
    "auth/session": {"GET": ANYONE, "DELETE": ANYONE},
    "auth/sessions": {"GET": SIGNED_IN, "DELETE": SIGNED_IN},
    "auth/sessions/<slug:session_id>": {"DELETE": SIGNED_IN},
    "stripe/customers": {"POST": ADMIN},
    "stripe/customers/<stripe_id:customer_id>": {"GET": ADMIN, "PATCH": ADMIN, "DELETE": ADMIN},
    "stripe/customers/<stripe_id:customer_id>/metadata": {"PATCH": SIGNED_IN},
    "stripe/subscriptions": {"POST": ADMIN},
    "stripe/subscriptions/<stripe_id:subscription_id>/cancel": {"POST": SIGNED_IN},
    "stripe/subscriptions/<stripe_id:subscription_id>/resume": {"POST": SIGNED_IN},
    "stripe/subscriptions/<stripe_id:subscription_id>/change-preview": {"POST": SIGNED_IN},
    "stripe/subscriptions/<stripe_id:subscription_id>/change": {"POST": SIGNED_IN},
    "stripe/subscriptions/<stripe_id:subscription_id>/pause": {"POST": ADMIN},
    "stripe/subscriptions/<stripe_id:subscription_id>/renewal-preview": {"POST": ADMIN},
    "stripe/subscriptions/<stripe_id:subscription_id>/renewal": {"POST": ADMIN},
    "stripe/subscriptions/<stripe_id:subscription_id>/metadata": {"PATCH": SIGNED_IN},
    "stripe/customers/<stripe_id:customer_id>/credit": {"GET": ADMIN, "POST": ADMIN},
    "stripe/customers/<stripe_id:customer_id>/delete-preview": {"GET": ADMIN},
    "stripe/customers/<stripe_id:customer_id>/merge-preview": {"POST": ADMIN},
    "stripe/customers/<stripe_id:customer_id>/merge": {"POST": ADMIN},
    "stripe/subscriptions/<stripe_id:subscription_id>/discount": {"PUT": ADMIN, "DELETE": ADMIN},
    "stripe/invoices": {"POST": ADMIN},
    "stripe/invoices/<stripe_id:invoice_id>/send": {"POST": ADMIN},
    "stripe/invoices/<stripe_id:invoice_id>/void": {"POST": ADMIN},
    "stripe/invoices/<stripe_id:invoice_id>/pay": {"POST": ADMIN},
    "stripe/refunds": {"POST": ADMIN},
    "stripe/payment-intents": {"POST": ADMIN},
    "stripe/payment-intents/<stripe_id:payment_intent_id>": {"GET": SIGNED_IN},
    "stripe/coupons": {"GET": ADMIN, "POST": ADMIN},
    "stripe/coupons/<stripe_id:coupon_id>": {"DELETE": ADMIN},
    "stripe/promotion-codes": {"GET": ADMIN, "POST": ADMIN},
    "stripe/promotion-codes/<stripe_id:promotion_code_id>": {"PATCH": ADMIN},
    "stripe/portal-sessions": {"POST": SIGNED_IN},
    "stripe/checkout-sessions": {"POST": SIGNED_IN},
    "stripe/checkout-sessions/<stripe_id:session_id>": {"GET": SIGNED_IN},
    "stripe/products": {"GET": ADMIN, "POST": ADMIN},
    "stripe/plans": {"POST": ADMIN},
    "stripe/plans/<stripe_id:product_id>": {"PATCH": ADMIN},
    "stripe/plans/<stripe_id:product_id>/archive": {"POST": ADMIN},
    "stripe/plans/<stripe_id:product_id>/restore": {"POST": ADMIN},
    "stripe/prices/<stripe_id:price_id>/replace": {"POST": ADMIN},
    "stripe/price-moves/<int:move_id>": {"GET": ADMIN},
    "stripe/price-moves/<int:move_id>/go-on": {"POST": ADMIN},
    "stripe/joinings": {"POST": ANYONE},
    "stripe/joinings/<stripe_id:session_id>": SAFE,
    "stripe/prices": {"GET": ADMIN, "POST": ADMIN},
    "stripe/bulk/members": {"POST": ADMIN},
    "stripe/bulk/members/<int:batch_id>": {"GET": ADMIN},
    "stripe/bulk/members/<int:batch_id>/confirm": {"POST": ADMIN},
    "stripe/bulk/members/<int:batch_id>/cancel": {"POST": ADMIN},
    "stripe/bulk/members/<int:batch_id>/errors.csv": {"GET": ADMIN},
    "stripe/bulk/metadata": {"POST": ADMIN},
    "stripe/bulk/metadata/<int:batch_id>": {"GET": ADMIN},
    "stripe/bulk/metadata/<int:batch_id>/confirm": {"POST": ADMIN},
    "stripe/bulk/metadata/<int:batch_id>/cancel": {"POST": ADMIN},
    "stripe/bulk/metadata/<int:batch_id>/errors.csv": {"GET": ADMIN},
    "stripe/bulk/key-removals": {"POST": {"superuser"}},
    "stripe/webhooks": {"POST": ANYONE},  # whoever signs as Stripe does
    "postgres/members/me": {"GET": SIGNED_IN},
    "postgres/reports/undefined-keys": {"GET": ADMIN},
    "postgres/members": {"GET": ADMIN},
    "postgres/members/<str:customer_id>": {"GET": ADMIN},
    "postgres/plans": SAFE,
    "postgres/subscriptions": {"GET": SIGNED_IN},
    "postgres/invoices": {"GET": SIGNED_IN},
    "postgres/payments": {"GET": SIGNED_IN},
    "postgres/mirror": {"GET": ADMIN},
    "schema": SAFE,
    "docs": SAFE,
    "healthz": SAFE,
    "readyz": SAFE,
    r"^(auth|stripe|postgres|static|assets)(/.*)?$": dict.fromkeys(METHODS, ANYONE),  # always 404
    "^.*$": SAFE,
}
