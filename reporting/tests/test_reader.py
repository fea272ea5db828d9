"""What the reader makes of Stripe's answers, good and bad (checklist 35, 36)."""

import time

import pytest

from cogento import errors
from reporting import reader


def retrieve(id="cus_missing"):
    return reader.call(reader.client().v1.customers.retrieve, id)


def fault(stripe, **fault):
    stripe.control("POST", "faults", **{"method": "GET", "path": "/v1/customers*", "count": 50, **fault})


def test_answer_is_plain_json_with_the_time_of_stripe(stripe):
    id = stripe.client.v1.customers.create({"name": "Ann"}).id
    before = int(time.time())
    answer = retrieve(id)
    assert type(answer.data) is dict
    assert answer.data["name"] == "Ann"
    assert before - 2 <= answer.as_of <= time.time()
    assert answer.request_id.startswith("req_")
    assert not answer.replayed


def test_slow_answer_is_dated_before_it_was_asked_for(stripe):
    fault(stripe, kind="latency", seconds=1.5)
    before = time.time()
    assert reader.get("/v1/customers").as_of <= before


def test_gone_is_answered_as_deleted(stripe):
    assert reader.fetch("customer", "cus_missing").data == {
        "id": "cus_missing",
        "object": "customer",
        "deleted": True,
    }
    assert reader.fetch("customer", "cus_missing").as_of > 0


def test_404_about_anything_else_is_no_deletion(stripe):
    """Such as a proxy's, or one about something that the object refers to."""
    id = stripe.client.v1.customers.create({"name": "Ann"}).id
    fault(stripe, kind="status", status=404, path=f"/v1/customers/{id}", count=1)
    with pytest.raises(errors.StripeUnavailable):
        reader.fetch("customer", id)
    assert reader.fetch("customer", id).data["name"] == "Ann"


def test_missing_object_of_another_id_is_no_deletion(stripe, monkeypatch):
    """A `resource_missing` names what is missing."""
    real = reader.get
    monkeypatch.setattr(reader, "get", lambda path, **params: real("/v1/customers/cus_other", **params))
    with pytest.raises(errors.StripeUnavailable):
        reader.fetch("customer", "cus_asked_for")


def test_id_is_no_path(stripe):
    id = stripe.client.v1.customers.create({"name": "Ann"}).id
    with pytest.raises(errors.StripeUnavailable):
        reader.fetch("price", f"../customers/{id}")


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, errors.StripeUnavailable), (401, errors.StripeKeyRejected), (403, errors.StripeKeyRejected)],
)
def test_error_is_named(stripe, status, error):
    fault(stripe, kind="status", status=status)
    with pytest.raises(error):
        retrieve()


def test_missing_object_is_named(stripe):
    with pytest.raises(errors.StripeObjectNotFound) as caught:
        retrieve()
    assert caught.value.request_id


def test_refusal_says_why(stripe):
    with pytest.raises(errors.StripeRefused, match="greater than or equal to 1"):
        reader.get("/v1/customers", limit=0)


def test_declined_card_says_what_to_do(stripe):
    with pytest.raises(errors.CardDeclined, match="Try another card"):
        reader.call(
            reader.client().v1.payment_intents.create,
            {"amount": 100, "currency": "gbp", "payment_method": "pm_card_chargeDeclined", "confirm": True},
            {"idempotency_key": "declined"},
        )


def test_too_many_requests_are_sent_again(stripe):
    id = stripe.client.v1.customers.create({"name": "Ann"}).id
    fault(stripe, kind="status", status=429, count=2)
    assert retrieve(id).data["name"] == "Ann"


def test_too_many_requests_for_too_long_is_named(stripe, monkeypatch):
    monkeypatch.setattr(reader, "BUSY_RETRIES", 1)
    fault(stripe, kind="status", status=429)
    with pytest.raises(errors.StripeBusy):
        retrieve()


def test_hanging_call_is_given_up(stripe, settings, monkeypatch):
    settings.STRIPE_TIMEOUT_SECONDS = 1
    monkeypatch.setattr(reader, "NETWORK_RETRIES", 0)
    reader._client.cache_clear()
    fault(stripe, kind="hang", seconds=10, count=1)
    with pytest.raises(errors.StripeUnavailable):
        retrieve()


def test_write_whose_connection_broke_happened_once(stripe):
    fault(stripe, method="POST", path="/v1/customers", kind="reset_after", count=1)
    answer = reader.call(reader.client().v1.customers.create, {"name": "Ann"}, {"idempotency_key": "broken"})
    assert answer.replayed
    assert [c.id for c in stripe.client.v1.customers.list().data] == [answer.data["id"]]


def test_every_page(stripe):
    ids = [stripe.client.v1.customers.create({"name": str(n)}).id for n in range(103)]
    found = [row["id"] for page in reader.list_pages("/v1/customers") for row in page.data["data"]]
    assert found == ids[::-1]
