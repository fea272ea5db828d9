"""Two Customers of one person become one."""

from members.services.merging.doing import merge as merge
from members.services.merging.plan import Plan as Plan, preview as preview
