"""Members who follow their plan to its new price, one by one. May be stopped and begun again at any row."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cogento.errors import CogentoError, Conflict, IdempotencyConflict, StripeKeyRejected, StripeUnavailable
from members import gateway
from members.models import PriceMove, PriceMoveRow
from members.services import subscriptions, writing
from members.services.bulk import locks
from members.services.bulk.errors import Paused

logger = logging.getLogger(__name__)
AT_ONCE = 500  # rows written
State, Members, Outcome = PriceMove.State, PriceMove.Members, PriceMoveRow.Outcome


def run(move_id: int) -> PriceMove:
    """Carry out what waits. Safe to call again at any time, from anywhere; two at once do it once.

    Raises:
        Paused: Stripe is away; call again later.
    """
    with locks.tried(lock_name(move_id)) as free:
        move = PriceMove.objects.get(pk=move_id)
        if not free or not move.is_moving:
            return move
        try:
            _work(move)
        except StripeKeyRejected as error:
            _say(move, f"{error.text} Then press Go on; who has moved stays moved.", state=State.STOPPED)
        except (StripeUnavailable, IdempotencyConflict) as error:
            _say(move, f"{error.text} It waits and goes on by itself.")
            raise Paused(error.text) from error
    return move


def go_on(*, move_id: int) -> PriceMove:
    """Take up again what was stopped, and those who failed."""
    with transaction.atomic():
        move = PriceMove.objects.select_for_update().get(pk=move_id)
        if move.is_moving:
            raise Conflict("This is running already.")
        move.rows.filter(outcome=Outcome.FAILED).update(outcome=Outcome.PENDING, message="")
        move.state, move.message, move.ended_at = State.QUEUED, "", None
        move.save()
        enqueue(move.pk)
    return move


def lock_name(move_id: int) -> str:
    return f"price-move:{move_id}"


def enqueue(move_id: int) -> None:
    """Queue the job, unless it is queued already."""
    from procrastinate.exceptions import AlreadyEnqueued

    from members.services.plans import tasks

    try:
        with transaction.atomic():
            tasks.move_members.configure(queueing_lock=f"price-move-{move_id}").defer(move_id=move_id)
    except AlreadyEnqueued:
        pass


def retire(move: PriceMove) -> None:
    """Offer the old Price no longer. Each step can be done again."""
    product = gateway.retrieve_product(product_id=move.product_id).data
    if product.get("default_price") == move.old_price_id:
        answer = gateway.update_product(
            product_id=move.product_id,
            params={"default_price": move.price_id},
            idempotency_key=writing.digest("default price", move.pk, move.price_id),
        )
        writing.finish(
            answer,
            by=move.created_by,
            action="plan.change",
            before={"default_price": move.old_price_id},
            after={"default_price": move.price_id},
        )
    if gateway.retrieve_price(price_id=move.old_price_id).data["active"]:
        answer = gateway.update_price(
            price_id=move.old_price_id,
            params={"active": False},
            idempotency_key=writing.digest("price.archive", move.pk, move.old_price_id),
        )
        writing.finish(
            answer,
            by=move.created_by,
            action="price.archive",
            before={"active": True},
            after={"active": False},
        )


def _work(move: PriceMove) -> None:
    move.state, move.started_at = State.RUNNING, move.started_at or timezone.now()
    move.message = ""
    move.save(update_fields=["state", "started_at", "message"])
    retire(move)
    if move.members != Members.STAY:
        if not move.is_listed:
            _list(move)
        for row in move.rows.filter(outcome=Outcome.PENDING).iterator():
            _move(row, move)
    _say(move, "", state=State.DONE)


def _list(move: PriceMove) -> None:
    """Everybody who has the old Price in Stripe now, whatever the mirror knows."""
    found = gateway.every(partial(gateway.list_subscriptions_of_price, price_id=move.old_price_id))
    rows = (
        PriceMoveRow(move=move, subscription_id=each["id"], customer_id=each["customer"]) for each in found
    )
    PriceMoveRow.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    move.is_listed = True
    move.save(update_fields=["is_listed"])


def _move(row: PriceMoveRow, move: PriceMove) -> None:
    PriceMoveRow.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    try:
        subscriptions.change(
            subscription_id=row.subscription_id,
            price_id=move.price_id,
            when="renewal" if move.members == Members.RENEWAL else "now",
            prorate=move.members == Members.NOW_PRORATED,
            by=move.created_by,
        )
    except (StripeUnavailable, StripeKeyRejected, IdempotencyConflict):
        raise
    except Conflict as error:
        row.outcome, row.message = Outcome.LEFT, error.text
    except CogentoError as error:
        row.outcome, row.message = Outcome.FAILED, error.text
    except Exception as error:
        logger.exception("Price move %s, %s", move.pk, row.subscription_id)
        row.outcome = Outcome.FAILED
        row.message = f"Something went wrong that nobody foresaw ({type(error).__name__}). Press Go on."
    else:
        row.outcome = Outcome.MOVED
    row.save(update_fields=["outcome", "message"])


def _say(move: PriceMove, message: str, *, state: str | None = None) -> None:
    move.message = message
    if state:
        move.state, move.ended_at = state, timezone.now()
    move.save(update_fields=["message", "state", "ended_at"])
