"""How the back office looks: unfold's settings."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static


def unfold(club_name: str) -> dict[str, Any]:
    """Source: https://unfoldadmin.com/docs/configuration/settings/"""
    return {
        "SITE_TITLE": club_name,
        "SITE_HEADER": club_name,
        "SITE_SUBHEADER": "Membership",
        "SITE_URL": "/",
        "SITE_SYMBOL": "groups",
        "COLORS": {  # the app's green
            "primary": {
                "50": "#f0f8f4",
                "100": "#dcefe5",
                "200": "#b9dfcc",
                "300": "#8cc8ad",
                "400": "#5bab8a",
                "500": "#3d7a62",
                "600": "#2a6b52",
                "700": "#1f5a44",
                "800": "#1a4839",
                "900": "#143d2e",
                "950": "#0b221b",
            }
        },
        "SHOW_HISTORY": False,
        "SHOW_VIEW_ON_SITE": True,
        "DASHBOARD_CALLBACK": "members.admin.dashboard.dashboard",
        "STYLES": [lambda request: static("members/admin.css")],
        "ACCOUNT": {
            "navigation": [
                {"title": "Passkeys", "link": "/passkeys"},
                {"title": "Where you are signed in", "link": "/sessions"},
            ]
        },
        "SIDEBAR": {
            "show_search": False,
            "show_all_applications": False,
            "navigation": "members.admin.navigation.navigation",
        },
    }
