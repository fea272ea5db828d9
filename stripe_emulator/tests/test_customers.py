from __future__ import annotations

import pytest
import stripe

from . import club
from .conftest import Program


def test_fields_are_kept_and_emptied(emulator: Program) -> None:
    made = emulator.v1.customers.create(
        {"name": "Ann", "phone": "+44 1", "address": {"line1": "1 Mill Lane"}}
    )
    assert made.address
    assert made.address.line1 == "1 Mill Lane"
    assert made.address.city is None
    changed = emulator.v1.customers.update(made.id, {"phone": "", "name": "Anna"})
    assert (changed.name, changed.phone) == ("Anna", None)


def test_email_filter_is_case_sensitive(emulator: Program) -> None:
    made = emulator.v1.customers.create({"email": "Ann@club.test"})
    assert [c.id for c in emulator.v1.customers.list({"email": "Ann@club.test"}).data] == [made.id]
    assert emulator.v1.customers.list({"email": "ann@club.test"}).data == []


def test_deleting_cancels_subscriptions_and_leaves_a_tombstone(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    gone = emulator.v1.customers.delete(ann.id)
    assert gone.to_dict() == {"id": ann.id, "object": "customer", "deleted": True}
    assert emulator.v1.customers.retrieve(ann.id).deleted
    assert club.status(emulator, sub.id) == "canceled"
    assert {"customer.deleted", "customer.subscription.deleted"} <= set(club.event_types(emulator))
    assert emulator.v1.customers.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        emulator.v1.customers.update(ann.id, {"name": "x"})


def test_update_event_names_only_what_changed(emulator: Program) -> None:
    made = emulator.v1.customers.create({"name": "Ann", "metadata": {"a": "1", "b": "2"}})
    emulator.v1.customers.update(made.id, {"metadata": {"b": "3", "c": "4"}})
    event = emulator.v1.events.list({"type": "customer.updated"}).data[0].to_dict()
    assert event["data"]["previous_attributes"] == {"metadata": {"b": "2", "c": None}}
    assert event["data"]["object"]["metadata"] == {"a": "1", "b": "3", "c": "4"}
    emulator.v1.customers.update(made.id, {"name": "Ann"})
    assert len(emulator.v1.events.list({"type": "customer.updated"}).data) == 1


def test_search(emulator: Program) -> None:
    made = emulator.v1.customers.create({"email": "a@x.org", "name": "Ann Lee", "metadata": {"shirt": "M"}})
    emulator.v1.customers.create({"email": "b@x.org", "name": "Bob"})
    for query in (
        "email:'a@x.org'",
        "metadata['shirt']:'M'",
        "name~'lee' AND email:'a@x.org'",
        "-name~'bob'",
    ):
        assert [c.id for c in emulator.v1.customers.search({"query": query}).data] == [made.id], query
    assert len(emulator.v1.customers.search({"query": "email:'a@x.org' OR email:'b@x.org'"}).data) == 2
    with pytest.raises(stripe.InvalidRequestError, match="unable to parse"):
        emulator.v1.customers.search({"query": "what?"})
