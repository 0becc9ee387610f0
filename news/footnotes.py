"""Footnotes of a body: marks in the text and one list at its end, numbered in the text's order.

A mark is ``<sup class="footnote"><a href="#ghi-chu-1" id="ve-1">1</a></sup>``, its words are
``<li id="ghi-chu-1">… <a href="#ve-1">↩</a></li>`` in the last ``<ol class="footnotes">``.
"""

import re
from collections import defaultdict, deque

import lxml.html
from lxml.html import HtmlElement

MARK, LIST = "footnote", "footnotes"
NOTE_ADDRESS = re.compile(r"#ghi-chu-([1-9][0-9]{0,3})")
BACK_ADDRESS = re.compile(r"#ve-([1-9][0-9]{0,3})")
ARROW = "↩"
ARROWS = re.compile(rf"[\s\xa0]*{ARROW}?[\s\xa0]*$")


def is_address(href: str) -> bool:
    """Tell whether ``href`` leads to a footnote of this page or back from one."""
    return bool(NOTE_ADDRESS.fullmatch(href) or BACK_ADDRESS.fullmatch(href))


def new_mark(number: int) -> HtmlElement:
    """Return the mark of footnote ``number`` as it stands in a text."""
    mark = lxml.html.Element("sup", {"class": MARK})
    link = lxml.html.Element("a", {"href": f"#ghi-chu-{number}", "id": f"ve-{number}"})
    link.text = str(number)
    mark.append(link)
    return mark


def new_list() -> HtmlElement:
    """Return an empty list of footnotes."""
    return lxml.html.Element("ol", {"class": LIST})


def settle(root: HtmlElement) -> None:
    """Bring the footnotes below ``root`` to their one shape, numbered from 1 in the text's order.

    A mark whose words are missing becomes a plain small number; words that nothing leads to stay at
    the end of the list. Every other id is removed.
    """
    notes = _take_notes(root)
    waiting: dict[str, deque[HtmlElement]] = defaultdict(deque)
    for note in notes:
        waiting[note.attrib.pop("id", "").removeprefix("ghi-chu-")].append(note)
    placed: list[HtmlElement] = []
    latest: dict[str, int] = {}
    for mark in list(root.iter("sup")):
        if mark.get("class") != MARK:
            continue
        asked = _asked_for(mark)
        if asked and waiting[asked]:
            placed.append(waiting[asked].popleft())
            latest[asked] = len(placed)
            _write(mark, latest[asked], is_first=True)
        elif asked in latest:
            _write(mark, latest[asked], is_first=False)
        else:
            _forget(mark)
    unasked = [note for note in notes if not any(note is one for one in placed)]
    _drop_ids(root)
    if notes:
        root.append(_list(placed, unasked))


def _take_notes(root: HtmlElement) -> list[HtmlElement]:
    """Remove every list of footnotes from the text and return their items in order."""
    notes: list[HtmlElement] = []
    for found in [one for one in root.iter("ol") if one.get("class") == LIST]:
        # One list inside another's note is that note's own list, and no longer one of footnotes.
        if any(one.get("class") == LIST for one in found.iterancestors("ol")):
            found.attrib.pop("class")
            continue
        notes.extend(one for one in found if one.tag == "li")
        found.drop_tag() if not any(one.tag == "li" for one in found) else _take_out(found)
    for note in notes:
        for mark in list(note.iter("sup")):
            if mark.get("class") == MARK:
                _forget(mark)
        for link in list(note.iter("a")):
            if BACK_ADDRESS.fullmatch(link.get("href", "")):
                link.drop_tag()
        _trim(note)
    return [
        note for note in notes if note.text_content().strip() or note.find(".//img") is not None
    ]


def _take_out(element: HtmlElement) -> None:
    """Remove ``element`` and leave the text behind it in its place."""
    for child in list(element):
        element.remove(child)
    element.text = None
    element.drop_tree()


def _trim(note: HtmlElement) -> None:
    """Remove the arrow back and the space at the end of a note."""
    last = note
    while len(last) and not (last[-1].tail or "").strip() and last[-1].tag in ("p", "sup"):
        last = last[-1]
    if len(last):
        last[-1].tail = ARROWS.sub("", last[-1].tail or "") or None
    else:
        last.text = ARROWS.sub("", last.text or "")


def _asked_for(mark: HtmlElement) -> str:
    link = mark.find("a")
    found = NOTE_ADDRESS.fullmatch(link.get("href", "")) if link is not None else None
    return found[1] if found else ""


def _write(mark: HtmlElement, number: int, *, is_first: bool) -> None:
    for child in list(mark):
        mark.remove(child)
    (link,) = new_mark(number)
    if not is_first:
        link.attrib.pop("id")
    mark.text = None
    mark.append(link)


def _forget(mark: HtmlElement) -> None:
    mark.attrib.pop("class", None)
    for link in list(mark.iter("a")):
        if is_address(link.get("href", "")):
            link.drop_tag()


def _drop_ids(root: HtmlElement) -> None:
    for element in root.iter():
        if not BACK_ADDRESS.fullmatch(f"#{element.get('id', '')}") or not _is_in_mark(element):
            element.attrib.pop("id", None)


def _is_in_mark(element: HtmlElement) -> bool:
    return element.tag == "a" and element.getparent().get("class") == MARK


def _list(placed: list[HtmlElement], unasked: list[HtmlElement]) -> HtmlElement:
    found = new_list()
    for number, note in enumerate([*placed, *unasked], start=1):
        note.tail = None
        found.append(note)
        if number > len(placed):
            continue
        note.set("id", f"ghi-chu-{number}")
        link = lxml.html.Element("a", {"href": f"#ve-{number}"})
        link.text = ARROW
        home = note[-1] if len(note) and note[-1].tag == "p" and not note[-1].tail else note
        if len(home):
            home[-1].tail = f"{home[-1].tail or ''} "
        else:
            home.text = f"{home.text or ''} "
        home.append(link)
    return found
