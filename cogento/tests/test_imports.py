"""Imports point one way: members → reporting, and only two files know Stripe's client."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("cogento", "members", "reporting")
OURS = (*PRODUCT, "stripe_emulator", "demo", "bench")
SHARED = {"cogento", "cogento.permissions", "cogento.errors", "cogento.pagination", "cogento.emails"} | {
    "cogento.access",
    "cogento.databases",
    "cogento.parsers",
    "cogento.spreadsheets",
}


def files(*packages: str) -> list[str]:
    """The files of our own, without tests: those may import what they test."""
    paths = [
        path.relative_to(ROOT) for package in packages for path in sorted((ROOT / package).rglob("*.py"))
    ]
    return [path.as_posix() for path in paths if "tests" not in path.parts]


def imported(file: str) -> set[str]:
    """Every module that a file names, also within functions and for types only."""
    package = list(Path(file).parent.parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found.update({module, *(f"{module}.{name.name}" for name in node.names)})
    return found


def importers(of: str, *packages: str) -> set[str]:
    return {file for file in files(*packages) if any(name.split(".")[0] == of for name in imported(file))}


def others(package: str) -> list[str]:
    return [other for other in OURS if other != package]


def test_there_is_something_to_look_at():
    assert all(len(files(package)) > 3 for package in (*PRODUCT, "stripe_emulator"))
    assert importers("reporting", "members")
    assert "rest_framework.exceptions" in imported("cogento/errors/base.py")


def test_reporting_never_imports_members():
    assert importers("members", "reporting") == set()


def test_only_gateway_and_reader_import_stripe():
    allowed = {"members/gateway/client.py", "reporting/reader.py"}
    assert importers("stripe", *others("stripe_emulator")) <= allowed


def test_only_reporting_imports_djstripe():
    assert importers("djstripe", *others("reporting")) == set()


def test_the_emulator_stands_alone():
    for package in others("stripe_emulator"):
        assert importers(package, "stripe_emulator") == set()
    assert importers("stripe_emulator", *PRODUCT) == set()


def test_what_the_parts_share_of_cogento_is_little():
    """Routes may name its views, too: those lead to any part."""
    for file in files("members", "reporting"):
        names = {".".join(name.split(".")[:2]) for name in imported(file) if name.split(".")[0] == "cogento"}
        assert names <= SHARED or "/urls/" in file, file


def test_only_the_settings_read_the_environment():
    readers = set()
    for file in files(*PRODUCT):
        for node in ast.walk(ast.parse((ROOT / file).read_text())):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
                readers.add(file)
    assert readers <= {"cogento/settings.py", "cogento/wsgi.py"}
