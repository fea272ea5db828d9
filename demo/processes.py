"""The demo's processes, run together by honcho: all of them, or none."""

from __future__ import annotations

import shlex
import sys
from collections import deque
from collections.abc import Callable
from signal import SIGINT
from threading import Thread
from typing import Any, TextIO

from honcho.manager import Manager
from honcho.printer import Printer

from demo import environment, places

LINES_SHOWN = 15


def commands(python: str = sys.executable) -> dict[str, list[str]]:
    host, port = places.HOST, lambda variable: str(places.port(variable))
    stripe = ["-m", "stripe_emulator", "--port", port("STRIPE_PORT")]
    stripe += ["--state", str(places.EMULATOR_STATE)]
    stripe += ["--webhook", f"{places.url('WEB_PORT')}/stripe/webhooks"]
    stripe += ["--webhook-secret", environment.WEBHOOK_SECRET]
    mailbox = [str(places.MAILDEV), "--ip", host, "--web-ip", host]
    mailbox += ["--web", port("MAIL_PORT"), "--smtp", port("SMTP_PORT")]
    mailbox += ["--mail-directory", str(places.FOLDER / "mail"), "--silent"]
    web = ["-m", "gunicorn", "cogento.wsgi", "--bind", f"{host}:{port('WEB_PORT')}"]
    web += ["--workers", "2", "--threads", "4", "--graceful-timeout", "3", "--no-control-socket"]
    worker = ["manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout", "3"]
    return {
        "stripe": [python, *stripe],
        "mailbox": mailbox,
        "worker": [python, *worker],
        "web": [python, *web],
    }


class Log(Printer):
    """Writes what the processes say to a file and remembers the last lines of each."""

    def __init__(self, output: TextIO) -> None:
        super().__init__(output=output, colour=False)
        self.last: dict[str, deque[str]] = {}

    def write(self, message: Any) -> None:
        super().write(message)
        self.output.flush()
        said = message.data
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        self.last.setdefault(message.name, deque(maxlen=LINES_SHOWN)).extend(text.splitlines())


class Processes(Manager):
    """Runs everything until one process ends or somebody presses Ctrl-C."""

    def __init__(self, env: dict[str, str], log: TextIO) -> None:
        self.log = Log(log)
        super().__init__(printer=self.log)
        for name, command in commands().items():
            self.add_process(name, "exec " + shlex.join(command), env=env, cwd=str(places.ROOT))

    def run(self, beside: Callable[[], None]) -> int:
        """Run `beside` in a thread meanwhile; answer the exit code (143: SIGTERM)."""
        Thread(target=beside, daemon=True).start()
        self.loop()
        if self.returncode == 128 + SIGINT:
            return 0  # Ctrl-C is how the demo is meant to end
        return self.returncode if self.returncode is not None else 1

    @property
    def is_ending(self) -> bool:
        return bool(self._terminating)

    def end(self, code: int) -> None:
        """Because something beside them went wrong."""
        self.returncode = code
        self.terminate()

    def terminate(self) -> None:
        if not self._terminating:
            self._say_who_ended()
        super().terminate()

    def _say_who_ended(self) -> None:
        for name, process in self._processes.items():
            code = process.get("returncode")
            if code is not None:
                print(f"\n{name} ended with exit code {code}, so the demo ends. Its last words:")
                print("\n".join(f"    {line}" for line in self.log.last.get(name, [])))
                print(f"All of them are in {places.LOG}.", flush=True)
