"""Settings: safe when nothing is set, refused when something needed is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent.parent


def manage(*arguments, **environment):
    """Run manage.py with no environment but ``environment``."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | environment,
        capture_output=True,
        text=True,
    )


def test_production_does_not_start_without_a_secret_key():
    result = manage("check")
    assert result.returncode != 0
    assert "SECRET_KEY (or SECRET_KEY_FILE) is not set" in result.stderr


def test_the_key_may_come_from_a_file(tmp_path):
    key = tmp_path / "key"
    key.write_text("k" * 60 + "\n", encoding="ascii")
    assert manage("check", SECRET_KEY_FILE=str(key)).returncode == 0


def test_a_short_or_missing_key_is_refused_in_one_sentence(tmp_path):
    assert "SECRET_KEY is shorter than 50" in manage("check", SECRET_KEY="short").stderr
    result = manage("check", SECRET_KEY_FILE=str(tmp_path / "none"))
    assert "SECRET_KEY_FILE cannot be read" in result.stderr


@pytest.mark.parametrize(("level", "expected"), [("DEBUG", "10"), ("ERROR", "40")])
def test_the_log_level_governs_django_too(level, expected):
    code = "import logging; print(logging.getLogger('django.request').getEffectiveLevel())"
    result = manage("shell", "--no-imports", "-c", code, SECRET_KEY="x" * 60, LOG_LEVEL=level)
    assert result.stdout.strip().splitlines()[-1] == expected


def test_check_deploy_is_clean(tmp_path):
    key = "a1B2c3D4e5F6g7H8i9J0-k1L2m3N4o5P6q7R8s9T0-u1V2w3X4y5Z6"
    result = manage(
        *("check", "--deploy", "--fail-level", "INFO"),
        SECRET_KEY=key,
        DATA_DIR=str(tmp_path),
        ALLOWED_HOSTS="kientuong.example",
    )
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DEBUG", False),
        ("SECURE_SSL_REDIRECT", True),
        ("SESSION_COOKIE_SECURE", True),
        ("CSRF_COOKIE_SECURE", True),
        ("ALLOWED_HOSTS", []),
        ("SENDS_MAIL", False),
    ],
)
def test_nothing_set_means_safe(name, expected):
    code = f"from django.conf import settings; print(repr(settings.{name}))"
    result = manage("shell", "--no-imports", "-c", code, SECRET_KEY="x" * 60)
    assert result.stdout.strip() == repr(expected)


@pytest.mark.parametrize(
    ("url", "engine"),
    [("", "sqlite3"), ("postgres://u:p@db:5432/portal", "postgresql")],
)
def test_the_database_follows_its_address(url, engine):
    environment = {"DATABASE_URL": url} if url else {}
    code = "from django.conf import settings; print(settings.DATABASES['default'])"
    result = manage("shell", "--no-imports", "-c", code, SECRET_KEY="x" * 60, **environment)
    assert f"django.db.backends.{engine}" in result.stdout
    assert ("IMMEDIATE" in result.stdout) == (engine == "sqlite3")


def test_mail_is_sent_where_its_address_says():
    code = (
        "from django.conf import settings as s; "
        "print(s.SENDS_MAIL, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_TIMEOUT, "
        "s.PORTAL_ADDRESS)"
    )
    result = manage(
        *("shell", "--no-imports", "-c", code),
        SECRET_KEY="x" * 60,
        EMAIL_URL="smtp+tls://user:password@mail.example:587",
        EMAIL_TIMEOUT="600",
        ALLOWED_HOSTS="kientuong.example",
    )
    assert result.stdout.strip() == "True mail.example 587 True 60 https://kientuong.example"


def test_no_secret_and_no_host_is_in_the_repository():
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [name for name in files if name.startswith("var/") or name.endswith(".env")]
    for lock in ("requirements/base.txt", "requirements/test.txt"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert text.count("--hash=sha256:") > text.count("==")
