"""Routes that write to Stripe."""

from django.urls import path, register_converter

from members.urls.converters import StripeId
from members.views import billing, bulk, customers, subscriptions

register_converter(StripeId, "stripe_id")

urlpatterns = [
    path("customers", customers.Customers.as_view()),
    path("customers/<stripe_id:customer_id>", customers.OneCustomer.as_view()),
    path("customers/<stripe_id:customer_id>/metadata", customers.CustomerMetadata.as_view()),
    path("subscriptions", subscriptions.Subscriptions.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/cancel", subscriptions.SubscriptionCancel.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/resume", subscriptions.SubscriptionResume.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/metadata", subscriptions.SubscriptionMetadata.as_view()),
    path("portal-sessions", billing.PortalSessions.as_view()),
    path("checkout-sessions", billing.CheckoutSessions.as_view()),
    path("products", billing.Products.as_view()),
    path("prices", billing.Prices.as_view()),
    path("bulk/members", bulk.Imports.as_view()),
    path("bulk/members/<int:batch_id>", bulk.OneImport.as_view()),
    path("bulk/members/<int:batch_id>/confirm", bulk.ImportConfirm.as_view()),
    path("bulk/members/<int:batch_id>/cancel", bulk.ImportCancel.as_view()),
    path("bulk/members/<int:batch_id>/errors.csv", bulk.ImportErrors.as_view()),
]
