"""Readers of the environment that name the variable when they fail. Used by settings.py alone."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

_OWN_PORTS = {"http": 80, "https": 443}  # which browsers leave out


class Env(environ.FileAwareEnv):
    """django-environ, with every variable also readable from a file (`NAME_FILE`), for secrets."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            value = super().get_value(var, *args, **kwargs)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{var}_FILE names a file that cannot be read: {error.strerror}."
            ) from error
        except UnicodeDecodeError:
            raise ImproperlyConfigured(
                f"{var}_FILE names a file that is not a text. Save it as UTF-8."
            ) from None
        # A file ends with a line break, which is no part of its last secret.
        if isinstance(value, list):
            return [each.strip() for each in value]
        return value.strip() if isinstance(value, str) else value

    def text(self, name: str, *, default: str) -> str:
        """What the variable says; an empty line of .env counts as none."""
        return str(self.str(name, default="")).strip() or default

    def required(self, name: str, *, why: str) -> str:
        value = self.text(name, default="")
        if not value:
            raise ImproperlyConfigured(f"{name} is not set. {why} See .env.example.")
        return value

    def origin(self, name: str, *, default: str) -> str:
        """A scheme, host and port such as https://members.example.org, as browsers write it."""
        try:
            parts = urlsplit(self.text(name, default=default).rstrip("/"))
            host = (parts.hostname or "").encode("idna").decode()
            port = "" if parts.port in (None, _OWN_PORTS.get(parts.scheme)) else f":{parts.port}"
            more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
        except ValueError:
            host = more = port = ""
        if not host or more or parts.scheme not in _OWN_PORTS:
            raise ImproperlyConfigured(
                f"{name} is not the address that members open. Write it like https://members.example.org."
            )
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"

    @staticmethod
    def passkey_host(origin: str) -> str:
        """The host name that passkeys are for; empty where browsers allow none: an IP address, or no TLS.

        Source: https://www.w3.org/TR/webauthn-3/#relying-party-identifier
        """
        parts = urlsplit(origin)
        host = parts.hostname or ""
        is_address = ":" in host or host.replace(".", "").isdigit()
        is_safe = parts.scheme == "https" or host == "localhost"
        return host if is_safe and not is_address else ""

    def yes_no(self, name: str, *, default: bool) -> bool:
        value = self.text(name, default=str(default)).lower()
        if value not in ("true", "false", "yes", "no", "on", "off", "1", "0"):
            raise ImproperlyConfigured(f"{name} is {value!r}. Write true or false.")
        return value in ("true", "yes", "on", "1")

    def one_of(self, name: str, *choices: str, default: str) -> str:
        value = self.text(name, default=default).upper()
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is {value!r}. Write one of {', '.join(choices)}.")
        return value

    def time_zone(self, name: str, *, default: str) -> str:
        value = self.text(name, default=default)
        if value not in available_timezones():
            raise ImproperlyConfigured(f"{name} is {value!r}. Write one such as Europe/London.")
        return value

    def mail(self, name: str, *, default: str) -> dict[str, Any]:
        try:
            return dict(self.email(name, default=default))
        except Exception as error:
            raise ImproperlyConfigured(
                f"{name} cannot be read. Write it like smtp+tls://user:password@mail.example.org:587."
            ) from error

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        try:
            return [ip_network(each.strip()) for each in self.list(name, default=[])]
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} is not a list of networks. Write them like 172.16.0.0/12,10.0.0.5."
            ) from error

    def whole_number(self, name: str, *, default: int, minimum: int = 0) -> int:
        try:
            value = int(self.text(name, default=str(default)))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} is not a whole number. Write one, such as {default}."
            ) from error
        if value < minimum:
            raise ImproperlyConfigured(f"{name} is {value}. It must be {minimum} or more.")
        return value

    def database(self, name: str) -> dict[str, Any]:
        url = self.required(
            name, why="It says where PostgreSQL is, such as postgres://user:password@host:5432/cogento."
        )
        try:
            config = self.db_url_config(url)
        except Exception as error:
            raise ImproperlyConfigured(
                f"{name} cannot be read as a database address, such as "
                "postgres://user:password@host:5432/cogento."
            ) from error
        if "postgresql" not in config.get("ENGINE", "") or not config.get("NAME"):
            raise ImproperlyConfigured(
                f"{name} must be a PostgreSQL address with a database, such as postgres://user:password@host:5432/cogento."
            )
        return config
