"""Which way imports run: portal → stats → news, and inside news only from earlier parts."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent
APPS = ["news", "stats", "kientuong_portal"]
# Each part of news imports only from the parts before it.
PARTS = [
    {"enums", "vietnamese", "addresses", "footnotes", "prepared"},
    {"models", "storage"},
    {"generation"},
    {
        "permissions",
        "images",
        "packages",
        "virus_scan",
        "pdf_objects",
        "sounds",
        "videos",
        "byte_ranges",
        "paste",
        "days",
    },
    {"pdfs", "archives"},
    {"documents"},
    {"richtext", "document_pages", "legacy_encodings"},
    {"showing"},
    {"file_words"},
    {"files"},
    {"versions", "front", "pasted", "piecewise"},
    {
        "replaced_files",
        "search",
        "checks",
        "intervals",
        "archive",
        "reading",
        "guesses",
        "royalty_counts",
    },
    {"presence", "kept_texts", "differences"},
    {"refusals", "mail_queue", "letters"},
    {"notices", "effects", "mailing"},
    {"workflow"},
    {"forms", "paging", "feeds", "sitemaps", "templatetags", "two_texts", "consistency"},
    {"attachment_forms"},
    {"verb_forms", "listing", "bulk", "unsaved_texts", "previews", "half_written"},
    {"media_library", "unused_files", "verb_reasons"},
    {"alt_mending"},
    {"views"},
    {"admin", "management"},
    {"urls", "apps"},
]
RANK = {name: rank for rank, part in enumerate(PARTS) for name in part}


def modules(app):
    """Yield (path, dotted name) of every module of an app, migrations left out."""
    for path in sorted((ROOT / app).rglob("*.py")):
        relative = path.relative_to(ROOT)
        if "migrations" not in relative.parts and "__pycache__" not in relative.parts:
            yield relative, ".".join(relative.with_suffix("").parts).removesuffix(".__init__")


def imported(source, name=""):
    """Yield every module that ``source`` imports anywhere, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.level:
                raise AssertionError(f"{name}: relative import")
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(module):
    """Return which part of news a module belongs to."""
    pieces = module.split(".")
    return pieces[1] if pieces[0] == "news" and len(pieces) > 1 else None


def wrong_direction(app, source, name=""):
    """Return the imports of ``source`` (a module of ``app``) that run upward between apps."""
    above = set(APPS[APPS.index(app) + 1 :]) | {"tests"}
    return [found for found in imported(source, name) if found.split(".")[0] in above]


def wrong_order(module, source):
    """Return the imports of a module of news that run upward inside news."""
    own = RANK[part_of(module)]
    return [
        found
        for found in imported(source, module)
        if (part_of(found) in RANK and RANK[part_of(found)] > own)
        or (
            part_of(found) in RANK
            and RANK[part_of(found)] == own
            and part_of(found) != part_of(module)
        )
    ]


@pytest.mark.parametrize("app", APPS)
def test_no_app_imports_one_above_it(app):
    for path, name in modules(app):
        assert wrong_direction(app, (ROOT / path).read_text(encoding="utf-8"), name) == [], path


def test_every_part_of_news_has_its_rank():
    parts = {part_of(name) for _path, name in modules("news")} - {None}
    assert parts == set(RANK)


def test_no_part_of_news_imports_a_later_one():
    for path, name in modules("news"):
        if part_of(name):
            assert wrong_order(name, (ROOT / path).read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize(
    ("app", "line"),
    [
        ("news", "from stats import counting"),
        ("news", "import kientuong_portal.shell"),
        ("stats", "from kientuong_portal.models import User"),
        ("news", "def f():\n    from stats.models import Visitor"),
        ("kientuong_portal", "from tests import factories"),
    ],
)
def test_an_upward_import_is_seen(app, line):
    assert wrong_direction(app, line)


@pytest.mark.parametrize("app", APPS)
def test_downward_imports_are_allowed(app):
    below = APPS[: APPS.index(app) + 1]
    assert not wrong_direction(app, "\n".join(f"import {name}" for name in below))


def test_an_upward_import_inside_news_is_seen():
    assert wrong_order("news.models.article", "from news import workflow")
    assert wrong_order("news.permissions", "from news.richtext import clean")
    assert not wrong_order("news.workflow", "from news import permissions, versions")


def test_only_the_search_module_knows_the_engine():
    for app in APPS:
        for path, name in modules(app):
            source = (ROOT / path).read_text(encoding="utf-8").lower()
            for sign in ("tsquery", "_fts", "tsvector"):
                assert sign not in source or name.startswith("news.search"), path


def test_templates_hold_no_scripts_and_no_styles():
    """The content security policy forbids them."""
    for path in (ROOT / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8").lower()
        for sign in ("<style", " style=", " onclick=", " onload=", "javascript:"):
            assert sign not in source, path
        assert source.count("<script") == source.count("<script src="), path
