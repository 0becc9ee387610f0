"""One thing that does not agree with another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contradiction:
    """What is wrong, and with which article; 0 where it is about a file or the whole portal."""

    article: int
    sentence: str
