from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The admin's menu, in the order of a secretary's day."""
    members = [
        _item("Home", "home", "index"),
        _item("Directory", "groups", "reporting_member_changelist"),
        _item("Plans", "sell", "members_pricemove_changelist"),
        _item("Coupons", "local_offer", "members_coupons"),
        _item("Imports", "upload_file", "members_importbatch_changelist"),
        _item("Fields", "list_alt", "members_fielddefinition_changelist"),
    ]
    people = [
        _item("Roles", "shield_person", "members_rolegrant_changelist"),
        _item("People", "person", "members_user_changelist"),
        _item("What members may do", "toggle_on", "members_selfservice_changelist"),
    ]
    behind = [
        _item("Audit trail", "history", "members_auditentry_changelist"),
        _item("Checks", "fact_check", "reporting_mirrorcheck_changelist"),
        _item("Rebuilds", "sync", "reporting_syncrun_changelist"),
        _item("Events from Stripe", "inbox", "reporting_inboxevent_changelist"),
    ]
    groups: list[dict[str, Any]] = [{"title": "Members", "items": members}]
    if request.user.is_superuser:
        groups.append({"title": "Who may come in", "separator": True, "items": people})
    groups.append({"title": "Behind the scenes", "separator": True, "items": behind})
    _mark(groups, request.path)
    return groups


def _mark(groups: list[dict[str, Any]], path: str) -> None:
    """One item is where somebody is: the one whose address says most of the page's."""
    home = reverse("admin:index")
    items = [item for group in groups for item in group["items"]]
    here = [item for item in items if path.startswith(str(item["link"])) and item["link"] != home]
    best = max(here, key=lambda item: len(str(item["link"])), default=None)
    for item in items:
        item["active"] = item is best or item["link"] == home == path


def _item(title: str, icon: str, name: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}")}
