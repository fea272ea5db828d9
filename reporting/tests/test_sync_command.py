"""What the command says and takes; what it does is in test_regenerate.py."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from djstripe.models import Customer

from reporting.models import ObjectVersion, SyncRun

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def sync(*args, out=None, **options) -> str:
    out = out or StringIO()
    call_command("djstripe_sync_models", *args, stdout=out, **options)
    return out.getvalue()


def test_key_of_this_installation(stripe, settings):
    assert "Done in" in sync("Product", api_keys=[settings.STRIPE_SECRET_KEY])


def test_other_keys_are_refused_and_not_shown(stripe):
    with pytest.raises(CommandError, match="STRIPE_SECRET_KEY") as refused:
        sync(api_keys=["sk_test_of_somebody_else_1234"])
    assert "of_somebody" not in str(refused.value)
    assert not SyncRun.objects.exists()


def test_run_is_a_row(stripe):
    stripe.client.v1.customers.create({"name": "Ann"})
    stripe.control("DELETE", "requests")
    sync("Customer")
    run = SyncRun.objects.get()
    assert run.state == SyncRun.State.COMPLETE
    assert run.calls == len(stripe.requests()) > 0
    assert run.counts["customer"] == {"read": 1, "written": 1, "pruned": 0}
    assert run.ended_at > run.started_at
    assert not run.whole
    sync()
    assert SyncRun.objects.first().whole


def test_calls_that_were_tried_again_are_counted(stripe):
    stripe.control("POST", "faults", method="GET", path="/v1/products*", kind="status", status=500, count=2)
    stripe.control("DELETE", "requests")
    sync("Product")
    assert SyncRun.objects.get().calls == len(stripe.requests()) == 3


def test_run_that_was_killed_is_told_by_the_next(stripe):
    SyncRun.objects.create()
    sync("Product")
    new, old = SyncRun.objects.all()
    assert (new.state, old.state) == (SyncRun.State.COMPLETE, SyncRun.State.FAILED)
    assert "stopped before it ended" in old.message


@pytest.mark.parametrize(("percent", "refused"), [(30, False), (10, True)])
def test_share_that_may_be_pruned(stripe, settings, percent, refused):
    settings.MIRROR_PRUNE_PERCENT = percent
    customers = stripe.client.v1.customers
    ids = [customers.create({"name": f"Person {number}"}).id for number in range(25)]
    sync("Customer")
    ObjectVersion.objects.update(as_of=0)
    for id in ids[:5]:
        customers.delete(id)
    if refused:
        with pytest.raises(CommandError, match="5 of 25 customer rows"):
            sync("Customer")
    else:
        sync("Customer")
    assert Customer.objects.count() == (25 if refused else 20)


@pytest.mark.parametrize(
    ("total", "gone", "refused"),
    [(3, 3, False), (10, 3, False), (10, 4, True), (20, 4, False), (20, 5, True)],
)
def test_a_small_club_is_kept_too(stripe, total, gone, refused):
    """More than a fifth, and more than three: a club of ten must not be emptied by another account's key."""
    customers = stripe.client.v1.customers
    ids = [customers.create({"name": f"Person {number}"}).id for number in range(total)]
    sync("Customer")
    ObjectVersion.objects.update(as_of=0)
    for id in ids[:gone]:
        customers.delete(id)
    if refused:
        with pytest.raises(CommandError, match="--allow-prune"):
            sync("Customer")
        assert Customer.objects.count() == total
        sync("Customer", allow_prune=True)
    else:
        sync("Customer")
    assert Customer.objects.count() == total - gone


def test_bar_on_a_terminal_and_lines_elsewhere(stripe, capsys):
    assert "Read 0 of product." in sync("Product")
    out = sync("Product", out=Terminal())
    assert "Read 0" not in out
    assert "product" in capsys.readouterr().out
