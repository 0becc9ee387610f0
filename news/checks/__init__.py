"""What an article must satisfy before it may be submitted or published.

Each check is one function that yields a Fault for everything it finds; adding one means writing it
in the module of its subject and naming it in CHECKS. All faults are reported together. A warning is
a fault that may stand when a reason is given for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from news.checks import attachments, dates, links, pictures, text
from news.checks.fault import Fault
from news.checks.storable import MAX_ATTACHMENTS, unfit, web_address
from news.models import Article, ArticleVersion

__all__ = ["CHECKS", "MAX_ATTACHMENTS", "Fault", "faults", "unfit", "warnings", "web_address"]

Check = Callable[[Article, ArticleVersion, datetime], Iterator[Fault]]
# In the order of the form.
CHECKS: tuple[Check, ...] = (
    text.title,
    text.summary,
    text.body,
    text.layout,
    text.headings,
    text.table_headers,
    pictures.described_in_text,
    links.lead_somewhere,
    pictures.described,
    pictures.described_in_words,
    pictures.large_enough,
    attachments.titled,
    attachments.readable_by_machines,
    dates.closing,
    dates.document,
)


def faults(article: Article, version: ArticleVersion, now: datetime) -> list[Fault]:
    """Return every fault of ``version`` at ``now`` (aware), warnings too, in the form's order."""
    return [fault for check in CHECKS for fault in check(article, version, now)]


def warnings(article: Article, version: ArticleVersion, now: datetime) -> list[Fault]:
    """Return the faults that a reason may answer."""
    return [fault for fault in faults(article, version, now) if fault.is_warning]
