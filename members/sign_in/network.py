"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([^\]]*)\](?::[0-9]+)?")


def of(request: HttpRequest) -> str:
    """The network to count: one IPv4 address, or the /64 that an IPv6 customer is given.

    X-Forwarded-For is read only as far as settings.TRUSTED_PROXIES proxies wrote it: from the right, and only
    if the connection comes from settings.TRUSTED_PROXY_NETWORKS, where those are named.
    """
    for claim in (_forwarded(request), _connection(request)):
        if network := _network(claim):
            return network
    return UNKNOWN


def _forwarded(request: HttpRequest) -> str:
    proxies = settings.TRUSTED_PROXIES
    if settings.TRUSTED_PROXY_NETWORKS and not _comes_from_a_proxy(request):
        return ""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return hops[-proxies].strip() if 0 < proxies <= len(hops) else ""


def _connection(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _comes_from_a_proxy(request: HttpRequest) -> bool:
    address = _address(_connection(request))
    return address is not None and any(address in network for network in settings.TRUSTED_PROXY_NETWORKS)


def _network(claim: str) -> str | None:
    address = _address(claim)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address) if address else None


def _address(claim: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address as it is meant: without the port that some proxies add, and IPv4 within IPv6 as IPv4."""
    found = _WITH_PORT.fullmatch(claim)
    try:
        address = ipaddress.ip_address((found[1] or found[2] if found else claim).partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
