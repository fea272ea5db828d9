"""Regeneration: the whole mirror from Stripe's lists, in one transaction."""
