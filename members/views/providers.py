"""Signing in with Google or GitHub: there and back."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cogento.errors import CogentoError
from members.services import sign_in
from members.sign_in import network, next_page, providers


@require_GET
@never_cache
def leave(request: HttpRequest, provider: str) -> HttpResponse:
    """Go to the provider's page."""
    page = next_page.safe(request.GET.get("next"))
    try:
        url, sealed = sign_in.start_with_provider(provider=provider, page=page, network=network.of(request))
    except CogentoError:
        return _refused(page)
    response = HttpResponseRedirect(url)
    providers.put(response, sealed)
    return response


@require_GET
@never_cache
def come_back(request: HttpRequest, provider: str) -> HttpResponse:
    """From the provider's page: into the app, or back to signing in, without a word about why."""
    page = providers.page_asked_for(provider, request)
    try:
        user = sign_in.with_provider(request=request, provider=provider)
    except CogentoError:
        response = _refused(page)
    else:
        response = HttpResponseRedirect(sign_in.first_page(user=user, wanted=page))
    providers.take_back(response)
    return response


def _refused(page: str) -> HttpResponseRedirect:
    query = {"refused": "1", **({"next": page} if page else {})}
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode(query)}")
