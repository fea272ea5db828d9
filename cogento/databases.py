from __future__ import annotations

from django.db import Error, connections


def answers(alias: str) -> bool:
    """Whether this database answers."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
