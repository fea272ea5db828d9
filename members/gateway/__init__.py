"""The calls that write to Stripe, one function a call. Nothing else in `members` imports Stripe's library.

Timeouts, retries and the translation of Stripe's errors into `cogento.errors` come from `reporting.reader`.
Every write takes an idempotency key: the same key twice does it once.
"""

from members.gateway.customers import (
    create_customer as create_customer,
    delete_customer as delete_customer,
    list_customers_by_email as list_customers_by_email,
    retrieve_customer as retrieve_customer,
    update_customer as update_customer,
)
from members.gateway.plans import (
    create_price as create_price,
    create_product as create_product,
    list_prices as list_prices,
    list_products as list_products,
    retrieve_price as retrieve_price,
)
from members.gateway.sessions import (
    create_checkout_session as create_checkout_session,
    create_portal_session as create_portal_session,
)
from members.gateway.subscriptions import (
    cancel_subscription as cancel_subscription,
    create_subscription as create_subscription,
    list_subscription_creations as list_subscription_creations,
    list_subscriptions as list_subscriptions,
    resume_subscription as resume_subscription,
    retrieve_subscription as retrieve_subscription,
    update_subscription as update_subscription,
)
from members.gateway.webhook_endpoints import (
    create_webhook_endpoint as create_webhook_endpoint,
    list_webhook_endpoints as list_webhook_endpoints,
    update_webhook_endpoint as update_webhook_endpoint,
)
