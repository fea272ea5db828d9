"""Databases that break at a chosen statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import OperationalError


def fail_on(text: str) -> Callable[..., Any]:
    """For `connection.execute_wrapper`: every statement that holds the text fails, but for savepoints."""

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if text in sql and "SAVEPOINT" not in sql:
            raise OperationalError("gone")
        return execute(sql, params, many, context)

    return wrapper
