from __future__ import annotations

import pytest
import stripe

from .conftest import Program


def test_merge_delete_clear(emulator: Program) -> None:
    id = emulator.v1.customers.create({"metadata": {"a": "1", "b": "2"}}).id
    changed = emulator.v1.customers.update(id, {"metadata": {"a": "", "c": "3"}})
    assert changed.metadata
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}
    cleared = emulator.v1.customers.update(id, {"metadata": ""})
    assert cleared.metadata is not None
    assert cleared.metadata.to_dict() == {}


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ({"k" * 41: "v"}, "Metadata keys can have up to 40 characters"),
        ({"k": "v" * 501}, "Metadata values can have up to 500 characters"),
        ({f"k{n}": "v" for n in range(51)}, "up to 50 metadata keys"),
        ({"a[b]": "v"}, "Invalid parameter name"),
    ],
)
def test_limits(emulator: Program, metadata: dict[str, str], text: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=text):
        emulator.v1.customers.create({"metadata": metadata})
    assert emulator.v1.customers.list().data == []


def test_the_limits_themselves_are_allowed(emulator: Program) -> None:
    full = {f"k{n:02}".ljust(40, "x"): "v" * 500 for n in range(50)}
    made = emulator.v1.customers.create({"metadata": full})
    assert made.metadata
    assert made.metadata.to_dict() == full
