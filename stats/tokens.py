"""The token by which a page is counted: signed by this site, so made-up pages count nothing.

It does not expire, because a kept copy of a page is shared by many readers for long.
"""

from dataclasses import dataclass

from django.core import signing

_signer = signing.Signer(salt="stats.page")


@dataclass(frozen=True)
class Page:
    """A page that is counted: its ``kind`` ("article", "category", "home", "search" …), its row.

    ``pk`` is 0 for a page that stands for no row.
    """

    kind: str
    pk: int = 0

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}" if self.pk else self.kind


def token_for(page: Page) -> str:
    """Return the signed token that stands for ``page`` in its beacon."""
    return _signer.sign(str(page))


def page_of(token: str) -> Page | None:
    """Return the page a token was signed for; None when this site did not sign it."""
    try:
        return parsed(_signer.unsign(token))
    except signing.BadSignature:
        return None


def parsed(text: str) -> Page:
    """Return the page whose ``str`` is ``text``."""
    kind, _dash, pk = text.partition("-")
    return Page(kind, int(pk or 0))
