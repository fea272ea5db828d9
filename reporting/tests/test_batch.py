"""Statements that travel together, and are planned once."""

import pytest
from django.db import DatabaseError, connections, transaction

from reporting.batch import Batch

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])

TWICE = "SELECT %(word)s::text || ' 100%% ' || %(number)s::int, %(word)s"
PLANS = "SELECT name, generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%100%'"


@pytest.fixture
def cursor():
    with transaction.atomic(using="reporting"), connections["reporting"].cursor() as found:
        yield found


def test_each_answers_its_rows(cursor):
    for prepared in (False, True):
        batch = Batch(cursor, prepared=prepared)
        first = batch.add(TWICE, {"word": "it's $1", "number": 7})
        second = batch.add("SELECT unnest(%s::int[]), %s::text", [[1, 2], None])
        third = batch.add("UPDATE reporting_inboxevent SET type = 'x'")
        batch.run()
        assert first.rows == [("it's $1 100% 7", "it's $1")]
        assert (second.rows, second.count) == ([(1, None), (2, None)], 2)
        assert (third.rows, third.count) == ([], 0)


def test_planned_once_whatever_the_parameters(cursor):
    for number in range(3):
        batch = Batch(cursor, prepared=True)
        found = [batch.add(TWICE, {"word": "a", "number": number + more}) for more in (0, 10)]
        batch.run()
        assert [each.rows[0][0] for each in found] == [f"a 100% {number}", f"a 100% {number + 10}"]
    cursor.execute(PLANS)
    [(_, generic, custom)] = cursor.fetchall()
    assert (generic, custom) == (6, 0)


def test_after_an_error_nothing_is_taken_for_known():
    """What came before the error was prepared, what came after was not, and a rollback undoes neither."""
    for text in ("SELECT 1 / %s::int AS one", "SELECT no_such_column", "SELECT 2 / %s::int AS two"):
        with connections["reporting"].cursor() as cursor:
            batch = Batch(cursor, prepared=True)
            batch.add(TWICE, {"word": "a", "number": 1})
            batch.add(text, [0] if "%s" in text else None)
            batch.add("SELECT 3 AS after")
            with pytest.raises(DatabaseError), transaction.atomic(using="reporting"):
                batch.run()
            again = Batch(cursor, prepared=True)
            answered = [again.add(TWICE, {"word": "a", "number": 1}), again.add("SELECT 3 AS after")]
            with transaction.atomic(using="reporting"):
                again.run()
            assert [each.rows[0][0] for each in answered] == ["a 100% 1", 3]
