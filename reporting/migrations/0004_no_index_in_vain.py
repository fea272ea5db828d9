"""Takes away indexes that nothing searches by, which cost a third of a regeneration's writing.

Django makes a second index of each text for LIKE, which nobody asks the mirror. `djstripe_owner_account_id`
is null in all rows (reporting/columns.py): so are its indexes' entries, and its foreign keys hold nothing.
"""

from django.db import migrations

DROP = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT k.conrelid::regclass AS of_table, k.conname AS name FROM pg_constraint k
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ALL(k.conkey)
        WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace
          AND a.attname = 'djstripe_owner_account_id'
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of_table, found.name);
    END LOOP;
    FOR found IN
        SELECT indexname AS name FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename ~ '^(djstripe|reporting)_'
          AND indexdef ~ '_pattern_ops\\)$|\\(djstripe_owner_account_id\\)$'
    LOOP
        EXECUTE format('DROP INDEX %I', found.name);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("djstripe", "0001_dj_stripe_2_11"),
        ("reporting", "0003_invoice_payments_and_credit_notes"),
    ]

    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
