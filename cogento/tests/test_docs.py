"""The API's description: whole, and with nothing fetched from elsewhere."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command


@pytest.mark.django_db
@pytest.mark.django_db
def test_docs_load_nothing_from_elsewhere(client):
    page = client.get("/docs")
    assert page.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert "/docs?script=" in sources
    for source in set(sources) - {"/docs?script="}:
        assert source.startswith("/static/"), source
        assert finders.find(source.removeprefix("/static/")), source


@pytest.mark.django_db(databases=["default", "reporting"])
def test_schema_says_everything_without_a_warning(tmp_path):
    call_command("spectacular", file=str(tmp_path / "schema.yaml"), validate=True, fail_on_warn=True)


@pytest.mark.django_db
def test_schema_is_of_one_version_whatever_is_asked_for(client):
    response = client.get("/schema?version=a%0ab")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'inline; filename="Cogento.yaml"'
