"""`manage.py seed_plans`: plans from a file, any number of times."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from members.models import AuditEntry, PriceMove
from members.services import plans
from members.tests import club
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

EXAMPLE = Path(settings.BASE_DIR) / "docs/plans.yaml"


def seed(path, *flags):
    out = io.StringIO()
    call_command("seed_plans", str(path), *flags, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "plans.yaml"
        path.write_text(text)
        return path

    return write


def test_the_example_is_made_once(stripe):
    said = seed(EXAMPLE, "--dry-run")
    assert "Make Adult yearly, £240.00" in said
    assert stripe.client.v1.products.list().data == []
    seed(EXAMPLE)
    assert [(each.name, each.lookup_key, each.amount_cents) for each in queries.plans()] == [
        ("Adult yearly", "adult-yearly", 24_000),
        ("Junior yearly", "junior-yearly", 7_200),
    ]
    entries = AuditEntry.objects.count()
    for flags in ([], ["--dry-run"]):
        assert seed(EXAMPLE, *flags) == "Stripe has all of it. Nothing to do.\n"
    assert AuditEntry.objects.count() == entries
    assert len(stripe.client.v1.prices.list().data) == 2


def test_what_differs_is_changed_and_the_rest_left_alone(stripe, file):
    seed(EXAMPLE)
    other = club.plan("Coaching")
    junior = next(each for each in queries.plans() if each.name == "Junior yearly")
    plans.archive(product_id=junior.product_id, by=club.BY)
    changed = EXAMPLE.read_text().replace("amount_cents: 7200", "amount_cents: 8000")
    path = file(changed.replace("capacity: 60", "capacity: 50"))
    said = seed(path)
    assert "Offer Junior yearly again" in said
    assert "Change Junior yearly: capacity from 60 to 50" in said
    assert "Replace the price of Junior yearly by £80.00" in said
    now = {each.name: each for each in queries.plans()}
    assert (now["Junior yearly"].amount_cents, now["Junior yearly"].lookup_key) == (8_000, "junior-yearly")
    assert now["Junior yearly"].details.capacity == 50
    assert now["Coaching"].price_id == other
    assert PriceMove.objects.get().members == "renewal"
    assert seed(path) == "Stripe has all of it. Nothing to do.\n"


def test_a_plan_made_by_hand_is_taken_over_by_its_name(stripe, file):
    club.plan("Adult", joining="nobody")
    path = file("plans:\n- {key: adult, name: Adult, amount_cents: 12000, currency: gbp, interval: year}\n")
    assert seed(path) == "Give the price of Adult its key\n"
    assert seed(path) == "Stripe has all of it. Nothing to do.\n"
    assert [each.lookup_key for each in queries.plans()] == ["adult"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plans: [", "not YAML"),
        ("- 1", "docs/plans.yaml"),
        ("plans:\n- {key: a}\n", "missing"),
        ("plans:\n- {key: a, name: A, amount_cents: 1.5, currency: gbp, interval: year}\n", "whole numbers"),
        ("plans:\n- {key: a, name: A, amount_cents: 1, currency: gbp, interval: decade}\n", "interval"),
        (
            "plans:\n- {key: a, name: A, amount_cents: 1, currency: gbp, interval: year, tier: -1}\n",
            "whole number",
        ),
        (
            "plans:\n- {key: a, name: A, amount_cents: 1, currency: gbp, interval: year, colour: red}\n",
            "colour",
        ),
    ],
)
def test_a_bad_file_is_refused_before_any_write(stripe, file, text, said):
    with pytest.raises(CommandError, match=said):
        seed(file(text))
    assert stripe.client.v1.products.list().data == []
