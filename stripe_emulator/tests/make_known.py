"""Make `known_params.json` from Stripe's SDK: the parameters of each call that is held.

python -m stripe_emulator.tests.make_known
"""

from __future__ import annotations

import json

from .. import resources
from ..known import FILE, Tree, key_of
from ..registry import ROUTES
from .sdk import calls, tree_of

assert resources


def known() -> dict[str, Tree]:
    held = sorted({key_of(route) for route in ROUTES} & calls().keys())
    return {key: tree_of(params) for key in held if (params := calls()[key].params)}


def main() -> None:
    rows = [f"{json.dumps(key)}: {json.dumps(tree)}" for key, tree in known().items()]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
