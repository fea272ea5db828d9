"""Objects that come into being without being asked for: every key that Stripe answers, with its default."""
