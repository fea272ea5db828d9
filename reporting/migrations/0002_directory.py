"""The directory, searched by words in a way that every PostgreSQL has, and ordered by indexes."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.fields.json
import django.db.models.functions.text
from django.db import migrations, models

import reporting.search

# Folded: without accents, in lower case. ' and ’ both part a word and do not: O'Brien is found as Brien too.
# An address is also found by what follows its @, with or without it.
FUNCTION = r"""
CREATE OR REPLACE FUNCTION directory_words(said text, phone text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT left(word, 100)
        FROM regexp_split_to_table(
            folded || CASE WHEN folded ~ '[''’]' THEN ' ' || translate(folded, '''’', '') ELSE '' END
                   || ' @' || split_part(folded, '@', 2) || ' ' || split_part(folded, '@', 2),
            '[\u0001-\u002f\u003a-\u003f\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+'
        ) word
        WHERE word NOT IN ('', '@')
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


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTION,
            "DROP FUNCTION directory_words",
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("customer_id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True)),
                ("email", models.TextField(blank=True, help_text="As stored in Stripe.")),
                ("email_normalised", models.TextField(blank=True, help_text="In lower case, for comparing.")),
                ("phone", models.TextField(blank=True)),
                (
                    "address",
                    models.JSONField(
                        default=dict, help_text="line1, line2, city, state, postal_code, country"
                    ),
                ),
                ("metadata", models.JSONField(default=dict)),
                ("status", models.CharField(default="none", max_length=20)),
                ("subscription_id", models.CharField(blank=True, max_length=255)),
                ("plan_id", models.CharField(blank=True, help_text="Stripe's product id.", max_length=255)),
                ("plan_name", models.TextField(blank=True)),
                ("price_id", models.CharField(blank=True, max_length=255)),
                (
                    "amount_cents",
                    models.BigIntegerField(help_text="Of one period, in minor units.", null=True),
                ),
                ("currency", models.CharField(blank=True, max_length=3)),
                (
                    "interval",
                    models.CharField(blank=True, help_text="day, week, month, year or empty", max_length=10),
                ),
                ("interval_count", models.PositiveSmallIntegerField(null=True)),
                (
                    "member_since_at",
                    models.DateTimeField(help_text="Start of the first subscription.", null=True),
                ),
                ("current_period_start_at", models.DateTimeField(null=True)),
                ("current_period_end_at", models.DateTimeField(null=True)),
                (
                    "cancel_at",
                    models.DateTimeField(
                        help_text="When the membership will end, if it is to end.", null=True
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("past_due_since_at", models.DateTimeField(null=True)),
                (
                    "running_count",
                    models.PositiveSmallIntegerField(default=0, help_text="Subscriptions that are running."),
                ),
                (
                    "is_doubled",
                    models.BooleanField(default=False, help_text="One person has two that run at once."),
                ),
                (
                    "member_names",
                    models.JSONField(
                        default=list, help_text="Whose they are that run, where one person pays for several."
                    ),
                ),
                (
                    "amount_due_cents",
                    models.BigIntegerField(default=0, help_text="Open invoices, in minor units."),
                ),
                (
                    "total_paid_cents",
                    models.BigIntegerField(default=0, help_text="Paid invoices, in minor units."),
                ),
                (
                    "created_at",
                    models.DateTimeField(help_text="When the Customer was made in Stripe.", null=True),
                ),
                (
                    "search",
                    models.GeneratedField(
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
            ],
            options={
                "ordering": ["name", "customer_id"],
                "indexes": [
                    models.Index(
                        fields=["name", "customer_id"], include=("plan_id", "status"), name="member_by_name"
                    ),
                    models.Index(
                        fields=["email", "customer_id"], include=("plan_id", "status"), name="member_by_email"
                    ),
                    models.Index(
                        fields=["status", "customer_id"], include=("plan_id",), name="member_by_status"
                    ),
                    models.Index(
                        fields=["plan_name", "customer_id"],
                        include=("plan_id", "status"),
                        name="member_by_plan_name",
                    ),
                    models.Index(
                        fields=["amount_cents", "customer_id"],
                        include=("plan_id", "status"),
                        name="member_by_amount_cents",
                    ),
                    models.Index(
                        fields=["member_since_at", "customer_id"],
                        include=("plan_id", "status"),
                        name="member_by_member_since_at",
                    ),
                    models.Index(
                        fields=["current_period_end_at", "customer_id"],
                        include=("plan_id", "status"),
                        name="member_by_current_period_end",
                    ),
                    models.Index(
                        fields=["amount_due_cents", "customer_id"],
                        include=("plan_id", "status"),
                        name="member_by_amount_due_cents",
                    ),
                    models.Index(
                        fields=["total_paid_cents", "customer_id"],
                        include=("plan_id", "status"),
                        name="member_by_total_paid_cents",
                    ),
                    models.Index(
                        fields=["created_at", "customer_id"],
                        include=("plan_id", "status"),
                        name="member_by_created_at",
                    ),
                    models.Index(fields=["plan_id", "status"], name="member_by_plan"),
                    models.Index(fields=["email_normalised"], name="member_by_address"),
                    models.Index(
                        condition=models.Q(("is_doubled", True)),
                        fields=["customer_id"],
                        name="member_doubled",
                    ),
                    models.Index(
                        condition=models.Q(("cancel_at__isnull", False)),
                        fields=["customer_id"],
                        name="member_ending",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="member_search"
                    ),
                ],
            },
        ),
    ]
