"""Which network a request is counted for. Checklist 13."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from hypothesis import given, strategies as st

from members.sign_in import network


def seen(settings, *, proxies: int, forwarded: str | None, connection: str = "10.0.0.9") -> str:
    settings.TRUSTED_PROXIES = proxies
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return network.of(RequestFactory().get("/", REMOTE_ADDR=connection, **extra))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, None, "10.0.0.9"),
        (0, "192.0.2.1", "10.0.0.9"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.7, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.7, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "192.0.2.1, junk", "10.0.0.9"),
        (1, "junk, 192.0.2.1", "192.0.2.1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::1", "2001:db8:1:2::/64"),
        (1, "fe80::1%eth0", "fe80::/64"),
        (1, "192.0.2.1:51234", "192.0.2.1"),
        (1, "[2001:db8:1:2::1]:51234", "2001:db8:1:2::/64"),
        (1, "[::ffff:192.0.2.1]", "192.0.2.1"),
        (1, "192.0.2.1:port", "10.0.0.9"),
        (1, "[]", "10.0.0.9"),
        (1, ",", "10.0.0.9"),
    ],
)
def test_only_named_proxies_are_believed(settings, proxies, forwarded, network):
    assert seen(settings, proxies=proxies, forwarded=forwarded) == network


@pytest.mark.parametrize(
    ("named", "connection", "believed"),
    [
        ([], "10.0.0.9", True),
        (["10.0.0.0/8"], "10.0.0.9", True),
        (["192.0.2.0/24", "10.0.0.9"], "10.0.0.9", True),
        (["10.0.0.8"], "10.0.0.9", False),
        (["fd00::/8"], "fd00::9", True),
        (["fd00::/8"], "10.0.0.9", False),
        (["10.0.0.0/8"], "::ffff:10.0.0.9", True),  # as a server names it that listens to both
        (["10.0.0.0/8"], "::ffff:192.0.2.1", False),
        (["10.0.0.0/8"], "", False),
    ],
)
def test_a_proxy_is_believed_only_from_where_it_is(settings, named, connection, believed):
    """13."""
    settings.TRUSTED_PROXY_NETWORKS = [ip_network(each) for each in named]
    found = seen(settings, proxies=1, forwarded="198.51.100.7", connection=connection)
    assert (found == "198.51.100.7") is believed


@pytest.mark.parametrize("connection", ["", "unix:", "\x00"])
def test_a_connection_without_address_is_counted_as_one(settings, connection):
    assert seen(settings, proxies=0, forwarded=None, connection=connection) == network.UNKNOWN


def test_a_server_that_does_not_say_where_a_connection_is_from(settings):
    settings.TRUSTED_PROXIES, settings.TRUSTED_PROXY_NETWORKS = 1, [ip_network("10.0.0.0/8")]
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="198.51.100.7")
    del request.META["REMOTE_ADDR"]
    assert network.of(request) == network.UNKNOWN


@given(st.text(), st.integers(0, 5))
def test_junk_breaks_nothing(forwarded, proxies):
    from django.test import override_settings

    with override_settings(TRUSTED_PROXIES=proxies):
        request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="10.0.0.9")
        assert network.of(request)
