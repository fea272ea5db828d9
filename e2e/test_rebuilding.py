"""The reporting database can be thrown away: Stripe brings back every row."""

from __future__ import annotations

from collections import Counter
from typing import Any

from product import Product

# Keys and times of storing are the mirror's own; everything else is Stripe's.
OURS = {"djstripe_id", "djstripe_created", "djstripe_updated", "djstripe_uuid", "id_serial"}
BOOKKEEPING = {"reporting_objectversion", "reporting_inboxevent", "reporting_syncrun", "django_migrations"}
BOOKKEEPING |= {"reporting_catchup", "reporting_mirrorcheck"}  # of what runs every hour or night
BY_SERIAL = {
    ("djstripe_invoice", "charge_id"): "djstripe_charge",
    ("djstripe_invoice", "payment_intent_id"): "djstripe_paymentintent",
    ("djstripe_subscriptionitem", "price_id"): "djstripe_price",
    ("djstripe_invoiceitem", "price_id"): "djstripe_price",
}


def test_the_reporting_database_is_dropped_and_comes_back_equal(product: Product):
    # The worker does this every minute: it fetches what no event tells of.
    product.manage("shell", "-v", "0", "-c", "from reporting import late; late.fill()")
    before = contents(product)
    assert before["reporting_member"]["count"] == product.stripe.count()["customer"]
    with product.server() as server:
        server.execute("DROP DATABASE cogento_reporting WITH (FORCE)")
        server.execute("CREATE DATABASE cogento_reporting")
    product.manage("migrate", "--database", "reporting", "--verbosity", "0")
    product.manage("djstripe_sync_models")
    after = contents(product)
    assert {table: found["count"] for table, found in after.items()} == {
        table: found["count"] for table, found in before.items()
    }
    for table, found in before.items():
        assert after[table]["rows"] == found["rows"], f"{table} differs"


def contents(product: Product) -> dict[str, dict[str, Any]]:
    """Every row of every table of the mirror and the directory, in Stripe's own words."""
    found = {}
    with product.reporting() as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
        ).fetchall()
        for (table,) in tables:
            if table in BOOKKEEPING:
                continue
            columns = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1", [table]
            ).fetchall()
            wanted = ", ".join(expression(table, name) for (name,) in columns if name not in OURS)
            rows = connection.execute(f"SELECT {wanted} FROM {table} AS t").fetchall()  # type: ignore[arg-type]
            found[table] = {"count": len(rows), "rows": Counter(map(repr, rows))}
    return found


def expression(table: str, column: str) -> str:
    if target := BY_SERIAL.get((table, column)):
        return f'(SELECT id FROM {target} WHERE djstripe_id = t."{column}")'
    return f't."{column}"'
