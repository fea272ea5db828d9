"""What lies on this machine's disk: the built app, the admin's files, and room for more."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from members.doctor.finding import Finding, ok, warning, wrong

MEGABYTE = 1024 * 1024
LITTLE, TOO_LITTLE = 1024 * MEGABYTE, 100 * MEGABYTE


def check() -> Iterator[Finding]:
    app, admin = settings.FRONTEND_DIST / "index.html", settings.STATIC_ROOT / "members" / "admin.css"
    if not app.is_file():
        yield wrong(
            "The app is not built. Run: npm ci && npm run build in frontend/ (the image has it built in)."
        )
    if not admin.is_file():
        yield wrong("The admin's styles are missing. Run: manage.py collectstatic --noinput")
    if app.is_file() and admin.is_file():
        yield ok("The app and the admin's files are there.")
    yield _room({settings.BASE_DIR, Path(tempfile.gettempdir())})


def _room(folders: set[Path]) -> Finding:
    """On this machine. A database elsewhere has a disk of its own."""
    folder = min(folders, key=lambda each: shutil.disk_usage(each).free)
    free = shutil.disk_usage(folder).free
    said = f"{free // MEGABYTE} MB are free where {folder} lies"
    if free < TOO_LITTLE:
        return wrong(f"The disk is full: {said}. Delete old logs, backups and images (docker system prune).")
    if free < LITTLE:
        return warning(f"The disk is nearly full: {said}.")
    return ok(f"There is room: {said}.")
