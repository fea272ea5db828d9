"""Calls begin as often as Stripe's limits allow, and no more often."""

import pytest

from reporting.sync.limits import Limiter, Stopped


class Clock:
    """Waits for nothing and notes for how long it would have."""

    def __init__(self):
        self.waited = []

    def wait(self, seconds):
        self.waited.append(seconds)
        return False


@pytest.fixture
def waited(settings, monkeypatch):
    settings.STRIPE_CALLS_PER_SECOND, settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT = 100, 25
    monkeypatch.setattr("reporting.sync.limits.time.monotonic", lambda: 1000.0)
    limiter, clock = Limiter(), Clock()
    limiter._stopped = clock

    def ask(*endpoints):
        for endpoint in endpoints:
            limiter.wait(endpoint)
        return clock.waited[-len(endpoints) :]

    return ask


def test_one_endpoint_is_asked_less_than_25_times_in_a_second(waited):
    begun = waited(*["/v1/customers"] * 60)
    assert begun == sorted(begun)
    assert all(later - first > 1 for first, later in zip(begun, begun[25:], strict=False))
    assert begun[-1] < 60 / 25 * 1.05


def test_all_are_asked_less_than_100_times_in_a_second(waited):
    begun = sorted(waited(*[f"/v1/{number % 7}" for number in range(210)]))
    assert all(later - first > 1 for first, later in zip(begun, begun[100:], strict=False))
    assert begun[-1] < 210 / 100 * 1.05


def test_nobody_waits_for_another_endpoints_limit(waited):
    *_, last = waited(*["/v1/customers"] * 20)
    [other] = waited("/v1/invoices")
    assert last > 0.7
    assert other < 0.05


def test_nobody_asks_after_it_was_stopped(settings):
    limiter = Limiter()
    limiter.stop()
    with pytest.raises(Stopped):
        limiter.wait("/v1/customers")
    assert limiter.calls == 0
