from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rest_framework.exceptions import APIException

from cogento.errors import IdempotencyConflict, StripeError, StripeObjectNotFound
from members.models import KeptRequest
from members.services import audit, current_request, writing
from members.services.bulk import locks
from members.services.repeats.asking import Asked

KEPT = timedelta(days=1)
OTHER_BODY = (
    "This Idempotency-Key came with another request before. Use a new key for each thing that is to be done."
)
GONE = (204, "")


@dataclass(frozen=True)
class Given:
    """What is answered, as it was sent; `again` says that nothing was done for it now."""

    status: int
    answer: str
    again: bool


def once(asked: Asked, act: Callable[[], tuple[int, str]]) -> Given:
    """Carry a request out, unless it was carried out already: then what was answered is answered again.

    A refusal is not kept: what it said may be true no longer.

    Args:
        act: Does it; answers status and body.

    Raises:
        IdempotencyConflict: the key came with another body before, or the same request is still going on.
    """
    try:
        with locks.held(f"request:{asked.name}", wait_seconds=writing.LOCK_WAIT_SECONDS):
            kept = KeptRequest.objects.filter(pk=asked.name, begun_at__gt=timezone.now() - KEPT).first()
            if kept and kept.body != asked.body:
                raise IdempotencyConflict(OTHER_BODY)
            if kept and kept.status and (asked.key or _is_double_click(kept)):
                return Given(kept.status, kept.answer, again=True)
            unfinished = kept if kept and not kept.ended_at else None
            return _carry_out(asked, act, unfinished)
    except locks.Busy:
        raise IdempotencyConflict from None


def forget_old() -> int:
    return KeptRequest.objects.filter(begun_at__lt=timezone.now() - KEPT).delete()[0]


def _is_double_click(kept: KeptRequest) -> bool:
    """It ended just now, and neither has this person done anything since, nor anybody to the same object."""
    if kept.ended_at is None or kept.ended_at < timezone.now() - writing.DOUBLE_CLICK:
        return False
    same = Q(asked_by=kept.asked_by) | Q(path__startswith=_object_path(kept.path))
    return not KeptRequest.objects.filter(same, begun_at__gt=kept.begun_at).exists()


def _object_path(path: str) -> str:
    """`/stripe/customers/cus_1` of `/stripe/customers/cus_1/metadata`."""
    return "/".join(path.split("/")[:4])


def _carry_out(asked: Asked, act: Callable[[], tuple[int, str]], unfinished: KeptRequest | None) -> Given:
    row, _ = KeptRequest.objects.update_or_create(
        pk=asked.name,
        defaults={
            "asked_by": asked.by,
            "path": asked.path[:500],
            "body": asked.body,
            "begun_at": timezone.now(),
            "ended_at": None,
            "recorded": bool(unfinished and unfinished.recorded),
            "status": None,
            "answer": "",
        },
    )
    with current_request.being(asked.name, is_new=unfinished is None):
        try:
            status, answer = act()
        except StripeObjectNotFound:
            if not (unfinished and asked.key and asked.method == "DELETE"):
                raise
            status, answer = GONE  # by the first try
        except APIException as error:
            if unfinished is None and _was_never_begun(error):  # so that it can be mended under the same key
                KeptRequest.objects.filter(pk=asked.name, recorded=False).delete()
            raise
        row.refresh_from_db(fields=["recorded"])
        if unfinished and not row.recorded and status < 300:
            _record(asked)
    ended = KeptRequest.objects.filter(pk=asked.name)
    if status < 300:
        ended.update(ended_at=timezone.now(), status=status, answer=answer)
    return Given(status, answer, again=False)


def _was_never_begun(error: APIException) -> bool:
    """What was asked for is wrong, by our own judgement."""
    return error.status_code in (400, 403, 404, 415) and not isinstance(error, StripeError)


def _record(asked: Asked) -> None:
    """The first try did it and was killed before it could say so; all that is known is what was asked."""
    object_id = (asked.path.split("/") + [""] * 4)[3]
    audit.record(
        actor=asked.by,
        action="request.complete",
        object_id=object_id or asked.path[:255],
        after={"request": f"{asked.method} {asked.path}"},
    )
