"""Field definitions: which keys of Stripe's metadata a club knows, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict

from cogento.errors import FieldInvalid
from members.models import FieldDefinition
from members.services import audit

Audience = FieldDefinition.Audience
MEMBER_NUMBER = "member_number"


def define(
    *,
    key: str,
    label: str,
    type: str = "text",
    target: str = "customer",
    help_text: str = "",
    choices: Sequence[str] = (),
    readable_by: str = "member",
    writable_by: str = "admin",
    position: int = 0,
    by: str,
) -> FieldDefinition:
    """Define a field, or change its definition. Doing the same twice changes nothing.

    Raises:
        FieldInvalid: naming what is wrong with the definition.
    """
    wanted = {
        "label": label,
        "type": type,
        "help_text": help_text,
        "choices": list(choices),
        "readable_by": readable_by,
        "writable_by": writable_by,
        "position": position,
    }
    with transaction.atomic():
        definition = FieldDefinition.objects.select_for_update().filter(target=target, key=key).first()
        before = model_to_dict(definition, fields=wanted) if definition else {}
        if definition and before == wanted:
            return definition
        definition = definition or FieldDefinition(target=target, key=key)
        for name, value in wanted.items():
            setattr(definition, name, value)
        try:
            definition.full_clean()
        except ValidationError as error:
            raise FieldInvalid(
                {name: " ".join(texts) for name, texts in error.message_dict.items()}
            ) from None
        definition.save()
        audit.record(
            actor=by,
            action="field.define",
            object_id=f"{target}.{key}",
            before=before,
            after=wanted,
            stripe_request_id="",
        )
    return definition


def definitions(target: str) -> dict[str, FieldDefinition]:
    """By key, in order of screen. The member number is there even where no club has defined it."""
    found = {each.key: each for each in FieldDefinition.objects.filter(target=target)}
    if target == FieldDefinition.Target.CUSTOMER and MEMBER_NUMBER not in found:
        found[MEMBER_NUMBER] = FieldDefinition(
            key=MEMBER_NUMBER, label="Member number", target=target, readable_by=Audience.MEMBER
        )
    return found


def readable_by_member(target: str) -> dict[str, FieldDefinition]:
    return {key: each for key, each in definitions(target).items() if each.readable_by == Audience.MEMBER}
