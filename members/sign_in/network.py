"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


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
    try:
        address = ipaddress.ip_address(_connection(request))
    except ValueError:
        return False
    return any(address in network for network in settings.TRUSTED_PROXY_NETWORKS)


def _network(claim: str) -> str | None:
    try:
        address = ipaddress.ip_address(claim.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
