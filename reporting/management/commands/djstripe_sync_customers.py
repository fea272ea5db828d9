"""dj-stripe's command makes customers in Stripe of subscribers, which there are none of here."""

from reporting.management.refused import Refused


class Command(Refused):
    instead = "manage.py djstripe_sync_models"
