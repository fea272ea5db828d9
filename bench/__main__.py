"""Every benchmark, one table: `python -m bench`, or `python -m bench mirror webhooks` for some.

Writes bench/results.json and docs/benchmarks.md.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable

from bench import directory, first_light, mirror, results, sign_in, webhooks

PARTS: dict[str, Callable[[], None]] = {
    "mirror": mirror.measure,
    "webhooks": webhooks.measure,
    "directory": directory.measure,
    "sign-in": sign_in.measure,
    "first-light": first_light.measure,
}


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"Only these: {', '.join(PARTS)}.")
    parts = parser.parse_args().parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for part in parts:
        PARTS[part]()
        results.write_page()
    results.show()


if __name__ == "__main__":
    main()
