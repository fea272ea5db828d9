"""dj-stripe's command keeps signing secrets in the reporting database, and forwards to a view of its own."""

from reporting.management.refused import Refused


class Command(Refused):
    instead = "stripe listen --forward-to 127.0.0.1:8000/stripe/webhooks (Stripe's own command)"
