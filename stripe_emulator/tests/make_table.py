"""Make `docs/emulator.md` from the tests: what holds for each resource and each event of Stripe's CLI.

python -m stripe_emulator.tests.make_table
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from .. import API_VERSION, resources
from ..registry import ROUTES
from . import gaps
from .make_keys import RESOURCES

assert resources

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs/emulator.md"
MEASURES = {
    "test_as_the_sdk_declares": "keys and types of Stripe's SDK",
    "test_as_the_examples_have": "keys of Stripe's examples",
}
HEAD = f"""# What the Stripe emulator holds

Made by `python -m stripe_emulator.tests.make_table` from the outcome of the tests; nothing here is written by
hand. The API version is `{API_VERSION}`.

- A resource holds when the objects of all states that the tests reach have the keys and types that the
  classes of Stripe's Python SDK declare, and the keys of Stripe's published examples.
- A route holds when its parameters are among those of `stripe.params` and what is required there is required
  here (–: the SDK has no such route).
- An event holds when `stripe trigger` succeeds and the event arrives, signed, at an endpoint.
"""


class Outcomes:
    """A plugin that keeps what became of each test."""

    def __init__(self) -> None:
        self.passed: dict[str, dict[str, bool]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: Any) -> None:
        name, _, case = report.nodeid.rpartition("::")[2].partition("[")
        if report.when == "call" or not report.passed:
            known = self.passed[name].get(case.removesuffix("]"), True)
            self.passed[name][case.removesuffix("]")] = known and report.passed


def shown(held: bool | None) -> str:
    return {True: "yes", False: "**no**", None: "–"}[held]


def main() -> int:
    outcomes = Outcomes()
    files = [str(HERE / f"test_{name}.py") for name in ("contract", "params_contract", "cli", "node")]
    pytest.main(["-q", "-p", "no:cacheprovider", *files], plugins=[outcomes])
    passed = outcomes.passed
    lines = [
        HEAD,
        "## Resources",
        "",
        f"| resource | {' | '.join(MEASURES.values())} |",
        "| --- | --- | --- |",
    ]
    for kind in RESOURCES:
        lines.append(f"| `{kind}` | {' | '.join(shown(passed[test].get(kind)) for test in MEASURES)} |")
    lines += ["", "## Routes", "", "| route | parameters of Stripe's SDK |", "| --- | --- |"]
    for route in sorted(ROUTES, key=lambda route: (route.path, route.method)):
        lines.append(f"| `{route.name}` | {shown(passed['test_known_to_stripe'].get(route.name))} |")
    lines += ["", "## Events of Stripe's CLI", "", "| `stripe trigger` | delivered |", "| --- | --- |"]
    lines += [f"| `{event}` | {shown(held)} |" for event, held in passed["test_trigger"].items()]
    others = {"test_resource_commands": "`stripe` create, retrieve, list, update, delete, `--expand`",
              "test_the_official_sdk_for_node": "the official SDK for Node"}  # fmt: skip
    lines += ["", "## Other clients", "", "| client | works |", "| --- | --- |"]
    lines += [f"| {text} | {shown(passed[test].get(''))} |" for test, text in others.items()]
    PAGE.write_text("\n".join([*lines, *gaps.lines()]) + "\n")
    return 1 if "**no**" in PAGE.read_text() else 0


if __name__ == "__main__":
    sys.exit(main())
