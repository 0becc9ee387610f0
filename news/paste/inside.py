"""What stands inside list items and cells: deeper lists in their item, single paragraphs bare."""

from lxml.html import HtmlElement

from news.paste.elements import LISTS, elements, move_contents, new, says_something

CELLS = ("td", "th")


def convert(root: HtmlElement) -> None:
    """Put lists into the item they belong to; unwrap the only paragraph of an item or a cell."""
    for paragraph in reversed(elements(root, "p")):
        if not says_something(paragraph):
            paragraph.drop_tree()
    for found in elements(root, *LISTS):
        _adopt(found)
    for item in reversed(elements(root, "li")):
        _bare_item(item)
    for found in reversed(elements(root, *LISTS)):
        if not len(found):
            found.drop_tag()
    for cell in elements(root, *CELLS):
        _bare_cell(cell)


def _adopt(found: HtmlElement) -> None:
    """Let items hold all that stands between the items of a list."""
    last = None
    for child in list(found):
        if child.tag == "li":
            last = child
        elif last is not None:
            last.append(child)
        elif child.tag in LISTS and not (child.tail or "").strip():
            # Deeper than anything above it: the step was only an indent.
            for item in list(child):
                child.addprevious(item)
                last = item
            child.drop_tree()
        else:
            last = new("li")
            child.addprevious(last)
            last.append(child)


def _bare_item(item: HtmlElement) -> None:
    if not says_something(item):
        item.drop_tree()
        return
    if not len(item) or item[0].tag != "p" or (item.text or "").strip():
        return
    if all(child.tag in LISTS for child in item[1:]):
        item[0].tail = None
        item[0].drop_tag()


def _bare_cell(cell: HtmlElement) -> None:
    if len(cell) != 1 or cell[0].tag != "p" or (cell.text or "").strip():
        return
    (only,) = cell
    if (only.tail or "").strip():
        return
    if only.get("style"):
        cell.set("style", only.get("style", ""))
    cell.text = only.tail = None
    cell.remove(only)
    move_contents(only, cell)
