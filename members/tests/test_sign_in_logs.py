"""No link, code, cookie or address in any log or in the audit trail. Checklist 18, 56."""

import logging

import pytest
from django.db import connections

from members.models import AuditEntry
from members.sign_in import links
from members.tests.factories import RoleGrantFactory
from members.tests.signing_in import Browser, code_in, link_in, mail_to, make_member, token_of, wrong

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def everything_logged(caplog):
    """What an operator sees who sets LOG_LEVEL=DEBUG."""
    caplog.set_level(logging.DEBUG)
    return caplog


def test_the_whole_flow_writes_no_secret_and_no_address(everything_logged):
    make_member("anna.secret@example.org")
    RoleGrantFactory(email="anna.secret@example.org")
    everything_logged.clear()
    browser = Browser()
    browser.ask("anna.secret@example.org")
    message = mail_to("anna.secret@example.org")
    secrets = [code_in(message), token_of(link_in(message)), browser.cookies["sign_in"].value]
    browser.use_code(wrong(code_in(message)))
    browser.use_code(code_in(message))
    secrets.append(browser.session.session_key)
    Browser().use_link(link_in(message))
    Browser().use_link(link_in(message)[:-1] + "A")
    browser.ask("anna.secret@example.org")
    link = link_in(mail_to("anna.secret@example.org"))
    Browser().use_link(link)
    secrets.append(token_of(link))
    browser.get("/auth/session")
    browser.sign_out()
    links.person("junk")
    written = everything_logged.text + "".join(str(vars(record)) for record in everything_logged.records)
    for secret in (*secrets, "anna.secret"):
        assert secret not in written
        assert secret not in str(list(AuditEntry.objects.values()))
    assert "/auth/token" in written  # something was captured
    stored = everything_stored()
    assert "anna.secret@example.org" in stored  # and something was stored
    # Not the session's key, which is its row's, nor the code: six digits may be of a time.
    for secret in (*secrets[1:-2], token_of(link)):
        assert secret not in stored


def everything_stored() -> str:
    """Both databases, every row of every table."""
    rows: list[str] = []
    for alias in ("default", "reporting"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM "{table}" AS t')
                rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows)
