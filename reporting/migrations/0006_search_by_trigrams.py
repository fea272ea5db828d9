"""Indexes for searching parts of words, where PostgreSQL has pg_trgm. Without them a search reads every row."""

from django.db import migrations

# As `icontains` asks for each field that the app and the admin search in.
SEARCHED = {
    "name": "upper(name)",
    "email": "upper(email)",
    "phone": "upper(phone)",
    "customer_id": "upper(customer_id::text)",
    "member_number": "upper(metadata ->> 'member_number')",
}
INDEXES = "".join(
    f"CREATE INDEX IF NOT EXISTS member_search_{name} ON reporting_member USING gin (({sql}) gin_trgm_ops);\n"
    for name, sql in SEARCHED.items()
)
MAKE = f"""
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        {INDEXES}
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pg_trgm may not be used here: searching a large directory stays slow.';
END $$
"""
DROP = "".join(f"DROP INDEX IF EXISTS member_search_{name};" for name in SEARCHED)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_cuts_of_a_run")]

    operations = [migrations.RunSQL(MAKE, DROP)]
