"""What must be there before the processes start: tables, the admin's files, and Stripe's past."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from demo import places
from demo.club.dates import now
from demo.club.history import History
from demo.club.people import people
from demo.stripe import Stripe


def prepare(env: dict[str, str]) -> None:
    """Everything that does not depend on each other, at the same time."""
    with ThreadPoolExecutor() as pool:
        jobs = [
            pool.submit(_manage, env, "migrate"),
            pool.submit(_manage, env, "migrate", "--database", "reporting"),
            pool.submit(_manage, env, "collectstatic", "--noinput"),
            pool.submit(write_history, places.EMULATOR_STATE),
        ]
        for job in jobs:
            job.result()


def _manage(env: dict[str, str], *command: str) -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", *command, "--verbosity", "0"],
        env=env,
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(f"manage.py {' '.join(command)} failed:\n{run.stdout}{run.stderr}")


def write_history(state: Path) -> None:
    """In an emulator of its own that delivers no webhooks; the file appears when all of it is written."""
    if state.exists():
        return
    draft = state.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0", "--state", str(draft)]
    with subprocess.Popen(command, cwd=places.ROOT, stdout=subprocess.PIPE, text=True) as emulator:
        try:
            assert emulator.stdout is not None
            url = emulator.stdout.readline().split()[-1]
            History(Stripe(url), now()).write(people())
        finally:
            emulator.terminate()
            emulator.wait()
    draft.rename(state)
