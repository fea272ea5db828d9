"""Statements that travel together, and are planned once."""

import pytest
from django.db import DatabaseError, connections, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus

from reporting import batch as batches
from reporting.batch import Batch
from reporting.models import ObjectVersion

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])

TWICE = "SELECT %(word)s::text || ' 100%% ' || %(number)s::int, %(word)s"
PLANS = "SELECT name, generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%'' 100%'"


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


def test_prepared_by_itself(cursor):
    """Each EXECUTE copies the text that its PREPARE came with."""
    batch = Batch(cursor, prepared=True)
    batch.add(TWICE, {"word": "a", "number": 1})
    batch.add("SELECT 3 AS after")
    batch.run()
    cursor.execute(PLANS.replace("name, generic_plans, custom_plans", "statement"))
    [(statement,)] = cursor.fetchall()
    assert statement.startswith("PREPARE")
    assert "EXECUTE" not in statement
    assert "after" not in statement


VERSION = "INSERT INTO reporting_objectversion (id, as_of, deleted) VALUES (%s, 1, FALSE)"
ORPHAN = """
    INSERT INTO djstripe_taxid (id, customer_id, stripe_data, country, type, verification, value,
                                djstripe_created, djstripe_updated)
    VALUES ('txi_1', 'cus_nobody', '{}', '', '', '{}', '', now(), now())
"""  # which only COMMIT finds out


def run(cursor, sql, *params, last=False):
    batch = Batch(cursor, prepared=True)
    batch.add(sql, params)
    batch.run(last=last)


def stored():
    return set(ObjectVersion.objects.values_list("id", flat=True))


def test_transaction_travels_with_its_batches():
    """No trip of its own for BEGIN and COMMIT, though Django thinks that it makes them."""
    with CaptureQueriesContext(connections["reporting"]) as captured, batches.transaction() as cursor:
        run(cursor, VERSION, "a")
        run(cursor, VERSION, "b", last=True)
        assert cursor.connection.info.transaction_status == TransactionStatus.IDLE
    first, second = (query["sql"] for query in captured if "EXECUTE" in query["sql"])
    assert first.startswith("BEGIN;")
    assert second.endswith(";\nCOMMIT")
    assert stored() == {"a", "b"}


def test_transaction_that_has_no_last_batch_is_committed():
    with batches.transaction() as cursor:
        run(cursor, VERSION, "a")
    assert stored() == {"a"}
    connections["reporting"].close()
    assert stored() == {"a"}


@pytest.mark.parametrize("second", ["SELECT no_such_column", "SELECT 1 / 0", ORPHAN])
def test_transaction_that_fails_leaves_nothing(second):
    def both():
        with batches.transaction() as cursor:
            run(cursor, VERSION, "a")
            run(cursor, second, last=True)

    with pytest.raises(DatabaseError):
        both()
    assert stored() == set()


def test_transaction_tells_others_once_it_is_committed():
    told = []
    with batches.transaction() as cursor:
        transaction.on_commit(lambda: told.append(stored()), using="reporting")
        run(cursor, VERSION, "a", last=True)
        assert not told
    assert told == [{"a"}]


def test_transaction_leaves_the_connection_as_it_was():
    with batches.transaction() as cursor:
        run(cursor, VERSION, "a", last=True)
    ObjectVersion.objects.create(id="b", as_of=1)  # by itself
    with transaction.atomic(using="reporting"):
        ObjectVersion.objects.create(id="c", as_of=1)
        transaction.set_rollback(True, using="reporting")
    assert stored() == {"a", "b"}
