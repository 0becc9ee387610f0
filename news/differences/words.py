"""Two lines of words: which stayed, came, went, and which are only set otherwise."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from news.differences import alignment
from news.differences.blocks import BREAK, Token, Tokens

# Fewer words than this between two changes are read as part of one change.
ISLAND = 2
# Changes that swallow an island have this many words in all.
SEA = 6


class RunKind(StrEnum):
    """What happened to a run of words."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"
    RESTYLED = "restyled"


class Run(NamedTuple):
    """Successive words with one fate; ``was`` holds restyled words as they were set before."""

    kind: RunKind
    tokens: Tokens
    was: Tokens = ()


Runs = tuple[Run, ...]


def compare(old: Tokens, new: Tokens) -> Runs:
    """Return the runs that lead from ``old`` to ``new``, what went before what came."""
    found = alignment.matches(_plain(old), _plain(new))
    found = _without_islands(found, old, new)
    runs: list[Run] = []
    for (i1, i2, j1, j2), (i, j, length) in alignment.gaps(found, len(old), len(new)):
        if i1 < i2:
            runs.append(Run(RunKind.DELETED, old[i1:i2]))
        if j1 < j2:
            runs.append(Run(RunKind.INSERTED, new[j1:j2]))
        runs += _stayed(old[i : i + length], new[j : j + length])
    return tuple(runs)


def whole(kind: RunKind, tokens: Tokens) -> Runs:
    """Return ``tokens`` as one run; none when there are none."""
    return (Run(kind, tokens),) if tokens else ()


def old_side(runs: Runs) -> Tokens:
    """Return the words as they were, read from the result."""
    return tuple(
        token
        for run in runs
        if run.kind != RunKind.INSERTED
        for token in (run.was if run.kind == RunKind.RESTYLED else run.tokens)
    )


def new_side(runs: Runs) -> Tokens:
    """Return the words as they are now, read from the result."""
    return tuple(token for run in runs if run.kind != RunKind.DELETED for token in run.tokens)


def _plain(tokens: Tokens) -> list[object]:
    """Return what makes words the same however they are set; a picture is its whole self."""
    return [token if token.image else token[:2] for token in tokens]


def _without_islands(
    found: list[alignment.Match], old: Tokens, new: Tokens
) -> list[alignment.Match]:
    """Leave out a match of a word or two, or of signs alone, amid a longer change."""
    kept = []
    i = j = 0
    for number, (a, b, length) in enumerate(found):
        last = number + 1 == len(found)
        after_old, after_new = (len(old), len(new)) if last else found[number + 1][:2]
        before = max(a - i, b - j)
        after = max(after_old - a - length, after_new - b - length)
        inside = new[b : b + length]
        words = sum(token.text[:1].isalnum() for token in inside)
        holds = any(token.image or token.text == BREAK for token in inside)
        if words < ISLAND and not holds and before and after and before + after >= SEA:
            continue
        kept.append((a, b, length))
        i, j = a + length, b + length
    return kept


def _stayed(old: Tokens, new: Tokens) -> list[Run]:
    """Return runs of the same words: unchanged, or set otherwise."""
    runs = []
    for styles, pairs in groupby(
        zip(old, new, strict=True), key=lambda pair: _restyling(pair[0], pair[1])
    ):
        both = list(pairs)
        now = tuple(after for _before, after in both)
        if styles is None:
            runs.append(Run(RunKind.SAME, now))
        else:
            runs.append(Run(RunKind.RESTYLED, now, tuple(before for before, _after in both)))
    return runs


def _restyling(old: Token, new: Token) -> object:
    return None if old.style == new.style else (old.style, new.style)
