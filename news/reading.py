"""A body as a page shows it: with places to jump to, their list, and how long it takes to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from news import richtext, showing

# Adults read Vietnamese prose at about 200 to 250 syllables a minute; the slower is courteous.
SYLLABLES_A_MINUTE = 200
LONG = 500
ENOUGH_HEADINGS = 3
KEPT = 32
HEADING = re.compile(r"<h([23])((?: [^>]*)?)>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A place to jump to: its id on the page, its text, its rank (2 or 3)."""

    anchor: str
    text: str
    rank: int


@dataclass(frozen=True)
class Reading:
    """A body's HTML, its list of contents (empty for short texts) and the minutes it takes."""

    html: str
    contents: list[Heading]
    minutes: int


@lru_cache(maxsize=KEPT)
def reading_of(body: str) -> Reading:
    """Return how a page shows a clean ``body``; a body never changes, so it is kept."""
    headings: list[Heading] = []

    def anchored(found: re.Match[str]) -> str:
        heading = Heading(f"muc-{len(headings) + 1}", richtext.plain_text(found[3]), int(found[1]))
        headings.append(heading)
        return f'<h{found[1]} id="{heading.anchor}"{found[2]}>{found[3]}</h{found[1]}>'

    syllables = len(richtext.plain_text(body).split())
    is_long = syllables >= LONG and len(HEADING.findall(body)) >= ENOUGH_HEADINGS
    html = HEADING.sub(anchored, body) if is_long else body
    return Reading(showing.for_page(html), headings, max(1, round(syllables / SYLLABLES_A_MINUTE)))
