"""What the club keeps about its members, beyond what Stripe has fields for. Runs with the demo's settings."""

from __future__ import annotations

from typing import Any

FIELDS: list[dict[str, Any]] = [
    {"key": "member_number", "label": "Member number"},
    {
        "key": "shirt_size",
        "label": "Shirt size",
        "type": "choice",
        "choices": ["XS", "S", "M", "L", "XL"],
        "help_text": "For the team shirt.",
        "writable_by": "member",
    },
    {
        "key": "emergency_contact",
        "label": "Emergency contact",
        "help_text": "A name and a telephone number.",
        "writable_by": "member",
    },
    {"key": "date_of_birth", "label": "Date of birth", "type": "date", "help_text": "For juniors."},
    {"key": "locker", "label": "Locker", "type": "number", "help_text": "Lockers are given out at the bar."},
    {"key": "newsletter", "label": "Newsletter by email", "type": "yes_no", "writable_by": "member"},
    {"key": "committee_note", "label": "Committee's note", "readable_by": "admin"},
]


def define() -> None:
    import django

    django.setup()
    from members.services import fields

    for position, definition in enumerate(FIELDS):
        fields.define(**definition, position=position, by="make demo")


if __name__ == "__main__":
    define()
