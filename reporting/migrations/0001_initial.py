from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CatchUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("up_to_at", models.DateTimeField(help_text="By Stripe's clock.")),
                (
                    "gap_found_at",
                    models.DateTimeField(help_text="When events were found to be lost for good.", null=True),
                ),
                (
                    "missed",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="How many events the last reading found that should have been delivered.",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MirrorCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("equal", "No difference"),
                            ("mended", "Mended"),
                            ("different", "Differs"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "whole",
                    models.BooleanField(
                        default=True, help_text="Whether every object was compared, not just some."
                    ),
                ),
                (
                    "differences",
                    models.PositiveIntegerField(default=0, help_text="Found at first, mended ones included."),
                ),
                (
                    "counts",
                    models.JSONField(
                        default=dict,
                        help_text="By table, as found at first: in_stripe, in_mirror, missing, stale, extra.",
                    ),
                ),
                ("message", models.TextField(blank=True, help_text="Why it failed, or what to do.")),
            ],
            options={
                "ordering": ["-ended_at"],
            },
        ),
        migrations.CreateModel(
            name="ObjectVersion",
            fields=[
                ("id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("as_of", models.BigIntegerField(help_text="Seconds since 1970, by Stripe's clock.")),
                (
                    "deleted",
                    models.BooleanField(
                        default=False, help_text="A tombstone: later updates cannot bring it back."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
            ],
        ),
        migrations.CreateModel(
            name="SyncRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("complete", "Complete"), ("failed", "Failed")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("calls", models.PositiveIntegerField(default=0, help_text="Requests made to Stripe.")),
                (
                    "counts",
                    models.JSONField(default=dict, help_text="By object: rows read, written, pruned."),
                ),
                ("message", models.TextField(blank=True)),
                (
                    "cuts",
                    models.JSONField(
                        default=dict, help_text="By object: the last ids of each page that was read."
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="InboxEvent",
            fields=[
                (
                    "id",
                    models.CharField(
                        help_text="Stripe's event id.", max_length=255, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField(db_index=True, help_text="When Stripe made it.")),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("payload", models.JSONField()),
                (
                    "set_aside",
                    models.TextField(
                        blank=True, help_text="Why nobody can read it, if so. It is not tried again."
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("applied_at", None)), fields=["received_at"], name="inbox_pending"
                    )
                ],
            },
        ),
    ]
