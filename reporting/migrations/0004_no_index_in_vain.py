"""Takes away indexes that nothing searches by, which cost a fifth of a regeneration's writing.

Django makes a second index of each text for LIKE, which nobody asks the mirror. `djstripe_owner_account_id`
is null in all rows (reporting/columns.py): so are its indexes' entries, and its foreign keys hold nothing.
Other references that may be null are asked who refers to an object, so what is null is left out of them.
"""

from django.db import migrations

DROP = r"""
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
          AND indexdef ~ '_pattern_ops\)$|\(djstripe_owner_account_id\)$'
    LOOP
        EXECUTE format('DROP INDEX %I', found.name);
    END LOOP;
    FOR found IN
        SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND i.indnatts = 1 AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname ~ '^djstripe_'
          AND a.attname ~ '_id$' AND NOT a.attnotnull AND NOT i.indisunique AND i.indpred IS NULL
    LOOP
        EXECUTE format('DROP INDEX %s', found.name);
        EXECUTE format('%s WHERE %I IS NOT NULL', found.made, (regexp_match(found.made, '\((\w+)\)$'))[1]);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("djstripe", "0001_dj_stripe_2_11"),
        ("reporting", "0003_invoice_payments_and_credit_notes"),
    ]

    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
