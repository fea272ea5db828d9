"""What would become of a row. The same judgement for the preview and for the real run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from members.models import ImportBatch, ImportRow
from members.services.bulk import cells
from members.services.bulk.columns import Layout, is_field
from members.services.bulk.matching import Known
from members.services.bulk.plans import Catalogue
from members.services.bulk.wishes import Wish

MAX_KEYS = 50  # Stripe's, of metadata
BY_INVOICE = (
    "Begins today and is paid by invoice, due in 14 days. With a start date in the past nothing is due now."
)
Mode = ImportBatch.Mode
Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class Decision:
    """`changes` by column: [before, after]. `starts_plan` says that a membership is to begin."""

    verdict: str
    changes: dict[str, list[str]] = field(default_factory=dict)
    message: str = ""
    known: Known | None = None
    starts_plan: bool = False


def decide(
    wish: Wish, matches: Sequence[Known], *, mode: str, layout: Layout, catalogue: Catalogue
) -> Decision:
    there = matches[0].values | {"plan": matches[0].price_id} if len(matches) == 1 else {}
    doubts = [problem for column, (text, problem) in wish.doubts.items() if there.get(column) != text]
    problems = [*doubts, *wish.problems]
    if len(matches) > 1:
        names = " and ".join(sorted(f"{known.values['name']} ({known.customer_id})" for known in matches))
        problems.append(f'This could be {names}. Write the right one in a column "customer".')
    if wish.customer_id and not matches:
        return _refused(
            [*problems, f'"{layout.header("customer")}" is {wish.customer_id}. Stripe has no such customer.']
        )
    if mode == Mode.METADATA:
        problems += _field_problems(wish, matches, layout)
        wish = replace(wish, values={c: value for c, value in wish.values.items() if is_field(c)})
    if matches or (mode == Mode.METADATA and problems):
        return _refused(problems) if problems else _change(wish, matches[0], mode, layout, catalogue)
    return _create(wish, problems, layout, catalogue)


def _field_problems(wish: Wish, matches: Sequence[Known], layout: Layout) -> list[str]:
    """What keeps a row from changing the club's own fields of somebody who is in Stripe."""
    if not matches:
        return ["Nobody in Stripe has this email address or member number. Correct it, or add them first."]
    kept_on_membership = [column for column in wish.values if column.startswith("subscription.")]
    if matches[0].is_running:
        return []
    return [
        f'"{layout.header(column)}" is kept with a membership, and this person has none that runs. '
        "Empty the cell."
        for column in kept_on_membership
    ]


def _create(wish: Wish, problems: list[str], layout: Layout, catalogue: Catalogue) -> Decision:
    if not wish.values.get("name") and "name" not in wish.doubts:
        problems.append(f'"{layout.header("name")}" is empty. Enter the person\'s name.')
    if not wish.email and "email" not in wish.doubts:
        problems.append(f'"{layout.header("email")}" is empty. Enter an address such as anna@example.org.')
    problems += _plan_problems(wish, layout, running=False)
    changes = {
        column: ["", value]
        for column, value in wish.values.items()
        if value and (wish.plan or not column.startswith("subscription."))
    }
    problems += _key_problems(frozenset(), changes, layout)
    if problems:
        return _refused(problems)
    message = BY_INVOICE if wish.plan and wish.is_due_today else ""
    message = message if wish.plan else "No plan is given, so no membership begins."
    return Decision(
        Verdict.CREATE, changes | _plan_change(wish, "", catalogue), message, starts_plan=bool(wish.plan)
    )


def _change(wish: Wish, known: Known, mode: str, layout: Layout, catalogue: Catalogue) -> Decision:
    name = known.values["name"] or known.customer_id
    if mode == Mode.CREATE_ONLY:
        return Decision(
            Verdict.SKIP, {}, f"{name} is in Stripe already. This import only adds new people.", known
        )
    changes: dict[str, list[str]] = {}
    kept: list[str] = []
    problems: list[str] = []
    for column, after in wish.values.items():
        before = known.values.get(column, "")
        if after in (before, cells.one_line(before)) or (
            column.startswith("subscription.") and not (known.is_running or wish.plan)
        ):
            continue
        if mode in (Mode.OVERWRITE, Mode.METADATA) or not before:
            changes[column] = [before, after]
        elif not after:
            problems.append(
                f'"{layout.header(column)}" says {cells.CLEAR}, but this import only fills what is empty. '
                "Import it with overwriting, or empty the cell."
            )
        else:
            kept.append(layout.header(column))
    starts = bool(wish.plan) and not known.is_running
    problems += _plan_problems(wish, layout, running=known.is_running)
    problems += _key_problems(known.metadata_keys, changes, layout)
    if problems:
        return _refused(problems)
    if starts:
        changes |= _plan_change(wish, "", catalogue)
    notes = _notes(wish, known, kept, catalogue)
    verdict = Verdict.UPDATE if changes else Verdict.SKIP
    message = " ".join(notes) or ("" if changes else "Everything is in Stripe already.")
    return Decision(verdict, changes, message, known, starts_plan=starts)


def _notes(wish: Wish, known: Known, kept: list[str], catalogue: Catalogue) -> list[str]:
    notes = []
    if kept:
        fields = ", ".join(f'"{header}"' for header in kept)
        notes.append(f"Kept as it is in Stripe: {fields}. Overwriting would change that.")
    if wish.plan and known.is_running and wish.plan.price_id != known.price_id:
        now = catalogue.word_for(known.price_id)
        notes.append(f"Has {now} already; an import never changes a running membership.")
    return notes


def _plan_problems(wish: Wish, layout: Layout, *, running: bool) -> list[str]:
    if wish.plan and not wish.plan.active and not running:
        return [f'"{layout.header("plan")}" is {cells.shown(wish.plan.name)}, which is no longer sold.']
    return []


def _plan_change(wish: Wish, before: str, catalogue: Catalogue) -> dict[str, list[str]]:
    if wish.plan is None:
        return {}
    changes = {"plan": [before, catalogue.word_for(wish.plan.price_id)]}
    if wish.start_date and wish.start_date != timezone.localdate():
        changes["start_date"] = ["", wish.start_date.isoformat()]
    if wish.trial_days:
        changes["trial_days"] = ["", str(wish.trial_days)]
    return changes


def _key_problems(present: frozenset[str], changes: dict[str, list[str]], layout: Layout) -> list[str]:
    keys = set(present)
    for column, (_, after) in changes.items():
        key = "member_number" if column == "member_number" else column.removeprefix("metadata.")
        if key != column or column == "member_number":
            keys.discard(key) if after == "" else keys.add(key)
    if len(keys) <= MAX_KEYS:
        return []
    return [f"There would be {len(keys)} metadata fields. Stripe keeps at most {MAX_KEYS}; empty some cells."]


def _refused(problems: list[str]) -> Decision:
    return Decision(Verdict.ERROR, {}, "\n".join(problems))
