"""What a text proposes for its royalty: A4 pages and photos. A person decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from news import richtext

# A page in Times New Roman 14 with an office's margins holds about so many Vietnamese words.
WORDS_PER_PAGE = 500
# To the half: nobody is paid for a line more.
PARTS_OF_A_PAGE = 2
# A number with its signs is one word: 4.200, 142,5, 10/NQ-HĐND. So the editor's script counts, too.
WORD = re.compile(r"[^\W_]+(?:[.,/\-][^\W_]+)*")


@dataclass(frozen=True)
class Proposal:
    """What is proposed: A4 pages in halves, and photos."""

    pages: float
    photos: int


def word_count(body: str) -> int:
    """Return how many words a clean body says."""
    return len(WORD.findall(richtext.plain_text(body)))


def pages_for(words: int) -> float:
    """Return how many A4 pages so many words fill, to the nearest half; a tie goes up."""
    return (words * PARTS_OF_A_PAGE * 2 + WORDS_PER_PAGE) // (WORDS_PER_PAGE * 2) / PARTS_OF_A_PAGE


def proposal(body: str, *, has_picture: bool) -> Proposal:
    """Return what a body proposes, with the article's own picture where it has one."""
    return Proposal(
        pages_for(word_count(body)), richtext.picture_count(body) + (1 if has_picture else 0)
    )
