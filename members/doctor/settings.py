"""What Django itself has to say about the settings of an installation, and a key that is being changed."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import WARNING, Tags, run_checks

from members.doctor.finding import Finding, ok, warning, wrong

OF_TLS = {f"security.W{number:03}" for number in (4, 8, 10, 11, 12, 16)}  # see web_address.py
IN_OUR_WORDS = {
    "security.W009": "SECRET_KEY can be guessed: it is too short or too plain. Make one with: openssl rand "
    "-base64 48, and put the old one into SECRET_KEY_FALLBACKS for a month.",
    "security.W025": "A key in SECRET_KEY_FALLBACKS can be guessed: take it out.",
    "security.W018": "DEBUG is on: error pages show settings and data to everyone. Set DEBUG=false.",
}


def check() -> Iterator[Finding]:
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    serious = [each for each in found if each.level >= WARNING and not each.is_silenced()]
    serious = [each for each in serious if each.id not in OF_TLS]
    for each in serious:
        # What Django says names settings, never their values.
        yield wrong(IN_OUR_WORDS.get(str(each.id), f"{each.id}: {each.msg}"))
    if not serious:
        yield ok("Django's own checks for an installation find nothing.")
    if settings.SECRET_KEY_FALLBACKS:
        yield warning(
            "SECRET_KEY is being changed: an older key still counts. A month after the change, empty "
            "SECRET_KEY_FALLBACKS."
        )
