"""Joining without being signed in: a mail with links to pay, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cogento.errors import StripeObjectNotFound
from members import gateway, throttles
from members.models import JoinRequest
from members.services import current_request, self_service, subscriptions
from members.sign_in import addresses
from reporting import queries


@dataclass(frozen=True)
class Standing:
    """Of a Checkout page: `status` is Stripe's. `is_known` once the mirror has the membership."""

    status: str
    is_known: bool
    plan_name: str
    pay_url: str


def ask(*, email: str, price_id: str, birth_date: date | None, network: str) -> None:
    """Queue a mail to an address with links to Stripe's page that begins a membership of this plan.

    Whether the address is known is not looked up here, and a throttled request does the same work and takes
    it back: neither the answer nor its time tells who is a member. Whoever is known gets links for the
    Customers that are there, so that nobody becomes two.

    Raises:
        Conflict: every place of the plan is taken.
        FieldInvalid: there is no such plan, or it is for another age.
        NotAllowed: nobody can join this plan by themselves.
    """
    self_service.demand("join", by=email)
    product = subscriptions.offered_price(price_id)["product"]
    self_service.demand_open(product, customer={}, birth_date=birth_date)
    with transaction.atomic():
        if current_request.is_recorded():  # the mail is queued, and then the process was killed
            return
        current_request.note_recorded()
        network_allowed = throttles.allows_network(network)
        with transaction.atomic():
            mailbox_allowed = throttles.allows_mailbox(addresses.mailbox(email))
            request = JoinRequest.objects.create(email=email, price_id=price_id, birth_date=birth_date)
            from members.services.join_mails import send_join_mail

            send_join_mail.defer(request_id=request.pk)
            if not (network_allowed and mailbox_allowed):
                transaction.set_rollback(True)


def standing(*, session_id: str) -> Standing:
    """How far somebody has come who was sent to pay. The session's id lets in whoever has it.

    Raises:
        StripeObjectNotFound: there is no such page, or it is none that begins a membership.
    """
    data = gateway.retrieve_checkout_session(session_id=session_id).data
    if data.get("mode") != "subscription":
        raise StripeObjectNotFound
    made = data.get("subscription")
    subscription_id = made["id"] if isinstance(made, dict) else made
    row = queries.subscriptions().filter(id=subscription_id).first() if subscription_id else None
    return Standing(
        status=data["status"],
        is_known=row is not None,
        plan_name=(row.plan_name or "") if row else "",
        pay_url=data.get("url") or "",
    )
