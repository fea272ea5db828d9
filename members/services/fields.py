"""Field definitions: which keys of Stripe's metadata a club knows, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.forms.models import model_to_dict

from cogento.errors import FieldInvalid, MirrorUnavailable, NotAllowed
from members.models import FieldDefinition
from members.models.fields import OURS
from members.services import audit, authority, writing
from reporting import metadata_keys

Audience = FieldDefinition.Audience
MEMBER_NUMBER = "member_number"
MAX_KEYS = 50  # Stripe's, on one object: https://docs.stripe.com/api/metadata


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
        NotAllowed: the key is in Stripe already, undefined and so a superuser's, and `by` is not one.
        MirrorUnavailable: nobody can say whether it is.
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
    with held(target, key):
        definition = FieldDefinition.objects.select_for_update().filter(target=target, key=key).first()
        before = model_to_dict(definition, fields=wanted) if definition else {}
        if definition and before == wanted:
            return definition
        is_new = definition is None
        definition = definition or FieldDefinition(target=target, key=key)
        for name, value in wanted.items():
            setattr(definition, name, value)
        try:
            definition.full_clean()
        except ValidationError as error:
            raise FieldInvalid(
                {name: " ".join(texts) for name, texts in error.message_dict.items()}
            ) from None
        if is_new:
            check_new(target=target, key=key, by=by)
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


def check_new(*, target: str, key: str, by: str) -> None:
    """Whether `by` may define a field for this key, and Stripe could keep it on every object.

    What stands under a key that nobody has defined is written by superusers only: if admins could define
    a field for it, they could open it to themselves and to members.

    Raises as `define` does.
    """
    known = definitions(target)
    if key in known:
        return
    try:
        used = metadata_keys.carriers(target, key).count()
        others = metadata_keys.most_keys_besides(target, [*known, key])
    except DatabaseError as error:
        if authority.is_superuser(by):
            return
        raise MirrorUnavailable from error
    if used and not authority.is_superuser(by):
        raise NotAllowed(
            f'{used:,} in Stripe have something under "{key}" already. Only a superuser can define a field '
            "for it, because that decides who may read and change what is there."
        )
    if len(known) + 1 + others > MAX_KEYS:
        also = f" and {others} keys that no field is defined for" if others else ""
        text = (
            f"Stripe keeps {MAX_KEYS} keys on one object. There are {len(known)} fields{also} already. "
            "Delete a field, or remove keys that nobody needs."
        )
        raise FieldInvalid({"key": text})


def is_ours(target: str, key: str) -> bool:
    return key in OURS.get(target, ())


@contextmanager
def held(target: str, key: str) -> Iterator[None]:
    """Nobody else defines a field for this key, or has it removed, until the end of the block."""
    with writing.lock("field", target, key):
        yield


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
