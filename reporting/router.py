"""Sends the mirror's models to the reporting database and everything else to the application's."""

from __future__ import annotations

from typing import Any

REPORTING_APPS = {"reporting", "djstripe"}


class ReportingRouter:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "reporting" if model._meta.app_label in REPORTING_APPS else "default"

    db_for_write = db_for_read

    def allow_relation(self, left: Any, right: Any, **hints: Any) -> bool:
        return (left._meta.app_label in REPORTING_APPS) == (right._meta.app_label in REPORTING_APPS)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label in REPORTING_APPS) == (db == "reporting")
