"""Addresses: whole ones, and those that pages name by the dozen.

For the latter the URL patterns are asked once, then only filled in.
"""

from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.http import RFC3986_SUBDELIMS

# As django.urls.reverse leaves them.
UNQUOTED = RFC3986_SUBDELIMS + "/~:@"
SAMPLE_HASH, SAMPLE_SLUG, SAMPLE_NUMBER = "0" * 64, "sample-slug", "777"


def absolute(path: str) -> str:
    """Return the whole address of a path of this site, whichever host a request names.

    What is said to search engines, feed readers and people elsewhere must be one address, and a
    request's host may be another name of the server or one that somebody made up.
    """
    return settings.PORTAL_ADDRESS + path


def article(slug: str, pk: int) -> str:
    """Return the address of an article's page."""
    before, between, after = _around("news:article", SAMPLE_SLUG, SAMPLE_NUMBER)
    return f"{before}{slug}{between}{pk}{after}"


def category(slug: str) -> str:
    """Return the address of a category's list."""
    before, after = _around("news:category", SAMPLE_SLUG)
    return f"{before}{slug}{after}"


def file(sha256: str, name: str) -> str:
    """Return the address under which a stored file or a rendition is offered as ``name``."""
    before, between, after = _around("news:file", SAMPLE_HASH, SAMPLE_SLUG)
    return f"{before}{sha256}{between}{quote(name, safe=UNQUOTED)}{after}"


@lru_cache
def _around(pattern: str, *samples: str) -> tuple[str, ...]:
    """Return the fixed parts of an address, before, between and after its arguments."""
    rest = reverse(pattern, args=samples)
    parts = []
    for sample in samples:
        before, _sample, rest = rest.partition(sample)
        parts.append(before)
    return (*parts, rest)
