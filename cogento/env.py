"""Readers of the environment that name the variable when they fail. Used by settings.py alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


class Env(environ.FileAwareEnv):
    """django-environ, with every variable also readable from a file (`NAME_FILE`), for secrets."""

    def required(self, name: str, *, why: str) -> str:
        value = self.str(name, default="").strip()
        if not value:
            raise ImproperlyConfigured(f"{name} is not set. {why} See .env.example.")
        return value

    def origin(self, name: str, *, default: str) -> str:
        """A scheme, host and port such as https://members.example.org, without a path."""
        value = self.str(name, default=default).strip().rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise ImproperlyConfigured(
                f"{name} is {value!r}. Write the address that members open, such as https://members.example.org."
            )
        return value

    def whole_number(self, name: str, *, default: int, minimum: int = 0) -> int:
        try:
            value = self.int(name, default=default)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} is not a whole number. Write one, such as {default}.") from error
        if value < minimum:
            raise ImproperlyConfigured(f"{name} is {value}. It must be {minimum} or more.")
        return value

    def database(self, name: str) -> dict[str, Any]:
        url = self.required(name, why="It says where PostgreSQL is, such as postgres://user:password@host:5432/cogento.")
        try:
            config = self.db_url_config(url)
        except Exception as error:
            raise ImproperlyConfigured(f"{name} cannot be read as a database address: {error}") from error
        if "postgresql" not in config.get("ENGINE", "") or not config.get("NAME"):
            raise ImproperlyConfigured(f"{name} must be a PostgreSQL address with a database, such as postgres://user:password@host:5432/cogento.")
        return config
