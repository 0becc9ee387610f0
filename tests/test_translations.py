"""The Vietnamese catalogue: nothing missing, stale, fuzzy or uncompiled."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent
CATALOGUE = Path("kientuong_portal/locale/vi/LC_MESSAGES/django.po")
ENTRY = re.compile(r"^msg(?:ctxt|id|id_plural|str(?:\[\d\])?) ", re.MULTILINE)


def entries(text):
    """Return the catalogue's entries as {(context, id): (plural, translations)}."""
    found = {}
    for block in text.split("\n\n"):
        if block.lstrip().startswith("#~"):
            raise AssertionError(f"obsolete: {block}")
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        fields, current = {}, None
        for line in lines:
            if ENTRY.match(line):
                current, line = line.split(" ", 1)
                fields[current] = ""
            fields[current] += line.strip()[1:-1]
        if fields.get("msgid"):
            translations = [value for name, value in fields.items() if name.startswith("msgstr")]
            key = (fields.get("msgctxt", ""), fields["msgid"])
            found[key] = (fields.get("msgid_plural"), translations, "#, fuzzy" in block)
    return found


@pytest.fixture(scope="module")
def catalogue():
    return entries((ROOT / CATALOGUE).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """The entries of a catalogue made afresh from the sources."""
    if not shutil.which("xgettext"):
        pytest.fail("gettext is missing: apt-get install gettext")
    copy = tmp_path_factory.mktemp("sources")
    for part in ("kientuong_portal", "news", "stats", "templates", "manage.py"):
        source = ROOT / part
        if source.is_dir():
            skip = shutil.ignore_patterns("__pycache__", "demo", "migrations")
            shutil.copytree(source, copy / part, ignore=skip)
        else:
            shutil.copy(source, copy / part)
    command = ["makemessages", "--locale", "vi", "--no-wrap", "--no-obsolete", "-v", "0"]
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "x" * 50,
        "DATA_DIR": str(copy),
        "LANG": "C.UTF-8",
    }
    subprocess.run([sys.executable, "manage.py", *command], cwd=copy, env=environment, check=True)
    return entries((copy / CATALOGUE).read_text(encoding="utf-8"))


def test_nothing_is_missing_and_nothing_is_stale(catalogue, gathered):
    assert set(gathered) - set(catalogue) == set(), "run ./run messages and translate"
    assert set(catalogue) - set(gathered) == set(), "run ./run messages"


def test_everything_is_translated(catalogue):
    empty = [
        key for key, (_plural, translations, _fuzzy) in catalogue.items() if "" in translations
    ]
    fuzzy = [key for key, (_plural, _translations, fuzzy) in catalogue.items() if fuzzy]
    assert (empty, fuzzy) == ([], [])


def test_the_compiled_catalogue_is_the_written_one(tmp_path):
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", compiled, ROOT / CATALOGUE], check=True)
    assert compiled.read_bytes() == (ROOT / CATALOGUE).with_suffix(".mo").read_bytes(), (
        "run ./run messages"
    )
