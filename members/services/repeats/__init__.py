"""The same request twice does it once: by the caller's Idempotency-Key, else as a double click.

What was answered is kept for a day. A request that was begun and never ended (its process was killed, or
Stripe did not answer) is carried out again under the same key of Stripe's, and finds what the first try did.
"""

from members.services.repeats.asking import Asked
from members.services.repeats.once import Given, forget_old, once

__all__ = ["Asked", "Given", "forget_old", "once"]
