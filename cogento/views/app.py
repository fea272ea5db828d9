"""The members' app: one page for every address that belongs to nothing else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

NONCE = "__CSP_NONCE__"  # where index.html wants it


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = settings.FRONTEND_DIST / "index.html"
    if not page.is_file():
        text = "The app is not built. Run: npm ci && npm run build in frontend/.\n"
        return HttpResponse(text, status=503, content_type="text/plain")
    html = page.read_text().replace(NONCE, str(request.csp_nonce))  # type: ignore[attr-defined]
    return HttpResponse(html, headers={"Cache-Control": "no-cache"})
