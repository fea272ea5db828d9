"""A local stand-in for the Stripe API: subscriptions and billing, kept in memory."""

API_VERSION = "2026-08-26.dahlia"
