"""A start that cannot work says why, names the variable, and shows no traceback. Checklist 16, 55, 56."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k" * 50,
    "STRIPE_SECRET_KEY": "sk_test_x",
    "DATABASE_URL": "postgres://user:hidden-password@127.0.0.1:1/cogento",
    "REPORTING_DATABASE_URL": "postgres://user:hidden-password@127.0.0.1:1/cogento_reporting",
}


def manage(*arguments: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these variables alone, and without the developer's .env."""
    given = {name: value for name, value in (GOOD | variables).items() if value is not None}
    code = "import environ; environ.Env.read_env = classmethod(lambda *a, **k: None); import runpy, sys;"
    code += f"sys.argv = {['manage.py', *arguments]!r}; runpy.run_path('manage.py', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | given,
        capture_output=True,
        text=True,
        timeout=60,
    )


def setting(name: str, **variables: str | None) -> object:
    code = f"import json; from django.conf import settings; print(json.dumps(settings.{name}))"
    result = manage("shell", "-v", "0", "-c", code, **variables)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", None, "SECRET_KEY is not set"),
        ("SECRET_KEY", "  ", "SECRET_KEY is not set"),
        ("STRIPE_SECRET_KEY", None, "STRIPE_SECRET_KEY is not set"),
        ("STRIPE_SECRET_KEY", "pk_test_hidden", "STRIPE_SECRET_KEY does not look like"),
        ("DATABASE_URL", None, "DATABASE_URL is not set"),
        ("DATABASE_URL", "mysql://user:hidden@host/name", "DATABASE_URL must be a PostgreSQL address"),
        ("DATABASE_URL", "postgres://user:hidden@host:5432", "DATABASE_URL must be a PostgreSQL address"),
        ("DATABASE_URL", "postgres://user:hidden@host:port/name", "DATABASE_URL"),
        ("REPORTING_DATABASE_URL", None, "REPORTING_DATABASE_URL is not set"),
        ("PUBLIC_URL", "members.example.org", "PUBLIC_URL is"),
        ("PUBLIC_URL", "https://example.org/club", "PUBLIC_URL is"),
        ("PUBLIC_URL", "https://", "PUBLIC_URL is"),
        ("PUBLIC_URL", "https://[::1", "PUBLIC_URL is"),
        ("PUBLIC_URL", "https://example.org:99999", "PUBLIC_URL is"),
        ("PUBLIC_URL", "https://example.org#there", "PUBLIC_URL is"),
        ("PUBLIC_URL", "https://user:hidden@example.org", "PUBLIC_URL is"),
        ("GRACE_DAYS", "two weeks", "GRACE_DAYS is not a whole number"),
        ("GRACE_DAYS", "-1", "GRACE_DAYS is -1"),
        ("TRUSTED_PROXIES", "yes", "TRUSTED_PROXIES is not a whole number"),
        ("TRUSTED_PROXY_NETWORKS", "10.0.0.0/8,caddy", "TRUSTED_PROXY_NETWORKS is not a list of networks"),
        ("STRIPE_TIMEOUT_SECONDS", "0", "STRIPE_TIMEOUT_SECONDS is 0"),
        ("EMAIL_URL", "carrier-pigeon://loft", "EMAIL_URL"),
        ("LOG_LEVEL", "CHATTY", "LOG_LEVEL"),
        ("TIME_ZONE", "Europe/Riverside", "TIME_ZONE"),
        ("DEBUG", "perhaps", "DEBUG"),
        ("SECRET_KEY_FILE", "/nonexistent/secret", "SECRET_KEY_FILE"),
    ],
)
def test_a_variable_that_cannot_be_is_named(name, value, says):
    result = manage("check", **{name: value})
    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "hidden" not in result.stderr


