"""`make demo-reset`: throw the demo's club away."""

from __future__ import annotations

import json
import os
import shutil
import sys

from demo import places


def running() -> bool:
    try:
        os.kill(int(json.loads(places.ENVIRONMENT.read_text())["DEMO_PID"]), 0)
    except (OSError, ValueError, KeyError):
        return False
    return True


if __name__ == "__main__":
    if running():
        sys.exit("The demo is running. End it first, with Ctrl-C in its window.")
    shutil.rmtree(places.FOLDER, ignore_errors=True)
    print("The demo's club is gone. `make demo` founds it anew.")
