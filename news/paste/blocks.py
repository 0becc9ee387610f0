"""Boxes of other pages brought to paragraphs, and loose words between blocks into paragraphs."""

import re

from lxml.html import HtmlElement

from news.paste.elements import (
    BOXES,
    UNWRAPPED,
    drop_unwrapped,
    elements,
    holds_block,
    is_block,
    new,
    says_something,
    unwrap,
)
from news.paste.source import Styles

ALIGNED = re.compile(r"center|right")
ALIGNABLE = ("p", "h2", "h3", "h4", "td", "th", "div", "center")
# Where words beside blocks need a paragraph of their own.
FRAMES = ("blockquote", "td", "th", "li")
SPACE = " \xa0\t\r\n"
NEWLINE = re.compile(r"\r\n?|\n")


def convert(root: HtmlElement, styles: Styles) -> None:
    """Leave no box: those with words become paragraphs, those with blocks leave the blocks."""
    for element in elements(root, "pre"):
        _keep_lines(element)
    for element in elements(root, *ALIGNABLE):
        _align(element, styles)
    for box in reversed(elements(root, *BOXES)):
        if any(_stands_alone(child) for child in box):
            _wrap_loose(box)
            _hand_down(box)
            unwrap(box)
        else:
            box.tag = "p"
    drop_unwrapped(root)
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
                one.tail = None
                for made in reversed(breaks):
                    one.addnext(made)
                one.tail = first
            else:
                one.text = first
                for made in reversed(breaks):
                    one.insert(0, made)


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


def _stands_alone(element: HtmlElement) -> bool:
    """Tell whether ``element`` is a block, or a box that is about to leave its blocks."""
    return is_block(element) or element.tag == UNWRAPPED


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
        if _stands_alone(child):
            paragraph = new("p")
            loose.append(paragraph)
            paragraph.text, child.tail = child.tail, None
            if paragraph.text and paragraph.text.strip():
                child.addnext(paragraph)
        else:
            if paragraph.getparent() is None:
                child.addprevious(paragraph)
            # lxml moves what stands behind a child along with it.
            paragraph.append(child)
    for one in loose:
        if one.getparent() is not None and not says_something(one):
            one.drop_tree()


def _split(paragraph: HtmlElement) -> None:
    """Make two paragraphs where two or more line breaks follow each other."""
    parts: list[tuple[str, list[HtmlElement]]] = [("", [])]
    breaks: list[HtmlElement] = []
    for child in paragraph:
        if child.tag == "br":
            breaks.append(child)
            words = child.tail or ""
            if not words.strip(SPACE):
                continue
        if len(breaks) > 1:
            parts.append((words if child.tag == "br" else "", []))
        else:
            parts[-1][1].extend(breaks)
        if child.tag != "br":
            parts[-1][1].append(child)
        breaks = []
    if len(parts) == 1:
        return
    current = paragraph
    tail, paragraph.tail = paragraph.tail, None
    for words, moved in parts[1:]:
        following = new("p")
        if paragraph.get("style"):
            following.set("style", paragraph.get("style", ""))
        following.text = words
        following.extend(moved)
        current.addnext(following)
        current = following
    current.tail = tail
    kept = set(parts[0][1])
    for child in list(paragraph):
        if child not in kept:
            paragraph.remove(child)
