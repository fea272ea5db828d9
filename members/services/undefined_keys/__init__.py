"""Keys in Stripe's metadata that no field is defined for: listed, and removed by a job.

undefined_keys.listed()                                       # from the mirror
undefined_keys.remove(target="customer", key="old", by=…)     # queues the job, says how many
"""

from members.services.undefined_keys.listing import listed
from members.services.undefined_keys.removing import carry_out, remove

__all__ = ["carry_out", "listed", "remove"]
