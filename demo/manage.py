"""manage.py of the running demo: `.venv/bin/python -m demo.manage djstripe_sync_models`."""

from __future__ import annotations

import os
import sys

from demo import environment, places

if __name__ == "__main__":
    manage = str(places.ROOT / "manage.py")
    os.execve(sys.executable, [sys.executable, manage, *sys.argv[1:]], environment.running())
