"""Keys in Stripe that no field is defined for: to define, or to remove."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from cogento.errors import CogentoError
from members.admin.who import who
from members.models import FieldDefinition
from members.services import undefined_keys
from reporting.metadata_keys import KeyCount

PAGE = "admin:members_undefined_keys"


def show(request: HttpRequest) -> HttpResponse:
    return _render(request, "undefined_keys", {"rows": [_row(each) for each in _listed()]})


def remove(request: HttpRequest) -> HttpResponse:
    """Say how many objects would lose the key; once that is confirmed, queue the job."""
    if not getattr(request.user, "is_superuser", False):
        raise PermissionDenied
    wanted = (request.GET.get("target"), request.GET.get("key"))
    found = next((each for each in _listed() if (each.kind, each.key) == wanted), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _render(request, "undefined_key_remove", {"row": _row(found)})
    try:
        count = undefined_keys.remove(target=found.kind, key=found.key, by=who(request))
    except CogentoError as error:
        messages.error(request, error.text)
    else:
        whose = f"{_row(found)['kept_on'].lower()}{'' if count == 1 else 's'}"
        messages.success(
            request, f"“{found.key}” is being removed from {count:,} {whose}. Reload to see what is left."
        )
    return HttpResponseRedirect(reverse(PAGE))


def _listed() -> list[KeyCount]:
    return undefined_keys.listed()


def _row(found: KeyCount) -> dict[str, Any]:
    label = found.key.replace("_", " ").replace("-", " ").strip().capitalize()
    query = urlencode({"target": found.kind, "key": found.key})
    return {
        "key": found.key,
        "kept_on": FieldDefinition.Target(found.kind).label,
        "count": found.count,
        "define": f"{reverse('admin:members_fielddefinition_add')}?{query}&{urlencode({'label': label})}",
        "remove": f"{reverse(f'{PAGE}_remove')}?{query}",
    }


def _render(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    shown = admin.site.each_context(request) | {"title": "Keys without a field"}
    shown |= {"opts": FieldDefinition._meta} | context
    return TemplateResponse(request, f"admin/members/{name}.html", shown)
