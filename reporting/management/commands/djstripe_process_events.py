"""dj-stripe's command handles events in any order, and where one deletes a customer, deletes it in Stripe."""

from reporting.management.refused import Refused


class Command(Refused):
    instead = "manage.py catch_up_events"
