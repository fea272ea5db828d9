"""The admin's own login, replaced: there is one way to sign in, and no password anywhere."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.models import User
from members.sign_in import next_page


@require_safe
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Lead to the app's sign-in page and from there back to the wanted page of the admin."""
    page = next_page.safe(request.GET.get("next")) or reverse("admin:index")
    if not isinstance(request.user, User):
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': page})}")
    if request.user.is_staff:
        return HttpResponseRedirect(page)
    return render(request, "members/not_staff.html", {"club": settings.CLUB_NAME}, status=403)
