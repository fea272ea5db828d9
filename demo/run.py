"""`make demo`: PostgreSQL, the Stripe emulator, a mailbox, worker and web server, and a club in them."""

from __future__ import annotations

import signal
import sys
from datetime import timedelta
from time import monotonic

from rich.console import Console
from rich.panel import Panel

from demo import environment, places, postgres
from demo.club import cast
from demo.opening import Opening, OpeningFailed
from demo.preparation import prepare
from demo.processes import Processes
from demo.timekeeper import Timekeeper


def main() -> int:
    started = monotonic()
    console = Console()
    places.refuse_taken_ports()
    places.FOLDER.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with console.status("Starting PostgreSQL") as status, postgres.running() as databases:
            env = environment.build(databases)
            status.update("Preparing the databases, and what happened in Stripe so far")
            prepare(env)
            status.stop()
            return run(env, console, started)
    except KeyboardInterrupt:
        return 0  # Ctrl-C is how the demo is meant to end
    finally:
        places.ENVIRONMENT.unlink(missing_ok=True)


def run(env: dict[str, str], console: Console, started: float) -> int:
    opening = Opening(env, console)
    timekeeper = Timekeeper(opening.stripe)
    with places.LOG.open("w") as log:
        processes = Processes(env, log)

        def open_the_club() -> None:
            try:
                opening.run()
            except Exception as problem:
                if not processes.is_ending:
                    why = str(problem) if isinstance(problem, OpeningFailed) else repr(problem)
                    console.print(f"[bold red]The demo could not be set up.[/] {why}\nSee {places.LOG}.")
                    processes.end(1)
                return
            console.print(welcome(timedelta(seconds=round(monotonic() - started))))
            timekeeper.run(tell=console.print)

        try:
            return processes.run(beside=open_the_club)
        finally:
            timekeeper.stop()
            opening.stop()


def welcome(took: timedelta) -> Panel:
    members = "\n".join(f"  {email:<36} member, {why}" for email, why in cast.members())
    return Panel(
        f"[bold]Riverside Tennis Club is open[/] (after {took})\n\n"
        f"  The members' app       {places.url('WEB_PORT')}/\n"
        f"  The admin              {places.url('WEB_PORT')}/admin/\n"
        f"  The API's description  {places.url('WEB_PORT')}/docs\n"
        f"  The mailbox            {places.url('MAIL_PORT')}/\n"
        f"  Stripe's dashboard     {places.url('STRIPE_PORT')}/\n\n"
        "Sign in as one of these: enter the address, then open the mailbox for the link.\n\n"
        f"  {cast.SUPERUSER:<36} superuser\n"
        f"  {cast.ADMIN:<36} admin\n"
        f"{members}\n\n"
        f"What the programs say is in {places.LOG}. Ctrl-C ends it all; the club stays for the next time.",
        expand=False,
    )


if __name__ == "__main__":
    sys.exit(main())
