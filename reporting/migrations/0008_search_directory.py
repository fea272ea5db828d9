"""The directory is searched by words, in a way that every PostgreSQL has, and ordered by indexes."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.fields.json
import django.db.models.functions.text
from django.db import migrations, models

import reporting.search

# Folded: without accents, in lower case. ' and ’ both part a word and do not: O'Brien is found as Brien too.
FUNCTION = r"""
CREATE OR REPLACE FUNCTION directory_words(said text, phone text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT left(word, 100)
        FROM regexp_split_to_table(
            folded || ' ' || translate(folded, '''’', ''),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+'
        ) word
        WHERE word <> ''
        UNION
        SELECT '#' || substr(digits, start) FROM generate_series(1, length(digits) - 4) start
    )
    FROM (
        SELECT replace(translate(lower(
                   regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g')
               ), 'øłđðħı', 'olddhi'), 'ß', 'ss') AS folded,
               left(regexp_replace(phone, '[^0-9]', '', 'g'), 30) AS digits
    ) given
$$
"""
TRIGRAMS = "".join(
    f"DROP INDEX IF EXISTS member_search_{name};"
    for name in ("name", "email", "phone", "customer_id", "member_number")
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_events_set_aside")]

    operations = [
        migrations.RunSQL(TRIGRAMS, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION directory_words"),
        migrations.RemoveIndex(
            model_name="member",
            name="member_by_name",
        ),
        migrations.RemoveIndex(
            model_name="member",
            name="member_metadata",
        ),
        migrations.AddField(
            model_name="member",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=reporting.search.Words(
                    django.db.models.functions.text.Concat(
                        "name",
                        models.Value(" "),
                        "email",
                        models.Value(" "),
                        django.db.models.fields.json.KeyTextTransform("member_number", "metadata"),
                        output_field=models.TextField(),
                    ),
                    "phone",
                ),
                help_text="What reporting/search.py looks for.",
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="created_at",
            field=models.DateTimeField(help_text="When the Customer was made in Stripe.", null=True),
        ),
        migrations.AlterField(
            model_name="member",
            name="current_period_end_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="member",
            name="email_normalised",
            field=models.TextField(blank=True, help_text="In lower case, for comparing."),
        ),
        migrations.AlterField(
            model_name="member",
            name="member_since_at",
            field=models.DateTimeField(help_text="Start of the first subscription.", null=True),
        ),
        migrations.AlterField(
            model_name="member",
            name="plan_id",
            field=models.CharField(blank=True, help_text="Stripe's product id.", max_length=255),
        ),
        migrations.AlterField(
            model_name="member",
            name="status",
            field=models.CharField(default="none", max_length=20),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                fields=["name", "customer_id"], include=("status", "plan_id"), name="member_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["email", "customer_id"], name="member_by_email"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["status", "customer_id"], name="member_by_status"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["plan_name", "customer_id"], name="member_by_plan_name"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["amount_cents", "customer_id"], name="member_by_amount_cents"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["member_since_at", "customer_id"], name="member_by_member_since_at"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                fields=["current_period_end_at", "customer_id"], name="member_by_current_period_end"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["amount_due_cents", "customer_id"], name="member_by_amount_due_cents"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["total_paid_cents", "customer_id"], name="member_by_total_paid_cents"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["created_at", "customer_id"], name="member_by_created_at"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["plan_id", "status"], name="member_by_plan"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["email_normalised"], name="member_by_address"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["search"], name="member_search"
            ),
        ),
    ]
