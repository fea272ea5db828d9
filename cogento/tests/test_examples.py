"""Every writing route shows an example of its body and of its answer, which are what it takes and gives."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.serializers import BaseSerializer

METHODS = ("post", "put", "patch", "delete")
FILES = {"/stripe/bulk/members"}  # what is sent there is a file, and what comes back is what was read in it
READ = ("/stripe/bulk/members", "/stripe/bulk/metadata")  # and so is what becomes of it


GENERATOR = SchemaGenerator()
SCHEMA = GENERATOR.get_schema(request=None, public=True)
VIEWS = {(path, method.lower()): view for path, _, method, view in GENERATOR._get_paths_and_endpoints()}
WRITES = [  # what Stripe sends to the webhook is Stripe's own
    (path, method)
    for path, each in SCHEMA["paths"].items()
    for method in each
    if method in METHODS and (path, method) in VIEWS
]
IDS = [f"{method} {path}" for path, method in WRITES]


def bodies(content: dict[str, Any]) -> dict[str, Any]:
    return content.get("application/json") or {}


def nullable(schema: Any) -> Any:
    """As JSON Schema says it, where OpenAPI 3.0 says `nullable`."""
    if isinstance(schema, list):
        return [nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: nullable(value) for name, value in schema.items()}
    return {"anyOf": [plain, {"type": "null"}]} if plain.pop("nullable", None) is True else plain


COMPONENTS = nullable(SCHEMA["components"])


def examples(content: dict[str, Any]) -> list[Any]:
    return [each["value"] for each in bodies(content).get("examples", {}).values()]


@pytest.mark.parametrize(("path", "method"), WRITES, ids=IDS)
def test_every_body_has_an_example_that_is_taken(path, method):
    operation = SCHEMA["paths"][path][method]
    if "requestBody" not in operation or path in FILES:
        return
    shown = examples(operation["requestBody"]["content"])
    assert shown, "no example of the body: see members.serializers.strict.example"
    serializer = VIEWS[path, method].schema.get_request_serializer()
    if isinstance(serializer, dict):  # by content type
        serializer = serializer["application/json"]
    made = serializer if isinstance(serializer, type) else type(serializer)
    assert issubclass(made, BaseSerializer)
    for value in shown:
        checked = made(data=value, partial=method == "patch")
        assert checked.is_valid(), checked.errors


@pytest.mark.parametrize(("path", "method"), WRITES, ids=IDS)
def test_every_answer_has_an_example_as_the_schema_describes_it(path, method):
    answers = SCHEMA["paths"][path][method]["responses"]
    for status, answer in answers.items():
        content = answer.get("content")
        if not content or not status.startswith("2") or path.startswith(READ):
            continue
        shown = examples(content)
        assert shown, "no example of the answer: see members.serializers.strict.example"
        described = {**bodies(content)["schema"], "components": COMPONENTS}
        for value in shown:
            problems = Draft202012Validator(described).iter_errors(value)
            assert [each.message for each in problems] == []


@pytest.mark.parametrize(("path", "method"), WRITES, ids=IDS)
def test_an_amount_in_an_example_stands_beside_its_currency(path, method):
    operation = SCHEMA["paths"][path][method]
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [each.get("content", {}) for each in operation["responses"].values()]
    for value in (value for content in contents for value in examples(content)):
        amounts = [name for name in value if name.endswith("_cents") and value[name] is not None]
        known_by_id = {"charge_id", "members"} & value.keys()  # a refund's, and a new amount's of a price
        assert not amounts or "currency" in value or known_by_id, value
