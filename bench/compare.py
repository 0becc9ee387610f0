"""How long two versions take to compare and to show: 100 kB with 200 changed places, in shapes.

CPU time of this process, so that others at work on the machine do not count.
"""

import random
import time
from collections.abc import Callable
from html import escape
from statistics import median

from django.template.loader import render_to_string

from bench import words
from news.differences import Differences, Side, compare

GOAL_MS = 1000
TEMPLATE = "admin/news/article/_differences.html"


def run(body_bytes: int, changes: int, rounds: int, seed: int) -> None:
    """Print milliseconds for each shape of text: comparing, in one text, side by side."""
    print(f"{body_bytes:,} bytes, {changes} changed places, median of {rounds}\n")
    print("| shape | compare, CPU ms | in one text | side by side | goal | | in words |")
    print("|---|---|---|---|---|---|---|")
    for shape in SHAPES:
        old, new = pair(shape, body_bytes, changes, seed)
        took: list[tuple[float, float, float]] = []
        for _ in range(rounds):
            began = time.process_time()
            found = compare(Side(body=old), Side(body=new))
            _ = found.words
            took.append((_since(began), _shown(found, False), _shown(found, True)))
        comparing, inline, beside = (median(column) for column in zip(*took, strict=True))
        verdict = "ok" if comparing + max(inline, beside) <= GOAL_MS else "MISSED"
        print(
            f"| {shape} | {comparing:.0f} | {inline:.0f} | {beside:.0f} | ≤ {GOAL_MS} | {verdict} "
            f"| {', '.join(found.words)} |"
        )


def pair(shape: str, body_bytes: int, changes: int, seed: int = 1) -> tuple[str, str]:
    """Return an old and a new body of about ``body_bytes`` in one of SHAPES."""
    writer = words.Writer(seed)
    return SHAPES[shape](writer, writer.body(body_bytes, seed), changes)


def _since(began: float) -> float:
    return 1000 * (time.process_time() - began)


def _shown(found: Differences, side_by_side: bool) -> float:
    # What a comparison works out when it is shown is worked out anew for each way of showing it.
    fresh = compare(found.old, found.new)
    began = time.process_time()
    render_to_string(TEMPLATE, {"differences": fresh, "side_by_side": side_by_side})
    return _since(began)


def _edited(writer: words.Writer, paragraphs: list[str], changes: int) -> list[str]:
    """Return the paragraphs with so many places changed: words mostly, some whole paragraphs."""
    edited = list(paragraphs)
    for number in range(changes):
        at = writer.random.randrange(len(edited))
        if number % 20 == 0:
            edited.insert(writer.random.randrange(len(edited)), edited.pop(at))
        elif number % 20 == 1:
            edited.insert(at, writer.sentence())
        elif number % 20 == 2:
            edited.pop(at)
        else:
            edited[at] = _other_word(writer.random, edited[at], f"mới{number}")
    return edited


def _other_word(choose: random.Random, paragraph: str, word: str) -> str:
    said = paragraph.split()
    said[choose.randrange(len(said))] = word
    return " ".join(said)


def _in_paragraphs(paragraphs: list[str]) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)


def _paragraphs(writer: words.Writer, texts: list[str], changes: int) -> tuple[str, str]:
    return _in_paragraphs(texts), _in_paragraphs(_edited(writer, texts, changes))


def _one_paragraph(writer: words.Writer, texts: list[str], changes: int) -> tuple[str, str]:
    edited = _edited(writer, texts, changes)
    return f"<p>{'<br>'.join(texts)}</p>", f"<p>{'<br>'.join(edited)}</p>"


def _one_table(writer: words.Writer, texts: list[str], changes: int) -> tuple[str, str]:
    def drawn(paragraphs: list[str]) -> str:
        cells = [sentence for paragraph in paragraphs for sentence in paragraph.split(". ")]
        rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
        filled = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
        return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in filled)}</tbody></table>"

    edited = list(texts)
    for number in range(changes):
        at = number % len(edited)
        edited[at] = _other_word(writer.random, edited[at], f"mới{number}")
    return drawn(texts), drawn(edited)


def _everything_replaced(writer: words.Writer, texts: list[str], changes: int) -> tuple[str, str]:
    size = sum(len(text.encode()) for text in texts)
    return _in_paragraphs(texts), _in_paragraphs(writer.body(size, 2))


def _one_word(writer: words.Writer, texts: list[str], changes: int) -> tuple[str, str]:
    """The worst for difflib: nothing but the same few words."""
    count = sum(len(text.encode()) for text in texts) // 16
    said = ["và cầu" if writer.random.random() < 0.5 else "cầu và" for _ in range(2 * count)]
    half = len(said) // 2
    return f"<p>{' '.join(said[:half] * 2)}</p>", f"<p>{' '.join(said[half:] * 2)}</p>"


Shape = Callable[[words.Writer, list[str], int], tuple[str, str]]
SHAPES: dict[str, Shape] = {
    "paragraphs": _paragraphs,
    "one paragraph with line breaks": _one_paragraph,
    "one table": _one_table,
    "everything replaced": _everything_replaced,
    "the same words over and over": _one_word,
}
