"""A progress bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import OutputWrapper
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from reporting.spec import Mirrored


@contextmanager
def shown(specs: list[Mirrored], out: OutputWrapper) -> Iterator[Callable[[str, int], None]]:
    """Yields what to call with an object's name and how many more of it were read."""
    if not out.isatty():
        yield lambda name, rows: out.write(f"Read {rows} of {name}.")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns) as progress:
        # What the mirror holds is a good guess at what there is to read.
        tasks = {
            spec.name: progress.add_task(spec.name, total=spec.model.objects.count() or None)
            for spec in specs
        }
        yield lambda name, rows: progress.advance(tasks[name], rows)
