"""The calls that write to Stripe, one function a call. Nothing else in `members` imports Stripe's library.

Timeouts, retries and the translation of Stripe's errors into `cogento.errors` come from `reporting.reader`.
Every write takes an idempotency key: the same key twice does it once.
"""

from members.gateway.client import every as every
from members.gateway.coupons import (
    create_coupon as create_coupon,
    create_promotion_code as create_promotion_code,
    delete_coupon as delete_coupon,
    list_coupons as list_coupons,
    list_promotion_codes as list_promotion_codes,
    retrieve_coupon as retrieve_coupon,
    retrieve_promotion_code as retrieve_promotion_code,
    update_promotion_code as update_promotion_code,
)
from members.gateway.customer_balance import (
    create_balance_entry as create_balance_entry,
    list_balance_entries as list_balance_entries,
    retrieve_balance_entry as retrieve_balance_entry,
)
from members.gateway.customers import (
    create_customer as create_customer,
    delete_customer as delete_customer,
    list_customers_by_email as list_customers_by_email,
    list_of_customer as list_of_customer,
    retrieve_customer as retrieve_customer,
    update_customer as update_customer,
)
from members.gateway.events import list_events as list_events
from members.gateway.invoices import (
    add_invoice_lines as add_invoice_lines,
    create_invoice as create_invoice,
    list_invoice_payments as list_invoice_payments,
    list_invoices as list_invoices,
    list_pending_invoice_items as list_pending_invoice_items,
    pay_invoice as pay_invoice,
    retrieve_invoice as retrieve_invoice,
    send_invoice as send_invoice,
    update_invoice as update_invoice,
    void_invoice as void_invoice,
)
from members.gateway.payments import (
    create_payment_intent as create_payment_intent,
    create_refund as create_refund,
    list_payment_methods as list_payment_methods,
    list_refunds as list_refunds,
    retrieve_charge as retrieve_charge,
    retrieve_payment_intent as retrieve_payment_intent,
    retrieve_refund as retrieve_refund,
)
from members.gateway.permissions import (
    READS as READS,
    WRITES as WRITES,
    may_read as may_read,
    may_write as may_write,
)
from members.gateway.plans import (
    create_price as create_price,
    create_product as create_product,
    list_prices as list_prices,
    list_products as list_products,
    retrieve_price as retrieve_price,
    retrieve_product as retrieve_product,
    update_price as update_price,
    update_product as update_product,
)
from members.gateway.sessions import (
    create_checkout_session as create_checkout_session,
    create_portal_session as create_portal_session,
    expire_checkout_session as expire_checkout_session,
    list_open_checkout_sessions as list_open_checkout_sessions,
    retrieve_checkout_session as retrieve_checkout_session,
)
from members.gateway.subscriptions import (
    cancel_subscription as cancel_subscription,
    create_subscription as create_subscription,
    create_subscription_schedule as create_subscription_schedule,
    list_paid_invoices as list_paid_invoices,
    list_subscription_creations as list_subscription_creations,
    list_subscriptions as list_subscriptions,
    list_subscriptions_of_price as list_subscriptions_of_price,
    preview_invoice as preview_invoice,
    release_subscription_schedule as release_subscription_schedule,
    resume_subscription as resume_subscription,
    retrieve_subscription as retrieve_subscription,
    retrieve_subscription_schedule as retrieve_subscription_schedule,
    update_subscription as update_subscription,
    update_subscription_schedule as update_subscription_schedule,
)
from members.gateway.webhook_endpoints import (
    create_webhook_endpoint as create_webhook_endpoint,
    list_webhook_endpoints as list_webhook_endpoints,
    update_webhook_endpoint as update_webhook_endpoint,
)
