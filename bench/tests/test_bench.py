"""What the benchmarks count with."""

import json

import pytest
from django.core.management import call_command
from django.db import connections

from bench.contenders import in_djstripes_table
from bench.mirror import club, meddle
from bench.results import Line
from bench.stripe import Stripe
from bench.truth import KINDS, compare, truth


def rows():
    with connections["reporting"].cursor() as cursor:
        found = {}
        for kind in KINDS:
            cursor.execute(in_djstripes_table(kind))
            found[kind] = {id: json.loads(data) for id, data in cursor.fetchall()}
        return found


@pytest.mark.django_db(databases=["default", "reporting"])
def test_a_mirror_is_held_against_stripe(stripe):
    bench = Stripe(stripe.url)
    club(bench, 20)
    assert compare(truth(bench), {kind: {} for kind in KINDS}).missing > 100

    call_command("djstripe_sync_models", verbosity=0)
    right = compare(truth(bench), rows())
    meddle(bench)
    changed = compare(truth(bench), rows())

    assert right.right > 100
    assert right.wrong == 0
    assert changed.stale >= 2  # canceled, renamed
    assert changed.extra >= 2  # deleted, detached
    assert changed.missing == 0


def test_a_line_says_whether_its_target_is_missed():
    assert Line("seconds", 2, target=1).missed
    assert not Line("events a second", 201, target=200, at_least=True).missed
    assert not Line("seconds", 2).missed
    assert "4 ×" in Line("calls", 2, djstripe=8).cells()[-2]
