"""The OpenAPI schema is the API: every route that programs call is in it, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from cogento.access import METHODS, TABLE

NOT_IN_IT = {
    "healthz": "For whoever runs the machine: docs/operators-guide.md.",
    "readyz": "As healthz.",
    "schema": "The schema itself.",
    "docs": "The schema to read.",
    "auth/with/<slug:provider>": "Pages that a browser goes through, to Google or GitHub.",
    "auth/with/<slug:provider>/back": "And back.",
}
PAGES = {r"^(auth|stripe|postgres|static|assets)(/.*)?$", "^.*$"}  # nothing there, and the app
SCHEMA = SchemaGenerator().get_schema(request=None, public=True)


def told() -> set[tuple[str, str]]:
    return {
        (method.upper(), re.sub(r"{\w+}", "{}", path))
        for path, methods in SCHEMA["paths"].items()
        for method in methods
        if method.upper() in METHODS
    }


def test_every_route_is_told_of_or_says_why_not():
    called = {
        (method, re.sub(r"<[^>]+>", "{}", f"/{route}"))
        for route, methods in TABLE.items()
        if route not in PAGES and route not in NOT_IN_IT
        for method in methods
        if method not in ("HEAD", "OPTIONS")
    }
    assert told() == called
    assert set(NOT_IN_IT) <= set(TABLE)


@pytest.mark.django_db(databases=["default", "reporting"])
@pytest.mark.parametrize(
    ("body", "status"), [(b"{}", 400), (b"[]", 400), (b"\xff", 400), (b" " * 1_000_001, 413)]
)
def test_the_webhook_refuses_as_it_is_told(body, status):
    answer = Client().post("/stripe/webhooks", body, content_type="application/json")
    assert answer.status_code == status
    assert str(status) in SCHEMA["paths"]["/stripe/webhooks"]["post"]["responses"]
    assert set(answer.json()) == {"type", "errors"}
    assert set(answer.json()["errors"][0]) == {"code", "detail", "attr"}
