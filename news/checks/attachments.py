"""Checks of attachments: called by words, and readable by programs that read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from news import files
from news.checks.fault import Fault
from news.documents import KINDS
from news.models import Article, ArticleVersion

# What a scanner, a phone or an office program calls a file; a document's number has a slash.
MACHINE_NAME = re.compile(
    r"(?:scan(?:ned)?|img|image|doc(?:ument)?|file|untitled|new|copy|zalo)?[ 0-9._()-]*",
    re.IGNORECASE,
)
JOINED = re.compile(r"[-_.0-9]")


def titled(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """Every attachment has a title that says what it is, not its file's name."""
    for kept in version.attachments:
        if is_file_name(kept["title"], kept["name"]):
            yield Fault(
                "attachments",
                _("“%(title)s” is the name of a file. Give the attachment a title in words.")
                % {"title": kept["title"] or kept["name"]},
                file=kept["sha256"],
            )


def readable_by_machines(
    article: Article, version: ArticleVersion, now: datetime
) -> Iterator[Fault]:
    """No PDF is only pictures of its pages: search and programs that read aloud find nothing."""
    pictures_only = {
        file.sha256
        for file in files.by_hash(kept["sha256"] for kept in version.attachments).values()
        if file.has_text is False
    }
    for kept in version.attachments:
        if kept["sha256"] in pictures_only:
            yield Fault(
                "attachments",
                _(
                    "The PDF “%(title)s” holds only pictures of its pages: it cannot be searched "
                    "or read aloud. Attach the PDF made from the text itself where there is one."
                )
                % {"title": kept["title"]},
                file=kept["sha256"],
                is_warning=True,
            )


def is_file_name(title: str, name: str) -> bool:
    """Tell whether ``title`` is no more than the name of a file, such as its own ``name``."""
    title = title.strip()
    stem, _dot, ending = title.rpartition(".")
    if stem and f".{ending.lower()}" in KINDS:
        return True
    is_own = " " not in title and title.casefold() == name.rpartition(".")[0].casefold()
    is_no_word = title.isascii() or bool(JOINED.search(title))
    return (is_own and is_no_word) or bool(MACHINE_NAME.fullmatch(title))
