"""Lists of Word, which are paragraphs that look like a list, and of Word on the web."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from news.paste.elements import HEADINGS, elements, move_contents, new, says_something
from news.paste.source import Styles, declarations

PLACE = re.compile(r"(l\d+)\s+level(\d)")
NUMBER = re.compile(r"([0-9]{1,4}|[a-z]{1,5})[.):/\-]*$", re.IGNORECASE)
BULLET_FONTS = ("symbol", "wingdings", "courier", "webdings")
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
TYPES = {
    "alpha-lower": "a",
    "alpha-upper": "A",
    "roman-lower": "i",
    "roman-upper": "I",
}
WRAPPER = "listcontainerwrapper"


@dataclass
class Item:
    """A paragraph that is a list item: how deep, and how it was marked."""

    element: HtmlElement
    level: int
    # "" for a bullet, "1" for figures, else the type of an ordered list: "a", "A", "i", "I".
    kind: str
    number: int
    more: list[HtmlElement] = field(default_factory=list)


def convert(root: HtmlElement, styles: Styles) -> None:
    """Turn runs of such paragraphs into nested lists."""
    for heading in elements(root, *HEADINGS):
        # A heading keeps its number: others refer to it.
        for marker in _markers(heading):
            marker.drop_tag()
    for wrapper in elements(root, "div"):
        if WRAPPER in wrapper.get("class", "").lower():
            _unwrap(wrapper)
    parents: dict[HtmlElement, None] = {}
    for element in elements(root, "p", "div", "li"):
        if _place(element, styles) and element.tag != "li":
            parents[element.getparent()] = None
    for parent in parents:
        _convert_children(parent, styles)


def _convert_children(parent: HtmlElement, styles: Styles) -> None:
    run: list[Item] = []
    for child in list(parent):
        item = _item(child, styles)
        if item:
            run.append(item)
        elif run and _continues(child):
            run[-1].more.append(child)
        elif run and says_something(child):
            _build(run)
            run = []
        if run and (child.tail or "").strip():
            _build(run)
            run = []
    if run:
        _build(run)


def _unwrap(wrapper: HtmlElement) -> None:
    """Word on the web frames every item in a list of its own; its level stands in an attribute."""
    for item in elements(wrapper, "li"):
        frame = item.getparent()
        level = item.get("data-aria-level") or item.get("aria-level") or "1"
        paragraph = new("p")
        kind = ""
        if frame.tag == "ol":
            kind = {
                "lower-alpha": "a)",
                "upper-alpha": "A)",
                "lower-roman": "i.",
                "upper-roman": "I.",
            }.get(declarations(frame.get("style", "")).get("list-style-type", ""), "1.")
            start = item.get("data-aria-posinset") or frame.get("start") or "1"
            kind = f"{start}." if kind == "1." else kind
        paragraph.set("style", f"mso-list:l{frame.get('data-listid', '0')[-6:]} level{level[:1]}")
        marker = new("span")
        marker.set("style", "mso-list:ignore")
        marker.text = kind or "•"
        paragraph.append(marker)
        only = [one for one in item if one.tag == "p"]
        move_contents(only[0] if len(only) == 1 else item, paragraph)
        wrapper.addprevious(paragraph)
    wrapper.drop_tree()


def _place(element: HtmlElement, styles: Styles) -> re.Match[str] | None:
    return PLACE.search(styles.of(element).get("mso-list", ""))


def _markers(element: HtmlElement) -> list[HtmlElement]:
    return [
        one
        for one in elements(element, "span")
        if declarations(one.get("style", "")).get("mso-list") == "ignore"
    ]


def _continues(element: HtmlElement) -> bool:
    is_list_style = element.get("class", "").lower().startswith("msolistparagraph")
    return element.tag == "p" and is_list_style and says_something(element)


def _item(element: HtmlElement, styles: Styles) -> Item | None:
    place = _place(element, styles) if element.tag in ("p", "div") else None
    if not place or not says_something(element):
        return None
    words, font = "", ""
    for marker in _markers(element):
        words += marker.text_content()
        around = [marker, *marker.iterancestors("span"), *elements(marker, "span")]
        font += " ".join(one.get("style", "").lower() for one in around)
        marker.drop_tree()
    kind, number = _kind(words.replace("\xa0", " ").strip(), font)
    known = styles.number_formats.get((place[1], int(place[2])), "")
    if known in ("bullet", "image"):
        kind = ""
    elif known in TYPES:
        kind, number = TYPES[known], _count(words, roman=known.startswith("roman"))
    return Item(element, int(place[2]), kind, number)


def _kind(marker: str, font: str) -> tuple[str, int]:
    """Return the type of list and the number that a marker stands for."""
    counted = NUMBER.search(marker)
    is_bullet = any(
        f"font-family:{name}" in font.replace('"', "").replace("'", "").replace(": ", ":")
        for name in BULLET_FONTS
    )
    # A letter alone is a bullet in a font of signs: "o", "§", "v".
    if not counted or is_bullet or (len(marker) == 1 and not marker.isdigit()):
        return "", 1
    sign = counted[1]
    if sign.isdigit():
        return "1", int(sign)
    is_roman = set(sign.lower()) <= set(ROMAN) and (len(sign) > 1 or sign.lower() == "i")
    kind = "i" if is_roman else "a"
    return kind.upper() if sign.isupper() else kind, _count(sign, roman=is_roman)


def _count(marker: str, *, roman: bool) -> int:
    """Return the number that letters stand for: 3 for "c" and for "iii"; 1 when they do not."""
    sign = re.sub(r"[^a-z]", "", marker.lower())
    if not roman:
        return ord(sign) - ord("a") + 1 if len(sign) == 1 else 1
    total = 0
    for place, letter in enumerate(sign):
        value = ROMAN.get(letter, 0)
        total += -value if any(ROMAN.get(one, 0) > value for one in sign[place + 1 :]) else value
    return max(total, 1)


def _build(run: list[Item]) -> None:
    """Put the paragraphs of ``run`` into lists, deeper ones into the item above them."""
    place = new("div")
    run[0].element.addprevious(place)
    stack: list[tuple[int, str, HtmlElement]] = []
    for item in run:
        while stack and stack[-1][0] > item.level:
            stack.pop()
        if stack and stack[-1][0] == item.level and bool(stack[-1][1]) != bool(item.kind):
            stack.pop()
        if not stack or stack[-1][0] < item.level:
            made = new("ol" if item.kind else "ul")
            if item.kind and item.kind != "1":
                made.set("type", item.kind)
            if item.kind and item.number > 1:
                made.set("start", str(item.number))
            home = stack[-1][2][-1] if stack else place
            home.append(made)
            stack.append((item.level, item.kind, made))
        entry = new("li")
        stack[-1][2].append(entry)
        _move(item, entry)
    place.drop_tag()


def _move(item: Item, entry: HtmlElement) -> None:
    if not item.more:
        move_contents(item.element, entry)
        item.element.drop_tree()
        return
    for element in (item.element, *item.more):
        element.tail = None
        paragraph = new("p")
        move_contents(element, paragraph)
        entry.append(paragraph)
        if element.getparent() is not None:
            element.drop_tree()
