"""Bold, italic, raised and crossed-out words, however they were styled."""

from lxml.html import HtmlElement

from news.paste.elements import (
    HEADINGS,
    append_text,
    drop_unwrapped,
    elements,
    holds_block,
    says_something,
    unwrap,
    wrap_contents,
)
from news.paste.source import Styles

RENAMED = {"b": "strong", "i": "em", "strike": "s", "del": "s", "cite": "em"}
EMPHASIS = ("strong", "em", "s", "sub", "sup")
STYLED = ("span", "font", "p", "li", "td", "a", "div", *EMPHASIS)
PLAIN = {"strong": ("normal", "400", "lighter"), "em": ("normal",)}
PROPERTY = {"strong": "font-weight", "em": "font-style"}
LEAVES = ("p", "li", "td", "th", "caption", "figcaption", "div")
BOLD = 600


def convert(root: HtmlElement, styles: Styles) -> None:
    """Turn styles into elements; elements whose style denies what they say go."""
    for element in reversed(elements(root)):
        if element.tag in RENAMED:
            element.tag = RENAMED[element.tag]
        if element.tag not in STYLED:
            continue
        style = styles.of(element)
        for tag in reversed(_wanted(element, style)):
            if says_something(element) and not _is_footnote(element):
                _wrap(element, tag)
        denied = style.get(PROPERTY.get(element.tag, ""), "") in PLAIN.get(element.tag, ())
        if element.tag in ("span", "font") or denied:
            unwrap(element)
        elif element.tag in EMPHASIS and holds_block(element):
            _wrap(element, element.tag)
            unwrap(element)
    drop_unwrapped(root)


def _wanted(element: HtmlElement, style: dict[str, str]) -> list[str]:
    wanted = []
    weight = style.get("font-weight", "")
    if weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= BOLD):
        wanted.append("strong")
    if style.get("font-style") in ("italic", "oblique"):
        wanted.append("em")
    if "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        wanted.append("s")
    raised = style.get("vertical-align", "")
    if raised in ("sub", "super") and element.tag in ("span", "font"):
        wanted.append("sup" if raised == "super" else "sub")
    return [tag for tag in wanted if tag != element.tag]


def _is_footnote(element: HtmlElement) -> bool:
    """Tell whether all that ``element`` holds is the mark of a footnote."""
    marks = [one for one in elements(element, "sup") if one.get("class") == "footnote"]
    words = "".join(mark.text_content() for mark in marks)
    return bool(marks) and element.text_content().strip() == words


def _wrap(element: HtmlElement, tag: str) -> None:
    """Put what ``element`` holds into ``tag``, block by block where it holds blocks."""
    if not holds_block(element):
        wrap_contents(element, tag)
        return
    for block in elements(element, *LEAVES):
        if not holds_block(block) and says_something(block):
            wrap_contents(block, tag)


def settle(root: HtmlElement) -> None:
    """Join what stands side by side, and drop what is empty, doubled, or bold in a heading."""
    for element in elements(root, *EMPHASIS):
        is_doubled = next(element.iterancestors(element.tag), None) is not None
        is_heading_bold = element.tag == "strong" and _in_heading(element)
        if is_doubled or is_heading_bold or not says_something(element):
            unwrap(element)
    drop_unwrapped(root)
    for element in elements(root, *EMPHASIS):
        if element.getparent() is not None:
            _join_following(element)


def _in_heading(element: HtmlElement) -> bool:
    return next(element.iterancestors(*HEADINGS), None) is not None


def _join_following(element: HtmlElement) -> None:
    """Move into ``element`` what follows it at once in the same emphasis."""
    words: list[str] = []
    after = element.getnext()
    # A mark of a footnote stands by itself.
    while after is not None and after.tag == element.tag and not (element.tail or "").strip():
        if element.get("class") or after.get("class"):
            break
        words += [element.tail or "", after.text or ""]
        if len(after):
            append_text(element, "".join(words))
            element.extend(list(after))
            words = []
        element.tail, after.tail = after.tail, None
        after.getparent().remove(after)
        after = element.getnext()
    append_text(element, "".join(words))
