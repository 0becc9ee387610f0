"""Footnotes and endnotes of other programs: a mark leads to a note, and the note leads back."""

from lxml.html import HtmlElement

from news import footnotes
from news.paste.elements import elements, says_something, take_out

# So far above its link may the element stand that carries the name which the note leads back to.
NAME_ABOVE = 3


def convert(root: HtmlElement) -> None:
    """Turn marks and notes that lead to each other into footnotes of this site."""
    named = _named(root)
    found = footnotes.new_list()
    taken: dict[HtmlElement, int] = {}
    for link in elements(root, "a"):
        back = _back_link(link, named)
        if back is None or back in taken or link in taken:
            continue
        note = _note(back, root)
        # Two links beside each other in one block are no mark and note.
        if note is root or note in link.iterancestors() or note.getparent() is None:
            continue
        taken[link] = taken[back] = len(taken) // 2 + 1
        back.drop_tree()
        _put_mark(link, taken[link])
        item = footnotes.new_list().makeelement("li", {"id": f"ghi-chu-{taken[link]}"})
        _fill(item, note)
        found.append(item)
    if len(found):
        _drop_empty_frames(root)
        root.append(found)


def _named(root: HtmlElement) -> dict[str, HtmlElement]:
    named: dict[str, HtmlElement] = {}
    for element in elements(root):
        for name in (element.get("id"), element.get("name")):
            if name:
                named.setdefault(name, element)
    return named


def _back_link(link: HtmlElement, named: dict[str, HtmlElement]) -> HtmlElement | None:
    """Return the link in the note that ``link`` leads to, if that one leads back here."""
    target = named.get(link.get("href", "")[1:]) if link.get("href", "").startswith("#") else None
    if target is None or target is link:
        return None
    mine = [link, *list(link.iterancestors())[:NAME_ABOVE]]
    for back in target.iter("a"):
        home = named.get(back.get("href", "")[1:]) if back.get("href", "")[:1] == "#" else None
        if back is not link and home is not None and any(home is one for one in mine):
            return back
    return None


def _note(back: HtmlElement, root: HtmlElement) -> HtmlElement:
    """Return the element that holds the words of the note with ``back`` in it, and nothing else."""
    note = next(back.iterancestors("li", "p", "div", "td"), back.getparent())
    around = note.getparent()
    is_frame = around is not None and around is not root and around.tag in ("div", "aside")
    if note.tag == "p" and is_frame and sum(1 for _link in around.iter("p")) >= 1:
        links = [one for one in around.iter("a") if one.get("href", "").startswith("#")]
        if links == [back]:
            return around
    return note


def _put_mark(link: HtmlElement, number: int) -> None:
    """Put a mark in place of a link and of what raised it."""
    place = link
    while place.getparent().tag in ("sup", "span", "font") and _is_alone(place):
        place = place.getparent()
    mark = footnotes.new_mark(number)
    mark.tail = place.tail
    place.tail = None
    place.getparent().replace(place, mark)


def _is_alone(element: HtmlElement) -> bool:
    parent = element.getparent()
    return len(parent) == 1 and not (parent.text or "").strip() and not (element.tail or "").strip()


def _fill(item: HtmlElement, note: HtmlElement) -> None:
    """Move the words of ``note`` into ``item``; its only paragraph needs no frame of its own."""
    take_out(note)
    whole = note.tag in ("p", "li")
    paragraphs = [one for one in note if one.tag == "p" and says_something(one)]
    source = note if whole or len(paragraphs) != 1 else paragraphs[0]
    for empty in elements(source, "sup", "span"):
        if not says_something(empty):
            empty.drop_tag()
    item.text = (source.text or "").lstrip(" \xa0\t\r\n")
    item.extend(list(source))
    if len(item) and not item.text and item[0].tag == "span" and item[0].text:
        item[0].text = item[0].text.lstrip(" \xa0\t\r\n")


def _drop_empty_frames(root: HtmlElement) -> None:
    """Remove what framed the notes: a list without items, a division and the rule above it."""
    for frame in reversed(elements(root, "div", "ol", "ul", "section")):
        if not says_something(frame) and frame.find(".//table") is None:
            before = frame.getprevious()
            if before is not None and before.tag == "hr" and not (before.tail or "").strip():
                before.drop_tree()
            frame.drop_tree()
    last = root[-1] if len(root) else None
    if last is not None and last.tag == "hr" and not (last.tail or "").strip():
        last.drop_tree()
