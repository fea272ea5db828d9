"""PUBLIC_URL: is it https, with a good certificate, and is it Cogento that answers there?"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.urls import reverse

from members.doctor.finding import Finding, ok, warning, wrong

LOCAL = ("127.0.0.1", "::1", "localhost")
TIMEOUT_SECONDS = 10
ALIVE = {"status": "ok"}  # cogento/views/health.py


def check() -> Iterator[Finding]:
    url = settings.PUBLIC_URL
    local = urlsplit(url).hostname in LOCAL
    if url.startswith("http://"):
        yield (
            ok(f"PUBLIC_URL is {url}: good for a look, not for a club.")
            if local
            else wrong(f"PUBLIC_URL is {url}: sessions can be stolen on the way. Serve it with https://.")
        )
    elif not settings.TRUSTED_PROXIES:
        yield warning(
            "TRUSTED_PROXIES is empty: if a proxy ends TLS (Caddy in Compose does), all people count as one "
            "network. Then say which proxies; .env.example explains it."
        )
    yield _answers(url + reverse("healthz"), local=local)


def _answers(url: str, *, local: bool) -> Finding:
    try:
        answer = httpx.get(url, timeout=TIMEOUT_SECONDS, follow_redirects=False)
    except httpx.HTTPError as error:
        if problem := _certificate(error):
            return wrong(f"{url} has no good certificate: {problem}. See: docker compose logs ui")
        if local:
            return warning(f"{url} does not answer from here, as is usual from within a container.")
        return wrong(
            f"{url} does not answer. Check that the name points here, that ports 80 and 443 are open, and: "
            "docker compose ps. (Some routers let nobody in from inside: then try it from a phone.)"
        )
    if (
        answer.status_code == 200
        and "json" in answer.headers.get("Content-Type", "")
        and answer.json() == ALIVE
    ):
        return ok(f"{url} answers.")
    return wrong(
        f"{url} is answered by something else, with status {answer.status_code}. Check PUBLIC_URL, "
        "ALLOWED_HOSTS and what stands in front."
    )


def _certificate(error: BaseException) -> str:
    """What is wrong with it, in OpenSSL's words, from within the errors of three libraries; else empty."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return inner.verify_message
        if isinstance(inner, ssl.SSLError):
            return "TLS does not work there"
        inner = inner.__cause__ or inner.__context__
    return ""
