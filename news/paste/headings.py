"""Headings: Word's own styles, and ranks that begin below the page's own heading."""

import re

from lxml.html import HtmlElement

from news.paste.elements import HEADINGS, elements
from news.paste.source import Styles

TITLES = {"msotitle", "title", "docs-title"}
STYLED = re.compile(r"(?:mso)?heading-?([1-6])")


def convert(root: HtmlElement, styles: Styles) -> None:
    """Make headings of what is styled as one; the first rank becomes the second, and so on."""
    for element in elements(root, "p", "div"):
        rank = _rank(element, styles)
        if rank:
            element.tag = f"h{rank}"
    found = elements(root, *HEADINGS)
    if not any(element.tag == "h1" for element in found):
        return
    for element in found:
        element.tag = f"h{min(int(element.tag[1]) + 1, 4)}"


def _rank(element: HtmlElement, styles: Styles) -> int:
    names = element.get("class", "").lower().split()
    if TITLES & set(names):
        return 1
    for name in names:
        styled = STYLED.fullmatch(name)
        if styled:
            return int(styled[1])
    if element.get("role") == "heading":
        level = element.get("aria-level", "2")
        return int(level) if level in "123456" else 2
    outline = styles.of(element).get("mso-outline-level", "")
    return int(outline) if len(outline) == 1 and outline in "123456" else 0
