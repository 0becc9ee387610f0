"""Static files as they are delivered after collection."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from rcssmin import cssmin

pytestmark = pytest.mark.once
SHEETS = Path(__file__).parents[2] / "static" / "css"


@pytest.fixture
def collected(settings, tmp_path):
    """Collect our own static files as production does; return their folder."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "kientuong_portal.static_files.JoinedStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


@pytest.mark.parametrize("name", ["site", "admin", "bare"])
def test_a_style_sheet_is_delivered_with_its_parts_in_their_order(collected, name):
    source = (SHEETS / f"{name}.css").read_text("utf-8")
    parts = re.findall(r'^@import "(.+?)";', source, re.MULTILINE)
    assert parts[0] == "common.css"

    (delivered,) = (
        path
        for path in (collected / "css").glob(f"{name}.*.css")
        if re.fullmatch(rf"{name}\.[0-9a-f]{{12}}\.css", path.name)
    )
    text = delivered.read_text("utf-8")

    assert "@import" not in text
    # Addresses in a sheet get the hash of what they lead to, so a rule without one is looked for.
    rules = [cssmin((SHEETS / part).read_text("utf-8")).split("}") for part in parts]
    places = [text.index(next(rule for rule in own if "url(" not in rule)) for own in rules]
    assert places == sorted(places)
    fonts = re.findall(r"url\(\"?(\.\./fonts/.+?)\"?\)", text)
    assert len(fonts) == 2
    assert len(text) < sum((SHEETS / part).stat().st_size for part in parts)
    assert all((delivered.parent / font).is_file() for font in fonts)


def test_collecting_again_delivers_the_same(collected):
    before = {path.name for path in (collected / "css").iterdir()}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert {path.name for path in (collected / "css").iterdir()} == before
