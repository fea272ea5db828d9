"""Tests reach nothing but this machine."""

import socket
import urllib.error
import urllib.request

import httpx
import pytest
from pytest_socket import SocketConnectBlockedError

pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use socket")
OUTSIDE = [("192.0.2.1", 80), ("8.8.8.8", 53), ("169.254.169.254", 80), ("10.0.0.1", 443)]


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_connection_leaves_the_machine(address):
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(address, timeout=1)


def test_ipv6_stays_too():
    with socket.socket(socket.AF_INET6) as out, pytest.raises(SocketConnectBlockedError):
        out.connect(("2001:db8::1", 80))


@pytest.mark.parametrize("name", ["api.stripe.com", "example.org", "connect.stripe.com"])
def test_no_name_server_is_asked(name):
    with pytest.raises(socket.gaierror, match="stay on this machine"):
        socket.getaddrinfo(name, 443)


def test_http_clients_are_held_too():
    with pytest.raises(httpx.ConnectError):
        httpx.get("https://api.stripe.com/v1/account", timeout=1)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("https://example.org", timeout=1)


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
