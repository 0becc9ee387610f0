"""The token by which a page is counted: signed by this site, so made-up pages count nothing.

It does not expire, because a kept copy of a page is shared by many readers for long. What a page is
about (words searched, a missing path) is signed along, so that nobody can make that up either.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.core import signing

_signer = signing.Signer(salt="stats.page")
NAME = re.compile(r"([a-z]{1,20})(?:-([1-9][0-9]{0,17}))?", re.ASCII)
ABOUT = "~"
SEARCH, NOTHING, MISSING, DOWNLOAD = "search", "nothing", "missing", "download"
# Pages that are told apart, and are no views.
NO_VIEWS = frozenset({"", MISSING, DOWNLOAD})


@dataclass(frozen=True)
class Page:
    """A page that is counted: its ``kind`` ("article", "category", "home", "search" …), its row.

    ``pk`` is 0 for a page that stands for no row. ``about`` says what was searched or missing.
    """

    kind: str
    pk: int = 0
    about: str = ""

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}" if self.pk else self.kind


@lru_cache(maxsize=1024)
def token_for(page: Page) -> str:
    """Return the signed token that stands for ``page`` in its beacon."""
    return _signer.sign(f"{page}{ABOUT}{page.about}" if page.about else str(page))


def page_of(token: str) -> Page | None:
    """Return the page a token was signed for; None when this site did not sign it."""
    try:
        return _signed(token)
    except (signing.BadSignature, ValueError):
        return None


@lru_cache(maxsize=4096)
def _signed(token: str) -> Page:
    """Return the page of a token; remembers good ones, so that forged ones push none out."""
    name, _mark, about = _signer.unsign(token).partition(ABOUT)
    page = parsed(name)
    return Page(page.kind, page.pk, about)


@lru_cache(maxsize=4096)
def parsed(name: str) -> Page:
    """Return the page whose ``str`` is ``name``; ValueError when no page is named so."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return Page(found[1], int(found[2] or 0))