def test_gunicorn_says_the_same():
    code = "import environ; environ.Env.read_env = classmethod(lambda *a, **k: None);"
    code += "from gunicorn.app.wsgiapp import run; import sys;"
    code += "sys.argv = ['gunicorn', 'cogento.wsgi', '--bind', '127.0.0.1:0', '--workers', '2']; run()"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | GOOD | {"GRACE_DAYS": "two weeks"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert "Cogento cannot start: GRACE_DAYS is not a whole number." in result.stderr
    assert "Traceback" not in result.stderr


def test_the_worker_says_the_same():
    result = manage("procrastinate", "worker", GRACE_DAYS="two weeks")
    assert result.returncode == 1
    assert result.stderr == "Cogento cannot start: GRACE_DAYS is not a whole number. Write one, such as 14.\n"


def test_good_variables_start():
    assert manage("help", "migrate").returncode == 0


def test_secrets_are_read_from_files(tmp_path):
    file = tmp_path / "key"
    file.write_text("from-a-file\n")
    assert setting("SECRET_KEY", SECRET_KEY=None, SECRET_KEY_FILE=str(file)) == "from-a-file"


def test_a_file_counts_more_than_the_variable(tmp_path):
    (tmp_path / "key").write_text("from-a-file\n")
    assert setting("SECRET_KEY", SECRET_KEY_FILE=str(tmp_path / "key")) == "from-a-file"
    assert setting("SECRET_KEY", SECRET_KEY_FILE="") == "k" * 50


def test_a_file_that_is_no_text_is_named_and_not_shown(tmp_path):
    (tmp_path / "key").write_bytes("sk_test_hidden".encode("utf-16"))
    result = manage("check", STRIPE_SECRET_KEY_FILE=str(tmp_path / "key"))
    assert result.returncode == 1
    assert result.stderr.startswith("Cogento cannot start: STRIPE_SECRET_KEY_FILE names a file that is not")
    assert len(result.stderr.splitlines()) == 1


def test_every_secret_is_read_from_a_file(tmp_path):
    """24, 56: with the line break that an editor leaves at the end."""
    secrets = {
        "SECRET_KEY": "k" * 50,
        "SECRET_KEY_FALLBACKS": "old" * 20,
        "STRIPE_SECRET_KEY": "rk_live_hidden",
        "STRIPE_WEBHOOK_SECRETS": "whsec_one,whsec_two",
        "DATABASE_URL": "postgres://user:from-a-file@127.0.0.1/cogento",
        "REPORTING_DATABASE_URL": "postgres://user:from-another@127.0.0.1/mirror",
        "EMAIL_URL": "smtp+tls://office:mail-word@mail.example.org:587",
        "GOOGLE_CLIENT_SECRET": "of-google",
        "GITHUB_CLIENT_SECRET": "of-github",
    }
    for name, value in secrets.items():
        (tmp_path / name).write_text(f"{value}\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in secrets}
    code = """
from django.conf import settings as s
print(s.SECRET_KEY, s.SECRET_KEY_FALLBACKS, s.STRIPE_SECRET_KEY, s.STRIPE_WEBHOOK_SECRETS, sep="\\n")
both = [s.DATABASES["default"], s.DATABASES["reporting"]]
print(*(each["PASSWORD"] for each in both), both[1]["NAME"], sep="\\n")
print(s.EMAIL_HOST_PASSWORD, s.EMAIL_PORT, sep="\\n")
print(*(each["client_secret"] for each in s.SIGN_IN_PROVIDERS.values()), sep="\\n")
"""
    nothing = dict.fromkeys(secrets, None)
    result = manage("shell", "-v", "0", "-c", code, **nothing, **files)
    assert result.stdout.split("\n")[:-1] == [
        "k" * 50,
        str(["old" * 20]),
        "rk_live_hidden",
        "['whsec_one', 'whsec_two']",
        "from-a-file",
        "from-another",
        "mirror",
        "mail-word",
        "587",
        "of-google",
        "of-github",
    ], result.stderr


def test_cookies_over_tls():
    """16."""
    over_tls = {"PUBLIC_URL": "https://members.example.org"}
    assert setting("SESSION_COOKIE_NAME", **over_tls) == "__Host-session"
    assert setting("SIGN_IN_COOKIE_NAME", **over_tls) == "__Host-sign_in"
    assert setting("CSRF_COOKIE_NAME", **over_tls) == "__Host-csrf"
    assert setting("SESSION_COOKIE_SECURE", **over_tls) is True
    assert setting("CSRF_COOKIE_SECURE", **over_tls) is True


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTPS://Members.Example.org/", "https://members.example.org"),
        ("https://members.example.org:443", "https://members.example.org"),
        ("https://bücher.example:8443", "https://xn--bcher-kva.example:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_is_taken_as_browsers_write_it(written, meant):
    """16: else cookies would be open and passkeys refused, because somebody wrote HTTPS."""
    assert setting("PUBLIC_URL", PUBLIC_URL=written) == meant
    assert setting("SESSION_COOKIE_SECURE", PUBLIC_URL=written) is meant.startswith("https:")


def test_the_same_answer_over_plain_http_where_a_demo_runs():
    assert setting("SESSION_COOKIE_SECURE") is False
    assert setting("SIGN_IN_COOKIE_NAME") == "sign_in"


def test_the_check_for_deployment_has_nothing_to_say():
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "INFO",
        SECRET_KEY="VqTz8mB1xYpR0sKdLwHn4cGjEfUaOi27XQ9vZbNy6tMrWk5SPd3F",
        PUBLIC_URL="https://club.example.org",
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "no issues" in result.stdout


def test_over_tls_browsers_are_told_to_stay_there():
    tls = {"PUBLIC_URL": "https://club.example.org", "TRUSTED_PROXIES": "1"}
    assert setting("SECURE_HSTS_SECONDS", **tls) == 365 * 24 * 3600
    assert setting("SECURE_SSL_REDIRECT", **tls) is True
    assert setting("SECURE_SSL_REDIRECT", PUBLIC_URL="https://club.example.org") is False  # it would go round
