"""What a query asks for: words, phrases, marks, and the filters beside it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from news.vietnamese import fold, mark, nfc

MAX_QUERY = 500
MAX_WORDS = 20
# Longer "words" are cut in texts and queries alike: an index entry has a largest size.
LONGEST_WORD = 40
# Every sign that people and word processors put around words: "…" “…” „…“ ”…” «…» »…«.
QUOTES = '"“”„‟«»'
# None begins behind a letter or digit (5" is an inch); one without its other half is nothing.
PART = re.compile(rf"(?<!\w)[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]|([^\s{QUOTES}]+)")


def words_of(text: str) -> list[str]:
    """Return the folded words of ``text`` as they are indexed."""
    return [word[:LONGEST_WORD] for word in fold(text).split()]


@dataclass(frozen=True)
class Query:
    """A query as typed; of its first 500 characters at most 20 words or phrases are looked for."""

    text: str

    @cached_property
    def parts(self) -> list[tuple[str, list[str]]]:
        """The words and phrases: each as typed, with its folded words, to be found side by side.

        A word is a phrase of one; quotation marks and signs inside a word (10/NQ-HĐND) make longer
        ones. What is repeated is left out.
        """
        found: dict[tuple[str, ...], str] = {}
        count = 0
        for quoted, plain in PART.findall(nfc(self.text[:MAX_QUERY])):
            words = tuple(words_of(quoted or plain))[: MAX_WORDS - count]
            if words and words not in found:
                found[words] = quoted or plain
                count += len(words)
        return [(typed, list(words)) for words, typed in found.items()]

    @cached_property
    def phrases(self) -> list[list[str]]:
        """The folded words of each part."""
        return [words for _typed, words in self.parts]

    @cached_property
    def words(self) -> list[str]:
        """Every folded word once, in the order they were typed."""
        return list(dict.fromkeys(word for words in self.phrases for word in words))

    @cached_property
    def marked_words(self) -> list[str]:
        """The words that were typed with marks, as news.vietnamese.mark writes them."""
        return [word for word in self.typed_words if word != fold(word)]

    @cached_property
    def typed_words(self) -> list[str]:
        """Every word with the marks it was typed with, or without."""
        typed = " ".join(typed for typed, _words in self.parts)
        return list(dict.fromkeys(mark(typed).split()))

    def in_title(self, title: str) -> int:
        """Return 2 when ``title`` holds every word as typed, 1 when without the marks, else 0."""
        if not set(self.words).issubset(words_of(title)):
            return 0
        as_typed = self.marked_words and set(self.typed_words).issubset(mark(title).split())
        return 2 if as_typed else 1


@dataclass(frozen=True)
class Filters:
    """What results are narrowed to; None or empty: not at all. Dates are the portal's own days."""

    categories: Collection[int] = field(default=())
    article_type: int | None = None
    layout: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def since(self) -> datetime | None:
        """Return the moment at which the first day begins."""
        return _midnight(self.first_day) if self.first_day else None

    def until(self) -> datetime | None:
        """Return the moment at which the day after the last one begins."""
        return _midnight(self.last_day + timedelta(days=1)) if self.last_day else None

    def condition(self) -> Q:
        """Return the filters as a condition on publications."""
        wanted = {
            "category__in": list(self.categories),
            "article_type": self.article_type,
            "layout": self.layout,
            "published_at__gte": self.since(),
            "published_at__lt": self.until(),
        }
        return Q(**{name: value for name, value in wanted.items() if value})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
