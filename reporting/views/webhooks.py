"""Where Stripe delivers events. Nothing is stored, and nothing parsed, before the signature is verified."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cogento.errors import CogentoError, StripeError
from reporting import inbox, signatures
from reporting.signals import events_told

logger = logging.getLogger(__name__)

MAX_BYTES = 1_000_000


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """Answer 2xx once the event is in the mirror, or kept while a regeneration merges.

    With anything else Stripe delivers it again.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return _refusal(413, "too_large", "The body is larger than any event.")
    try:
        signatures.verify(
            request.body, request.headers.get("Stripe-Signature", ""), settings.STRIPE_WEBHOOK_SECRETS
        )
        event = inbox.parse(request.body)
    except CogentoError as error:
        return _refusal(error.status_code, error.default_code, error.text)
    try:
        is_applied = inbox.receive(event)
    except (DatabaseError, StripeError) as error:
        logger.warning("Event %s waits: %s", event["id"], type(error).__name__)
        return _refusal(503, "not_applied", "The event could not be applied yet. Deliver it again.")
    events_told.send_robust(sender=receive, events=[event])
    if not is_applied:
        return JsonResponse({"code": "kept", "detail": "The mirror is being rebuilt; the event follows."})
    return JsonResponse({"code": "received", "detail": "The event is in the mirror."})


def _refusal(status: int, code: str, detail: str) -> JsonResponse:
    """In the API's own error format."""
    error = {"code": code, "detail": detail, "attr": None}
    kind = "client_error" if status < 500 else "server_error"
    return JsonResponse({"type": kind, "errors": [error]}, status=status)
