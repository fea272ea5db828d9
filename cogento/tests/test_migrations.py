"""The migrations lead to the models, dj-stripe's among them, whose migrations are one step of our own."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
