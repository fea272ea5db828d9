"""Django's admin as a club's membership secretary needs it, and nothing of the libraries' own pages."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.contrib import admin

from members.admin import audit, directory, fields, imports, mirror, people, plans, self_service

__all__ = ["audit", "directory", "fields", "imports", "mirror", "people", "plans", "self_service"]


def remove_pages_of(label: str) -> None:
    """dj-stripe's pages write to the mirror and show keys, procrastinate's show what jobs carry."""
    config = apps.get_app_config(label)
    import_module(f"{config.name}.admin")
    for model in config.get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


for _label in ("auth", "djstripe", "procrastinate"):
    remove_pages_of(_label)
