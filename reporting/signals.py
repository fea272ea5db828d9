"""What the mirror tells the rest of Cogento."""

from django.dispatch import Signal

# Sent after commit with customer_id, before and after: the statuses, None where there is no such person.
membership_changed = Signal()

# Sent with events: what Stripe told, each one at least once, in no particular order.
events_told = Signal()
