"""Charts as SVG: geometry alone, in whole strings; templates draw and stylesheets colour it.

The present is a solid line, what it is compared with a dashed one, so both are told apart without
colour. Every point carries its figures in words and can be reached with the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from news.templatetags.news_tags import number

LINES = 5
# So many points are drawn as dots; of more, the one that is pointed at.
DOTTED = 31


@dataclass(frozen=True)
class Point:
    """One moment: what it is called, its figure, the other period's, and all of it in words."""

    name: str
    value: int
    past: int | None
    words: str


@dataclass(frozen=True)
class Spot:
    """Where a point is drawn, and the strip around it that the mouse finds; pixels as text."""

    x: str
    y: str
    left: str
    width: str
    words: str


@dataclass(frozen=True)
class Tick:
    """A text beside an axis, at a place in pixels as text."""

    place: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """A line chart of one size; places are pixels as text, so that no language changes them."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    levels: list[Tick]
    moments: list[Tick]
    now: str
    past: str
    area: str
    spots: list[Spot]
    is_dotted: bool
    peak: Spot | None
    peak_text: str
    peak_anchor: str


@dataclass(frozen=True)
class Chart:
    """A line chart in two sizes, for wide and for narrow windows, with what it says in words."""

    title: str
    summary: str
    name: str
    past_name: str
    drawings: list[tuple[str, Drawing]] = field(default_factory=list)


def line(title: str, summary: str, name: str, past_name: str, points: Sequence[Point]) -> Chart:
    """Return a line chart of ``points``; ``past_name`` is empty where nothing is compared."""
    drawings = [
        ("wide", _draw(points, 720, 280, moments=7)),
        ("narrow", _draw(points, 320, 250, moments=4)),
    ]
    return Chart(title, summary, name, past_name, drawings if points else [])


def spark(values: Sequence[int], width: int = 120, height: int = 28) -> str:
    """Return the path of a small line through ``values``; empty for fewer than two."""
    if len(values) < 2:
        return ""
    highest = max(values) or 1
    step = (width - 4) / (len(values) - 1)
    return _path(
        (2 + step * place, height - 3 - (height - 6) * value / highest)
        for place, value in enumerate(values)
    )


def ceiling(highest: int) -> int:
    """Return a round number at or above ``highest`` that LINES divides evenly, at least LINES."""
    size = 1
    while True:
        for step in (1, 2, 3, 4, 5, 6, 8):
            if step * size * LINES >= highest:
                return step * size * LINES
        size *= 10


def _draw(points: Sequence[Point], width: int, height: int, moments: int) -> Drawing:
    top = ceiling(max((max(one.value, one.past or 0) for one in points), default=0))
    left, right, upper, lower = 12 + 8 * len(number(top)), width - 12, 18, height - 34
    step = (right - left) / max(1, len(points) - 1)

    def x(place: int) -> float:
        return left + step * place if len(points) > 1 else (left + right) / 2

    def y(value: int) -> float:
        return lower - (lower - upper) * value / top

    spots = [
        Spot(
            _text(x(place)),
            _text(y(one.value)),
            _text(max(left, x(place) - step / 2)),
            _text(max(2, min(step, right - left))),
            one.words,
        )
        for place, one in enumerate(points)
    ]
    now = _path((x(place), y(one.value)) for place, one in enumerate(points))
    past = [(x(place), y(one.past)) for place, one in enumerate(points) if one.past is not None]
    every = max(1, -(-len(points) // moments))
    peak = max(range(len(points)), key=lambda place: points[place].value, default=0)
    return Drawing(
        width=width,
        height=height,
        left=left,
        right=right,
        top=upper,
        bottom=lower,
        levels=[
            Tick(_text(y(top * level // LINES)), number(top * level // LINES))
            for level in range(LINES + 1)
        ],
        moments=[
            Tick(_text(x(place)), points[place].name) for place in range(0, len(points), every)
        ],
        now=now,
        past=_path(past),
        area=f"{now} L{_text(x(len(points) - 1))} {lower} L{_text(x(0))} {lower}Z",
        spots=spots,
        is_dotted=len(points) <= DOTTED,
        peak=spots[peak] if points and points[peak].value else None,
        peak_text=f"{number(points[peak].value)} ({points[peak].name})" if points else "",
        peak_anchor=_anchor(x(peak), left, right),
    )


def _anchor(place: float, left: int, right: int) -> str:
    """Return on which side of a place its text goes, so that it stays inside the drawing."""
    if place < left + 60:
        return "start"
    return "end" if place > right - 60 else "middle"


def _path(places: Iterable[tuple[float, float]]) -> str:
    """Return the path through ``places``."""
    return " ".join(
        f"{'L' if position else 'M'}{_text(x)} {_text(y)}" for position, (x, y) in enumerate(places)
    )


def _text(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
