"""Boxes of other pages brought to paragraphs, and loose words between blocks into paragraphs."""

import re

from lxml.html import HtmlElement

from news.paste.elements import (
    BOXES,
    append_text,
    elements,
    holds_block,
    is_block,
    new,
    says_something,
)
from news.paste.source import Styles

ALIGNED = re.compile(r"center|right")
ALIGNABLE = ("p", "h2", "h3", "h4", "td", "th", "div", "center")
# Where words beside blocks need a paragraph of their own.
FRAMES = ("blockquote", "td", "th", "li")
NEWLINE = re.compile(r"\r\n?|\n")


def convert(root: HtmlElement, styles: Styles) -> None:
    """Leave no box: those with words become paragraphs, those with blocks leave the blocks."""
    for element in elements(root, "pre"):
        _keep_lines(element)
    for element in elements(root, *ALIGNABLE):
        _align(element, styles)
    for box in reversed(elements(root, *BOXES)):
        if any(is_block(child) for child in box):
            _wrap_loose(box)
            _hand_down(box)
            box.drop_tag()
        else:
            box.tag = "p"
    for frame in reversed(elements(root, *FRAMES)):
        if any(is_block(child) and child.tag not in ("ul", "ol", "table") for child in frame):
            _wrap_loose(frame)
    if holds_block(root):
        _wrap_loose(root)
    for paragraph in elements(root, "p"):
        _split(paragraph)


def _keep_lines(element: HtmlElement) -> None:
    """Turn the line ends of a preformatted text into line breaks."""
    for one in [element, *elements(element)]:
        for is_tail in (False, True):
            words = (one.tail if is_tail else one.text) or ""
            if "\n" not in words or (is_tail and one is element):
                continue
            first, *lines = NEWLINE.split(words.strip("\n") if not is_tail else words)
            breaks = []
            for line in lines:
                breaks.append(new("br"))
                breaks[-1].tail = line
            if is_tail:
                one.tail = first
                for made in reversed(breaks):
                    _insert_after(one, made)
            else:
                one.text = first
                for place, made in enumerate(breaks):
                    one.insert(place, made)


def _insert_after(element: HtmlElement, made: HtmlElement) -> None:
    parent = element.getparent()
    parent.insert(parent.index(element) + 1, made)


def _align(element: HtmlElement, styles: Styles) -> None:
    own = "center" if element.tag == "center" else element.get("align", "").lower()
    aligned = styles.of(element).get("text-align", own) if element.tag[0] != "h" else own
    style = element.get("style", "").replace(" ", "").lower()
    found = ALIGNED.fullmatch(aligned) or ALIGNED.search(
        style.partition("text-align:")[2].partition(";")[0]
    )
    if found:
        element.set("style", f"text-align:{found[0]}")
    else:
        element.attrib.pop("style", None)


def _hand_down(box: HtmlElement) -> None:
    """Give the alignment of a box to the paragraphs in it that have none."""
    style = box.get("style")
    if style:
        for child in box:
            if child.tag in ("p", "h2", "h3", "h4") and not child.get("style"):
                child.set("style", style)


def _wrap_loose(element: HtmlElement) -> None:
    """Put the words and inline elements between the blocks of ``element`` into paragraphs."""
    paragraph = new("p")
    loose = [paragraph]
    paragraph.text, element.text = element.text, None
    if paragraph.text and paragraph.text.strip():
        element.insert(0, paragraph)
    for child in list(element):
        if child is paragraph:
            continue
        if is_block(child):
            paragraph = new("p")
            loose.append(paragraph)
            paragraph.text, child.tail = child.tail, None
            if paragraph.text and paragraph.text.strip():
                _insert_after(child, paragraph)
        else:
            if paragraph.getparent() is None:
                child.addprevious(paragraph)
            # lxml moves what stands behind a child along with it.
            paragraph.append(child)
    for one in loose:
        if one.getparent() is not None and not says_something(one):
            one.drop_tree()


def _split(paragraph: HtmlElement) -> None:
    """Make two paragraphs where two line breaks follow each other."""
    current = paragraph
    children = list(paragraph)
    for place, child in enumerate(children):
        after = children[place + 1] if place + 1 < len(children) else None
        is_double = (
            child.tag == "br"
            and not (child.tail or "").strip(" \xa0\t\r\n")
            and after is not None
            and after.tag == "br"
        )
        if is_double and child.getparent() is not None and after is not None:
            following = new("p")
            if paragraph.get("style"):
                following.set("style", paragraph.get("style", ""))
            append_text(following, after.tail or "")
            after.tail = None
            following.extend(children[place + 2 :])
            following.tail, current.tail = current.tail, None
            _insert_after(current, following)
            child.drop_tree()
            after.drop_tree()
            current = following
