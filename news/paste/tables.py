"""Tables: data with header cells; frames that only laid out a page go."""

from collections.abc import Sequence

from lxml.html import HtmlElement

from news.paste.elements import append_text, elements, move_contents, new, says_something

CELLS = ("td", "th")
MAX_HEADER_ROWS = 3


def convert(root: HtmlElement) -> None:
    """Unwrap tables that frame a layout; give the others header cells and no empty rows."""
    layouts = [table for table in elements(root, "table") if _is_layout(table)]
    for table in reversed(layouts):
        _unwrap(table)
    for table in elements(root, "table"):
        _drop_empty_rows(table)
        _name(table)
        _name_headers(table)
        _make_head(table)
        for cell in elements(table, *CELLS):
            for name in ("colspan", "rowspan"):
                if cell.get(name) and _span(cell, name) == 1:
                    cell.attrib.pop(name)


def _rows(table: HtmlElement) -> list[HtmlElement]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in CELLS]


def _is_layout(table: HtmlElement) -> bool:
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return True
    if table.find(".//th") is not None or table.find("caption") is not None:
        return False
    return len([cell for row in _rows(table) for cell in _cells(row)]) <= 1


def _unwrap(table: HtmlElement) -> None:
    """Put what the cells of a layout hold in the table's place, each cell's words a paragraph."""
    for row in _rows(table):
        for cell in _cells(row):
            holds_blocks = any(child.tag in ("p", "ul", "ol", "table") for child in cell)
            if says_something(cell) and not holds_blocks and cell.find(".//p") is None:
                cell.tag = "p"
                cell.attrib.pop("colspan", None)
                cell.attrib.pop("rowspan", None)
                table.addprevious(cell)
                continue
            place = new("div")
            table.addprevious(place)
            place.text = cell.text
            place.extend(list(cell))
            place.drop_tag()
    table.drop_tree()


def _drop_empty_rows(table: HtmlElement) -> None:
    """Remove rows without words that no merged cell needs."""
    reached = 0
    for place, row in enumerate(_rows(table)):
        tallest = max((_span(cell, "rowspan") for cell in _cells(row)), default=1)
        if place >= reached and tallest == 1 and not says_something(row):
            row.drop_tree()
        reached = max(reached, place + tallest)


def _name(table: HtmlElement) -> None:
    """Make the caption of one bold cell that stands alone above all columns."""
    rows = _rows(table)
    if table.find("caption") is not None or len(rows) < 3:
        return
    cells = _cells(rows[0])
    is_title = len(cells) == 1 and _span(cells[0], "colspan") > 1 and _all_bold(cells)
    if is_title and _span(cells[0], "rowspan") == 1:
        caption = new("caption")
        move_contents(cells[0], caption)
        for bold in elements(caption, "strong"):
            bold.drop_tag()
        for paragraph in elements(caption, "p"):
            append_text(paragraph, " ")
            paragraph.drop_tag()
        rows[0].drop_tree()
        table.insert(0, caption)


def _name_headers(table: HtmlElement) -> None:
    """Make header cells of what is all bold: rows at the top, then cells at the left."""
    rows = _rows(table)
    if any(cell.tag == "th" for row in rows for cell in _cells(row)):
        for row in rows:
            _complete(_cells(row))
        return
    headers = 0
    for row in rows[:MAX_HEADER_ROWS]:
        is_head = row.getparent().tag == "thead"
        if headers == len(rows) - 1 or not (is_head or _all_bold(_cells(row))):
            break
        headers += 1
        for cell in _cells(row):
            _make_header(cell, "colgroup" if _span(cell, "colspan") > 1 else "col")
    below = rows[headers:]
    firsts = [cells[0] for row in below if (cells := _cells(row))]
    widest = max((len(_cells(row)) for row in rows), default=0)
    if len(below) > 1 and widest > 1 and _all_bold(firsts) and not _all_bold(_others(below)):
        for cell in firsts:
            _make_header(cell, "rowgroup" if _span(cell, "rowspan") > 1 else "row")


def _make_head(table: HtmlElement) -> None:
    """Put the rows of column headers into a head of their own, as the editor's own tables have."""
    rows = _rows(table)
    count = 0
    while count < len(rows) and _heads_columns(_cells(rows[count])):
        count += 1
    reach = max(
        (place + _span(cell, "rowspan") for place in range(count) for cell in _cells(rows[place])),
        default=0,
    )
    # A cell cannot reach out of the head, and a table is more than its head.
    if table.find("thead") is not None or not 0 < count < len(rows) or reach > count:
        return
    head = new("thead")
    body = rows[0].getparent()
    (rows[0] if body is table else body).addprevious(head)
    head.extend(rows[:count])


def _heads_columns(cells: list[HtmlElement]) -> bool:
    columns = ("col", "colgroup")
    return bool(cells) and all(cell.tag == "th" and cell.get("scope") in columns for cell in cells)


def _others(rows: Sequence[HtmlElement]) -> list[HtmlElement]:
    return [cell for row in rows for cell in _cells(row)[1:]]


def _complete(cells: list[HtmlElement]) -> None:
    """Say of header cells what they head, where the other program did not."""
    alone = all(cell.tag == "th" for cell in cells)
    for cell in cells:
        if cell.tag == "th" and cell.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
            cell.attrib.pop("scope", None)
            _make_header(cell, "col" if alone else "row")


def _make_header(cell: HtmlElement, scope: str) -> None:
    cell.tag = "th"
    cell.set("scope", scope)
    for bold in elements(cell, "strong"):
        bold.drop_tag()


def _all_bold(cells: list[HtmlElement]) -> bool:
    """Tell whether there are words in ``cells`` and all of them are bold."""
    said = [cell for cell in cells if says_something(cell)]
    return len(said) > 0 and all(_is_bold(cell) for cell in said)


def _is_bold(cell: HtmlElement) -> bool:
    plain = cell.text_content()
    bold = "".join(one.text_content() for one in elements(cell, "strong"))
    return "".join(plain.split()) == "".join(bold.split())


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return int(value) if value.isdigit() and len(value) < 5 else 1
