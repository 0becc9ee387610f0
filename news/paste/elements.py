"""Which elements stand for what, and small changes to a tree that keep its words."""

from collections.abc import Iterator

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
# Boxes without a meaning of their own: they become paragraphs, or go.
BOXES = (
    *("div", "section", "article", "header", "footer", "main", "aside", "nav", "center", "address"),
    *("dl", "dt", "dd", "pre", "details", "summary", "fieldset", "form", "hgroup", "menu", "dir"),
)
BLOCKS = frozenset(
    (*HEADINGS, *LISTS, *BOXES, "p", "li", "blockquote", "hr", "figure", "figcaption")
) | frozenset(("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"))
UNWRAPPED = "unwrapped"


def elements(root: HtmlElement, *tags: str) -> list[HtmlElement]:
    """Return the elements below ``root``, or those with one of ``tags``, in document order."""
    return [one for one in root.iter(*tags) if isinstance(one.tag, str) and one is not root]


def children(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the child elements as they stood when asked."""
    yield from list(element)


def is_block(element: HtmlElement) -> bool:
    return element.tag in BLOCKS


def holds_block(element: HtmlElement) -> bool:
    """Tell whether any block lies inside ``element``, however deep."""
    return any(one.tag in BLOCKS for one in element.iterdescendants())


def new(tag: str) -> HtmlElement:
    return lxml.html.Element(tag)


def says_something(element: HtmlElement) -> bool:
    """Tell whether there is a word or a picture in ``element``."""
    words = element.text_content().replace("\xa0", " ").strip()
    return bool(words) or element.tag == "img" or element.find(".//img") is not None


def wrap_contents(element: HtmlElement, tag: str) -> HtmlElement:
    """Put all that is inside ``element`` into one new child ``tag`` and return that."""
    inner = new(tag)
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)
    return inner


def append_text(element: HtmlElement, words: str) -> None:
    """Add plain text at the end of ``element``."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def unwrap(element: HtmlElement) -> None:
    """Mark ``element`` to leave only what is in it, once ``drop_unwrapped`` is asked.

    Dropped one by one, each would cost as much time as it has neighbours.
    """
    element.tag = UNWRAPPED


def drop_unwrapped(root: HtmlElement) -> None:
    """Remove all marked elements below ``root`` and keep what is in them."""
    etree.strip_tags(root, UNWRAPPED)


def take_out(element: HtmlElement) -> HtmlElement:
    """Remove ``element`` from its place, leave the text behind it there, and return it."""
    tail, element.tail = element.tail, None
    parent = element.getparent()
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
    return element


def move_contents(source: HtmlElement, target: HtmlElement) -> None:
    """Move all that is inside ``source`` to the end of ``target``."""
    if source.text:
        append_text(target, source.text)
        source.text = None
    target.extend(list(source))
