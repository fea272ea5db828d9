"""Memberships: Stripe Subscriptions. Whatever gives somebody a plan holds the same lock on the person."""

from members.services.subscriptions.changing import (
    Preview as Preview,
    change as change,
    preview_change as preview_change,
)
from members.services.subscriptions.ending import cancel as cancel, resume as resume
from members.services.subscriptions.pausing import pause as pause
from members.services.subscriptions.renewing import (
    move_renewal as move_renewal,
    preview_renewal as preview_renewal,
)
from members.services.subscriptions.running import (
    MEMBER_NAME as MEMBER_NAME,
    NEXT_PRICE as NEXT_PRICE,
    RUNNING as RUNNING,
    offered_price as offered_price,
    only_one_writer as only_one_writer,
    running as running,
)
from members.services.subscriptions.starting import start as start
