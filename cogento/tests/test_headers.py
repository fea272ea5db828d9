"""What a browser is told that a page may do."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from members.tests.factories import staff

PATHS = ("/", "/docs", "/auth/session", "/postgres/plans", "/nothing/here", "/admin/")
pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def policy(response) -> dict[str, list[str]]:
    """The Content-Security-Policy, by directive."""
    parts = (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in filter(None, parts)}


def test_the_app_lets_in_no_inline_script_and_no_style_without_its_nonce(client, settings, tmp_path):
    (tmp_path / "index.html").write_text('<meta name="csp-nonce" content="__CSP_NONCE__">')
    settings.FRONTEND_DIST = tmp_path
    pages = [client.get("/details") for _ in range(2)]
    nonces = [re.search(r'content="(.+)"', page.content.decode())[1] for page in pages]
    assert nonces[0] != nonces[1]
    for page, nonce in zip(pages, nonces, strict=True):
        assert policy(page)["style-src"] == ["'self'", f"'nonce-{nonce}'"]
        assert policy(page)["script-src"] == ["'self'"]
        assert policy(page)["default-src"] == ["'self'"]
        assert policy(page)["object-src"] == policy(page)["base-uri"] == ["'none'"]
        assert policy(page)["frame-ancestors"] == ["'none'"]


def test_the_admin_lets_in_no_inline_script(client):
    client.force_login(staff("admin"))
    response = client.get("/admin/")
    assert response.status_code == 200
    assert "'unsafe-inline'" not in policy(response)["script-src"]
    assert policy(response)["default-src"] == ["'self'"]
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=", response.content.decode())


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/auth/session", "/postgres/plans", "/nothing/here", "/admin/"]
)
def test_every_answer_has_the_headers(path: str):
    headers = Client().get(path).headers
    assert "'unsafe" not in headers["Content-Security-Policy"] or path == "/admin/"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy-Report-Only" not in headers


def test_the_page_of_the_api_has_no_inline_script(client):
    page = client.get("/docs").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "SwaggerUIBundle" in client.get("/docs?script=").content.decode()
