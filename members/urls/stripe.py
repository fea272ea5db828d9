"""Routes that write to Stripe."""

from django.urls import path, register_converter

from members.urls.converters import StripeId
from members.views import (
    billing,
    bulk,
    coupons,
    customers,
    invoices,
    joining,
    money,
    plans,
    subscriptions,
    undefined_keys,
)

register_converter(StripeId, "stripe_id")

urlpatterns = [
    path("customers", customers.Customers.as_view()),
    path("customers/<stripe_id:customer_id>", customers.OneCustomer.as_view()),
    path("customers/<stripe_id:customer_id>/metadata", customers.CustomerMetadata.as_view()),
    path("customers/<stripe_id:customer_id>/credit", money.CustomerCredit.as_view()),
    path("subscriptions", subscriptions.Subscriptions.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/cancel", subscriptions.SubscriptionCancel.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/resume", subscriptions.SubscriptionResume.as_view()),
    path(
        "subscriptions/<stripe_id:subscription_id>/change-preview",
        subscriptions.SubscriptionChangePreview.as_view(),
    ),
    path("subscriptions/<stripe_id:subscription_id>/change", subscriptions.SubscriptionChange.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/pause", subscriptions.SubscriptionPause.as_view()),
    path(
        "subscriptions/<stripe_id:subscription_id>/renewal-preview",
        subscriptions.SubscriptionRenewalPreview.as_view(),
    ),
    path("subscriptions/<stripe_id:subscription_id>/renewal", subscriptions.SubscriptionRenewal.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/metadata", subscriptions.SubscriptionMetadata.as_view()),
    path("subscriptions/<stripe_id:subscription_id>/discount", coupons.SubscriptionDiscount.as_view()),
    path("invoices", invoices.Invoices.as_view()),
    path("invoices/<stripe_id:invoice_id>/send", invoices.InvoiceSend.as_view()),
    path("invoices/<stripe_id:invoice_id>/void", invoices.InvoiceVoid.as_view()),
    path("invoices/<stripe_id:invoice_id>/pay", invoices.InvoicePay.as_view()),
    path("refunds", money.Refunds.as_view()),
    path("payment-intents", money.PaymentIntents.as_view()),
    path("payment-intents/<stripe_id:payment_intent_id>", money.OnePaymentIntent.as_view()),
    path("coupons", coupons.Coupons.as_view()),
    path("coupons/<stripe_id:coupon_id>", coupons.OneCoupon.as_view()),
    path("promotion-codes", coupons.PromotionCodes.as_view()),
    path("promotion-codes/<stripe_id:promotion_code_id>", coupons.OnePromotionCode.as_view()),
    path("portal-sessions", billing.PortalSessions.as_view()),
    path("checkout-sessions", billing.CheckoutSessions.as_view()),
    path("products", billing.Products.as_view()),
    path("plans", plans.Plans.as_view()),
    path("plans/<stripe_id:product_id>", plans.OnePlan.as_view()),
    path("plans/<stripe_id:product_id>/archive", plans.PlanArchive.as_view()),
    path("plans/<stripe_id:product_id>/restore", plans.PlanRestore.as_view()),
    path("prices/<stripe_id:price_id>/replace", plans.PriceReplace.as_view()),
    path("price-moves/<int:move_id>", plans.OnePriceMove.as_view()),
    path("price-moves/<int:move_id>/go-on", plans.PriceMoveGoOn.as_view()),
    path("joinings", joining.Joinings.as_view()),
    path("joinings/<stripe_id:session_id>", joining.OneJoining.as_view()),
    path("prices", billing.Prices.as_view()),
    path("bulk/key-removals", undefined_keys.KeyRemovals.as_view()),
    path("bulk/members", bulk.Imports.as_view()),
    path("bulk/members/<int:batch_id>", bulk.OneImport.as_view()),
    path("bulk/members/<int:batch_id>/confirm", bulk.ImportConfirm.as_view()),
    path("bulk/members/<int:batch_id>/cancel", bulk.ImportCancel.as_view()),
    path("bulk/members/<int:batch_id>/errors.csv", bulk.ImportErrors.as_view()),
]
