"""Which elements of two sequences belong together.

Exactly equal ones are matched by difflib where that is cheap. Where elements repeat so often that
it would not be, those that occur once on both sides divide the sequences first, so that a text of
100 kB in one paragraph, or one of nothing but the same word, takes no time to speak of.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

Match = tuple[int, int, int]
Gap = tuple[int, int, int, int]
# How many pairs of equal elements difflib may look at; natural paragraphs have a few thousand.
MAX_EQUAL_PAIRS = 20_000
# How many times the elements that occur once may divide a sequence.
MAX_DIVISIONS = 12
MAX_LIKENESSES = 100_000


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Return runs of equal elements: index in old, index in new, length; in order."""
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(element, len(numbers)) for element in old]
    b = [numbers.setdefault(element, len(numbers)) for element in new]
    found = sorted(_within(a, b))
    joined: list[Match] = []
    for i, j, length in found:
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + length)
        else:
            joined.append((i, j, length))
    return joined


def gaps(found: list[Match], old_length: int, new_length: int) -> Iterator[tuple[Gap, Match]]:
    """Yield what lies before each match (old from, to, new from, to) with the match after it.

    The last match is empty and stands at both ends.
    """
    i = j = 0
    for match in [*found, (old_length, new_length, 0)]:
        yield (i, match[0], j, match[1]), match
        i, j = match[0] + match[2], match[1] + match[2]


def pairs_in_order(
    old: int, new: int, likeness: Callable[[int, int], float], at_least: float
) -> list[tuple[int, int]]:
    """Return which of ``old`` elements became which of ``new`` ones, in order, none crossing.

    The sum of likenesses (0 to 1) is the greatest there is among pairs of ``at_least`` that much;
    where there are too many to look at, nothing is paired.
    """
    if not old or not new or old * new > MAX_LIKENESSES:
        return []
    best = [[0.0] * (new + 1) for _ in range(old + 1)]
    alike = [[0.0] * new for _ in range(old)]
    for i in range(old - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(new - 1, -1, -1):
            value = alike[i][j] = likeness(i, j)
            row[j] = max(below[j], row[j + 1])
            if value >= at_least:
                row[j] = max(row[j], value + below[j + 1])
    found = []
    i = j = 0
    while i < old and j < new:
        value = alike[i][j]
        if value >= at_least and best[i][j] == value + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _within(a: list[int], b: list[int]) -> Iterator[Match]:
    waiting = [((0, len(a), 0, len(b)), 0)]
    while waiting:
        (i1, i2, j1, j2), divisions = waiting.pop()
        before = i1
        while i1 < i2 and j1 < j2 and a[i1] == b[j1]:
            i1, j1 = i1 + 1, j1 + 1
        if i1 > before:
            yield before, j1 - (i1 - before), i1 - before
        end = i2
        while i1 < i2 and j1 < j2 and a[i2 - 1] == b[j2 - 1]:
            i2, j2 = i2 - 1, j2 - 1
        if end > i2:
            yield i2, j2, end - i2
        if i1 == i2 or j1 == j2:
            continue
        left, right = a[i1:i2], b[j1:j2]
        in_right = Counter(right)
        if sum(in_right[element] for element in left) <= MAX_EQUAL_PAIRS:
            for match in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
                if match.size:
                    yield i1 + match.a, j1 + match.b, match.size
        elif divisions < MAX_DIVISIONS:
            anchors = [(i1 + i, j1 + j, 1) for i, j in _anchors(left, right)]
            yield from anchors
            if anchors:
                inside = [(i - i1, j - j1, 1) for i, j, _one in anchors]
                for (a1, a2, b1, b2), _match in gaps(inside, len(left), len(right)):
                    waiting.append(((i1 + a1, i1 + a2, j1 + b1, j1 + b2), divisions + 1))


def _anchors(left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """Return the places of elements that occur once on both sides, the most that are in order."""
    once_left, once_right = Counter(left), Counter(right)
    place = {element: j for j, element in enumerate(right) if once_right[element] == 1}
    both = [(i, place[x]) for i, x in enumerate(left) if once_left[x] == 1 and x in place]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_i, j) in enumerate(both):
        at = bisect_left(ends, j)
        if at == len(ends):
            ends.append(j)
            last.append(number)
        else:
            ends[at], last[at] = j, number
        before.append(last[at - 1] if at else -1)
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(both[number])
        number = before[number]
    return chain[::-1]
