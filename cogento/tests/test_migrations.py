"""The migrations lead to the models, dj-stripe's among them, whose migrations are one step of our own."""

import pytest
from django.core.management import call_command
from django.db import connections

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_table_of_the_mirror_has_an_index_that_nothing_searches_by():
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            r"""
            SELECT indexname FROM pg_indexes WHERE tablename ~ '^(djstripe|reporting)_'
            AND indexdef ~ '_pattern_ops|\(djstripe_owner_account_id'
            """
        )
        assert cursor.fetchall() == []
