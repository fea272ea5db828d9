"""Asks the API for what its own schema allows, and for what it does not, as one of the roles.

Half of the cases are about objects that exist, with bodies near the schema's own examples.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import schemathesis
from django.conf import settings
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings as hypothesis_settings, strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cogento.wsgi import application
from members.models import User

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
IDS = {
    "cus": "customer_id",
    "sub": "subscription_id",
    "in": "invoice_id",
    "pi": "payment_intent_id",
    "ch": "charge_id",
    "cs": "session_id",
    "price": "price_id",
    "prod": "product_id",
    "promo": "promotion_code_id",
}
_ID = re.compile(rf'"(({"|".join(IDS)})_\w+)"')
SAME_KIND = {"other_id": "customer_id"}
A_ROUND = 5  # cases of one route in a row, so that what one route changes the others meet


class Walk:
    """Case after case in one club: an answer's ids are what later cases ask about, half of the time.

    `wrong` names each kind of failure once, with the request that showed it; `statuses` counts answers.
    """

    def __init__(self, *, user: User | None, ids: dict[str, str]) -> None:
        schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
        schema.app = application
        self.operations = [found.ok() for found in schema.get_all_operations()]
        self.user = user
        self.ids = {name: [id] for name, id in ids.items()}
        self.wrong: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()

    def go(self, *, cases: int) -> None:
        """About as many cases, equally many of every route, and the same ones each time."""
        each = max(1, round(cases / len(self.operations)))
        for done in range(0, each, A_ROUND):
            for place, operation in enumerate(self.operations):
                self._cases(operation, number=place * 100_000 + done, count=min(A_ROUND, each - done))

    def _cases(self, operation: Any, *, number: int, count: int) -> None:
        modes = [GenerationMode.POSITIVE]
        if operation.body or operation.query:
            modes.append(GenerationMode.NEGATIVE)

        @seed(number)
        @hypothesis_settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)),
            real=st.booleans(),
            choice=st.integers(0, 10_000),
        )
        def ask(case: Any, real: bool, choice: int) -> None:
            if real:
                chance = random.Random(choice)
                _make_likely(case, chance)
                self._name_real_objects(case, chance)
            self._ask(case)

        ask()

    def _name_real_objects(self, case: Any, chance: random.Random) -> None:
        for values in (case.path_parameters, case.body):
            if isinstance(values, dict):
                for name in values:
                    if known := self.ids.get(SAME_KIND.get(name, name)):
                        values[name] = chance.choice(known)

    def _ask(self, case: Any) -> None:
        headers, cookies = self._browser()
        response = case.call(headers=headers, cookies=cookies)
        self.statuses[response.status_code] += 1
        text = response.content.decode(errors="replace")  # files are not text
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                what = f"{case.method} {case.path}: {response.status_code} {failure.title}"
                self.wrong.setdefault(what, f"{failure}\n{case.as_curl_command()}\n{text[:600]}")
        if response.status_code < 300:
            for name, id in _ids_in(text):
                if id not in self.ids.setdefault(name, []):
                    self.ids[name].append(id)

    def _browser(self) -> tuple[dict[str, str], dict[str, str]]:
        """Signed in anew each time: some routes sign out."""
        client = Client()
        if self.user:
            client.force_login(self.user)
        token = "a" * 32
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        return {"X-CSRFToken": token}, {**cookies, settings.CSRF_COOKIE_NAME: token}


def _make_likely(case: Any, chance: random.Random) -> None:
    """Most of the schema's own example for the body, so that it comes past the first checks."""
    content = (case.operation.definition.raw.get("requestBody") or {}).get("content", {})
    examples = content.get(case.media_type, {}).get("examples")
    if examples and isinstance(case.body, dict):
        example = chance.choice(list(examples.values()))["value"]
        case.body = case.body | {name: value for name, value in example.items() if chance.random() < 0.9}


def _ids_in(text: str) -> Iterator[tuple[str, str]]:
    for id, kind in _ID.findall(text):
        yield IDS[kind], id
