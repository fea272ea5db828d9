"""grant_role, revoke_role, sign_in_link. Checklist 23, 52."""

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from members.models import RoleGrant, User
from members.tests.factories import staff
from members.tests.signing_in import Browser, make_member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def run(name: str, *arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue().strip()


def test_the_first_superuser_comes_in():
    assert run("grant_role", "Boss@Example.org", "superuser")[0] == "boss@example.org is superuser."
    assert run("grant_role", "boss@example.org", "superuser")[0] == "boss@example.org is superuser."
    assert RoleGrant.objects.get().granted_by == "manage.py grant_role"
    link, life = run("sign_in_link", "Boss@example.org")
    assert life == "It works once, for 10 minutes."
    browser = Browser()
    assert browser.use_link(link).json() == {"next": "/admin/"}
    assert browser.session_now["role"] == "superuser"
    assert mail.outbox == []


def test_a_role_is_revoked():
    staff("superuser")
    staff(email="sec@example.org")
    assert run("revoke_role", "sec@example.org", "admin")[0] == "sec@example.org is not admin any more."
    with pytest.raises(CommandError, match="does not have this role"):
        run("revoke_role", "sec@example.org", "admin")


def test_the_last_superuser_is_not_revoked():
    staff("superuser", email="boss@example.org")
    with pytest.raises(CommandError, match="last superuser"):
        run("revoke_role", "boss@example.org", "superuser")


def test_what_is_wrong_is_said():
    with pytest.raises(CommandError, match="not one email address"):
        run("grant_role", "boss", "superuser")
    with pytest.raises(CommandError, match="invalid choice"):
        run("grant_role", "boss@example.org", "owner")


def test_a_member_gets_a_link_and_nobody_else():
    make_member("anna@example.org")
    make_member("lapsed@example.org", status="canceled")
    assert Browser().use_link(run("sign_in_link", "anna@example.org")[0]).status_code == 200
    for email in ("lapsed@example.org", "nobody@example.org"):
        with pytest.raises(CommandError, match="no role and no current membership"):
            run("sign_in_link", email)
    assert [user.email for user in User.objects.all()] == ["anna@example.org"]


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_staff_get_a_link_while_mail_and_reporting_are_away(reporting_away, settings):
    """52."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    staff(email="boss@example.org")
    assert Browser().use_link(run("sign_in_link", "boss@example.org")[0]).status_code == 200
    with pytest.raises(CommandError, match="cannot be read at the moment"):
        run("sign_in_link", "anna@example.org")
