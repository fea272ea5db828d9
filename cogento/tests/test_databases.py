"""Each model lives in exactly one database, and the mirror's never beside the people's."""

import pytest
from django.db import connections

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_mirror_lives_in_the_reporting_database_alone():
    application = set(connections["default"].introspection.table_names())
    reporting = set(connections["reporting"].introspection.table_names())
    assert {"members_user", "procrastinate_jobs"} <= application
    assert {"djstripe_customer", "reporting_member"} <= reporting
    assert application & reporting == {"django_migrations"}
