"""White space as a careful person writes it: single, and none at the edges of a paragraph."""

from lxml import etree
from lxml.html import HtmlElement

from news.paste.elements import BLOCKS

SPACE = " \t\r\n\f\xa0\u2002\u2003\u2009\u3000"
TO_PLAIN = str.maketrans(dict.fromkeys(SPACE, " "))


class _Line:
    """One line of text while it is read: where its last space stands, if it ends in one."""

    def __init__(self) -> None:
        self.ends_in_space = True
        self.last: tuple[HtmlElement, bool] | None = None

    def add(self, element: HtmlElement, *, is_tail: bool) -> None:
        words = element.tail if is_tail else element.text
        if not words:
            return
        single = " ".join(words.translate(TO_PLAIN).split(" "))
        parts = [part for part in single.split(" ") if part]
        kept = " ".join(parts)
        if single.startswith(" ") and not self.ends_in_space:
            kept = f" {kept}"
        if parts and single.endswith(" "):
            kept = f"{kept} "
        _put(element, kept, is_tail=is_tail)
        if kept:
            self.ends_in_space = kept.endswith(" ")
            self.last = (element, is_tail)

    def end(self) -> None:
        if self.last and self.ends_in_space:
            element, is_tail = self.last
            words = (element.tail if is_tail else element.text) or ""
            _put(element, words.removesuffix(" "), is_tail=is_tail)
        self.__init__()  # type: ignore[misc]


def _put(element: HtmlElement, words: str, *, is_tail: bool) -> None:
    if is_tail:
        element.tail = words or None
    else:
        element.text = words or None


def collapse(root: HtmlElement) -> None:
    """Make white space single across the words of each block, and drop it at their edges."""
    line = _Line()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        breaks = element.tag in BLOCKS or element.tag == "br"
        if breaks:
            line.end()
        elif element.tag == "img" and event == "start":
            line.ends_in_space, line.last = False, None
        if event == "start":
            line.add(element, is_tail=False)
        elif element is not root:
            line.add(element, is_tail=True)
    line.end()
    for last in [one for one in root.iter("br") if _ends_block(one)]:
        last.drop_tree()


def _ends_block(line_break: HtmlElement) -> bool:
    """Tell whether nothing is said between a line break and an edge of its block."""
    parent = line_break.getparent()
    at_end = not line_break.tail and line_break.getnext() is None
    at_start = not parent.text and line_break.getprevious() is None
    return parent.tag in BLOCKS and (at_end or at_start)
