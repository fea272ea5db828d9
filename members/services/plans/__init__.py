"""Plans: Stripe Products and their Prices. A Price cannot be changed, only replaced."""

from members.services.plans.amounts import change_amount as change_amount
from members.services.plans.changing import (
    archive as archive,
    change as change,
    restore as restore,
)
from members.services.plans.making import (
    create as create,
    create_price as create_price,
    create_product as create_product,
)
from members.services.plans.moving import go_on as go_on
