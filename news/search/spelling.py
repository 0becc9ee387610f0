"""What may have been meant: words of published texts that are one slip away from those typed."""

from __future__ import annotations

from news.models import SearchWord
from news.search.query import LONGEST_WORD, Query

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# Each unknown word costs a look-up of some hundred spellings.
MAX_UNKNOWN = 3
LONGEST_MENDED = 15


def suggestion(query: Query) -> str:
    """Return ``query`` in folded words with its unknown ones replaced; "" when there is no idea.

    A word is replaced by the most used one that is a single slip away (a letter too many, too few,
    wrong, or two in the wrong order), or by two that were written together. Whether readers find
    anything with it is for the caller to see.
    """
    known = set(SearchWord.objects.filter(word__in=query.words).values_list("word", flat=True))
    unknown = [word for word in query.words if word not in known]
    if not unknown or len(unknown) > MAX_UNKNOWN:
        return ""
    mended = {word: _mended(word) for word in unknown}
    if not all(mended.values()):
        return ""
    parts = (" ".join(mended.get(word, word) for word in words) for words in query.phrases)
    return " ".join(f'"{part}"' if " " in part else part for part in parts)


def _mended(word: str) -> str:
    if len(word) > LONGEST_MENDED:
        return ""
    splits = [(word[:place], word[place:]) for place in range(1, len(word))]
    wanted = one_slip_away(word) | {part for split in splits for part in split}
    uses = dict(SearchWord.objects.filter(word__in=wanted).values_list("word", "uses"))
    pairs = {
        f"{one} {other}": min(uses[one], uses[other])
        for one, other in splits
        if one in uses and other in uses and min(len(one), len(other)) > 1
    }
    single = {near: uses[near] for near in one_slip_away(word) if near in uses}
    # One word rather than two; among those the most used, and of equals the first of the alphabet.
    best = single or pairs
    return min(best, key=lambda near: (-best[near], near), default="")


def one_slip_away(word: str) -> set[str]:
    """Return every spelling that differs from ``word`` by one letter or one exchange of two."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    near = {head + tail[1:] for head, tail in splits if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    near |= {head + letter + tail[1:] for head, tail in splits if tail for letter in LETTERS}
    near |= {head + letter + tail for head, tail in splits for letter in LETTERS}
    return {spelling for spelling in near if 0 < len(spelling) <= LONGEST_WORD} - {word}
