"""Cogento's settings for the demo, all of them harmless: nothing here reaches beyond this machine."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping

from demo import places

WEBHOOK_SECRET = "whsec_demo_riverside"


def build(databases: Mapping[str, str]) -> dict[str, str]:
    """The environment of every process of the demo; also kept in a file, for `python -m demo.manage`."""
    settings = {
        **databases,
        "SECRET_KEY": _secret_key(),
        "PUBLIC_URL": places.url("WEB_PORT"),
        "CLUB_NAME": "Riverside Tennis Club",
        "STRIPE_SECRET_KEY": "sk_test_demo",
        "STRIPE_API_BASE": places.url("STRIPE_PORT"),
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
        "EMAIL_URL": f"smtp://{places.HOST}:{places.port('SMTP_PORT')}",
        "DEFAULT_FROM_EMAIL": "Riverside Tennis Club <membership@riverside.example>",
        "SIGN_IN_MAILS_PER_NETWORK": "1000",  # everybody who looks round comes from this machine
        "SIGN_IN_MAILS_PER_MAILBOX": "1000",
        "DJANGO_SETTINGS_MODULE": "cogento.settings",
        "DEMO_PID": str(os.getpid()),
    }
    places.ENVIRONMENT.write_text(json.dumps(settings, indent=1))
    return merged(settings)


def merged(settings: Mapping[str, str]) -> dict[str, str]:
    """With what the machine needs (PATH and such), without secrets that are meant for a real club."""
    inherited = {
        name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in settings
    }
    return {**inherited, **settings, "PYTHONUNBUFFERED": "1"}


def running() -> dict[str, str]:
    """The environment of the demo that runs now."""
    try:
        return merged(json.loads(places.ENVIRONMENT.read_text()))
    except FileNotFoundError:
        sys.exit("The demo is not running. Start it with: make demo")


def _secret_key() -> str:
    kept = places.FOLDER / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()
