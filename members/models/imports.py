"""A file of members: what it says, what would change, and what became of each row."""

from __future__ import annotations

from django.db import models


class ImportBatch(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", "Waiting for confirmation"
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        CANCELED = "canceled", "Canceled"

    class Mode(models.TextChoices):
        CREATE_ONLY = "create_only", "Add new people only"
        FILL_EMPTY = "fill_empty", "Add new people, fill what is empty"
        OVERWRITE = "overwrite", "Add new people, overwrite what differs"
        METADATA = "metadata", "Change only the club's own fields, add nobody"

    file_name = models.CharField(max_length=255)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.FILL_EMPTY)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    columns = models.JSONField(default=list, help_text="In the file's order: [header, what it is read as].")
    message = models.TextField(blank=True, help_text="Why it waits or stopped, and what to do.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=254)
    confirmed_by = models.CharField(max_length=254, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "import"

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_moving(self) -> bool:
        """A worker has it, or will."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class ImportRow(models.Model):
    class Verdict(models.TextChoices):
        CREATE = "create", "Add"
        UPDATE = "update", "Change"
        SKIP = "skip", "Nothing to do"
        ERROR = "error", "Cannot be imported"

    class Outcome(models.TextChoices):
        PENDING = "pending", "Waiting"
        WRITING = "writing", "Being written"
        CREATED = "created", "Added"
        UPDATED = "updated", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        FAILED = "failed", "Failed"

    WAITING = (Outcome.PENDING, Outcome.WRITING)

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Row in the file; the header is row 1.")
    data = models.JSONField(help_text="The cells, by the file's own headers.")
    verdict = models.CharField(max_length=10, choices=Verdict)
    changes = models.JSONField(default=dict, help_text="What would change, by field: [before, after].")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    message = models.TextField(blank=True, help_text="Why it cannot be imported, or why it failed.")
    customer_id = models.CharField(max_length=255, blank=True)
    subscription_id = models.CharField(max_length=255, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a run has taken it up.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number")]

    def __str__(self) -> str:
        return f"Row {self.number}"
