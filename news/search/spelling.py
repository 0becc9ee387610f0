"""What may have been meant: words of texts that readers can see, one slip away from those typed.

``SearchWord`` knows every word that was ever to be published. Whether readers can see a text with
it is looked up when it matters, so nothing tells of one that waits, was withdrawn or has expired.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from news.models import SearchWord
from news.search.query import LONGEST_WORD, Filters, Query
from news.search.results import CAP, finds_any, newest_text
from news.vietnamese import fold

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# Each unknown word costs a look-up of some hundred spellings.
MAX_UNKNOWN = 3
SHORTEST_MENDED, LONGEST_MENDED = 3, 15
# How many words of a query, and likely spellings of one of them, are looked for in texts.
MOST_LOOKS = 8


def suggestion(query: Query, filters: Filters) -> str:
    """Return ``query`` with its unknown words replaced; "" when there is no idea.

    A word is replaced by the most used one that is a single slip away (a letter too many, too few,
    wrong, or two in the wrong order), or by two that were written together. Readers find something
    with what is returned; it has the marks of a text they find.
    """
    unknown = _unknown(query.words)
    if not unknown:
        return ""
    mended = {word: _mended(word) for word in unknown}
    if not all(mended.values()):
        return ""
    phrases = [" ".join(mended.get(word, word) for word in words) for words in query.phrases]
    # Side by side they are likelier one name than each by itself.
    name = " ".join(phrases)
    text = newest_text(Query(_written([name])), filters)
    text = text or newest_text(Query(_written(phrases)), filters)
    if not text:
        return ""
    together = iter(_with_marks(name, text).split())
    marked = [
        " ".join(islice(together, len(phrase.split()))) or _with_marks(phrase, text) or phrase
        for phrase in phrases
    ]
    return _written(marked)


def _written(phrases: list[str]) -> str:
    return " ".join(f'"{phrase}"' if " " in phrase else phrase for phrase in phrases)


def _with_marks(folded: str, text: str) -> str:
    """Return ``folded`` words as ``text`` first has them side by side; "" when it does not."""
    wanted, marked = folded.split(), text.split()
    bare = [fold(word) for word in marked]
    for start in range(len(bare) - len(wanted) + 1):
        if bare[start : start + len(wanted)] == wanted:
            return " ".join(marked[start : start + len(wanted)])
    return ""


def _unknown(words: list[str]) -> list[str]:
    """Return which of ``words`` readers find nothing with; none when they are too many to mend."""
    uses = _uses(words)
    # What stands in so many texts is no secret, whoever sees them.
    rare = [word for word in words if uses.get(word, 0) <= CAP]
    if len(rare) > MOST_LOOKS:
        return []
    unknown = [word for word in rare if word not in uses or not _is_read(word)]
    return unknown if len(unknown) <= MAX_UNKNOWN else []


def _mended(word: str) -> str:
    # One slip away from a letter or two is nearly everything.
    if not SHORTEST_MENDED <= len(word) <= LONGEST_MENDED:
        return ""
    singles = one_slip_away(word)
    splits = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
    uses = _uses(singles.union(*splits))
    pairs = {
        f"{one} {other}": min(uses[one], uses[other])
        for one, other in splits
        if one in uses and other in uses
    }
    known = {near: uses[near] for near in singles if near in uses}
    # One word rather than two; among those the most used, and of equals the first of the alphabet.
    likeliest = [
        near
        for found in (known, pairs)
        for near in sorted(found, key=lambda near: (-found[near], near))
    ]
    return next(filter(_is_read, likeliest[:MOST_LOOKS]), "")


def _is_read(words: str) -> bool:
    """Tell whether ``words`` stand side by side in a text that readers can see."""
    return finds_any(Query(f'"{words}"'), Filters())


def _uses(words: Collection[str]) -> dict[str, int]:
    """Return in how many publications each of ``words`` ever stood; those in none are left out."""
    return dict(SearchWord.objects.filter(word__in=words).values_list("word", "uses"))


def one_slip_away(word: str) -> set[str]:
    """Return every spelling that differs from ``word`` by one letter or one exchange of two."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    near = {head + tail[1:] for head, tail in splits if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    near |= {head + letter + tail[1:] for head, tail in splits if tail for letter in LETTERS}
    near |= {head + letter + tail for head, tail in splits for letter in LETTERS}
    return {spelling for spelling in near if 0 < len(spelling) <= LONGEST_WORD} - {word}
