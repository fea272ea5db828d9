"""Connections that break: uvicorn hides the socket from applications, so it is remembered by its peer."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

_TRANSPORTS: dict[tuple[str, int], asyncio.Transport] = {}


class RememberingProtocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._peer: Any = tuple((transport.get_extra_info("peername") or ("", 0))[:2])
        _TRANSPORTS[self._peer] = transport
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        _TRANSPORTS.pop(self._peer, None)
        super().connection_lost(exc)


def abort(request: Request) -> None:
    """Cut the connection of this request with no answer."""
    peer = request.scope.get("client")
    transport = _TRANSPORTS.get(tuple(peer)) if peer else None
    if transport:
        transport.abort()
