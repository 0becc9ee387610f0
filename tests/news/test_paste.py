"""What other programs copy, as it comes out: 41 samples, each with the expected text beside it.

Those called libreoffice-… were written by a real LibreOffice from documents made for this purpose.
"""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import footnotes, richtext

pytestmark = pytest.mark.once
SAMPLES = Path(__file__).parent / "paste_samples"
SOURCES = sorted(one for one in SAMPLES.glob("*.html") if ".expected" not in one.name)
# What is no text: styles, comments of the markup, titles, code.
UNSEEN = re.compile(
    r"<!--\[if gte (?:mso|vml).*?<!\[endif\]-->|<!--.*?-->|<!\[.*?\]>"
    r"|<(style|title|script)\b.*?</\1>|<head>\s*</head>",
    re.DOTALL | re.IGNORECASE,
)
# Words that are meant to go: deleted ones, comments, hidden text, marks of lists and of notes.
MEANT_TO_GO = {
    "excel-row-headers": "Dòng ẩn x",
    "google-docs-exported-notes": "làng 1 a a Cần hỏi thêm già",
    "libreoffice-docx-footnotes": "2 1",
    "libreoffice-writer-footnotes": "2 1",
    "outlook-desktop": "1 2",
    "web-article": "Chia sẻ",
    "word-footnotes": "1 2",
    "word-nested-list": "o o",
    "word-numbered-list": "1 a b 2 3 4",
    "word-roman-list": "I II",
    "word-tracked": "hai trăm A1 A1 Ghi chú ẩn Kiểm tra lại số tiền",
}
INLINE_TAG = re.compile(r"</?(?:b|i|em|strong|font|sub|s|ins|o:p|st1:place)\b[^>]*>")


def read(path):
    return path.read_text(encoding="utf-8").removesuffix("\n")


def expected(source):
    return read(source.with_suffix(".expected.html"))


def words(html):
    """Return how often each word is shown by ``html``; joined where no block parts them."""
    shown = re.sub(r"<[^>]*>", " ", INLINE_TAG.sub("", UNSEEN.sub("", html)))
    found = re.findall(r"[^\W_]+", unescape(shown))
    return Counter(found)


def test_there_are_forty_samples_eight_of_them_from_libreoffice():
    assert len(SOURCES) >= 40
    real = [one for one in SOURCES if 'content="LibreOffice' in read(one)]
    assert len(real) >= 8


def test_each_sample_comes_out_as_a_careful_person_would_have_written_it():
    wrong = {}
    for source in SOURCES:
        clean = richtext.clean(read(source))
        if clean != expected(source):
            wrong[source.name] = clean
        if richtext.clean(clean) != clean:
            wrong[f"{source.name} twice"] = richtext.clean(clean)
    assert wrong == {}


def test_the_words_of_the_samples_are_kept():
    lost = {}
    for source in SOURCES:
        before = words(read(source))
        before -= Counter(MEANT_TO_GO.get(source.stem, "").split())
        gone = before - words(expected(source))
        if gone.total() > 0.02 * before.total():
            lost[source.stem] = " ".join(gone.elements())
    assert lost == {}


PIECES = st.sampled_from(
    [
        *("<p class=MsoNormal>", "<p style='mso-list:l0 level1 lfo1'>", "</p>", "<o:p>", "</o:p>"),
        *("<p style='mso-list:l1 level2 lfo1'>", "<span style='mso-list:Ignore'>1.</span>"),
        *("<table border=1>", "<tr>", "<td rowspan=2>", "<td colspan=2 align=center>", "</td>"),
        *("<td style='font-weight:bold'>", "<th>", "</table>", "<caption>", "<thead>", "<tbody>"),
        *("<ul>", "<ol start=3>", "<li>", "</li>", "</ul>", "</ol>", "<h1>", "</h1>", "<h3>"),
        *("<div>", "</div>", "<div style='text-align:center'>", "<blockquote>", "</blockquote>"),
        *(
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<span style='font-weight:700'>",
            "</span>",
            "<br>",
            "<br>",
        ),
        *("<b style='font-weight:normal'>", "<sup>", "</sup>", "<a href='#_ftn1' name='_ftnref1'>"),
        *("<a href='#_ftnref1' name='_ftn1'>", "</a>", "<a href='https://x.example/'>", "<hr>"),
        *("<sup class=footnote><a href='#ghi-chu-1' id='ve-1'>1</a></sup>", "<ol class=footnotes>"),
        *("<li id=ghi-chu-1>", "<sup class='footnote'>", "<a href='#ve-2'>↩</a>", "<ol class=x>"),
        *("<p class=video>", "<figure class=image>", "</figure>", "<figcaption>", "<small>"),
        *("<!--[if !supportLists]-->", "<![endif]>", "<style>", "</style>", "<del datetime=x>"),
        *(
            "<ins>",
            "</ins>",
            "</del>",
            "<pre>",
            "</pre>",
            "&nbsp;",
            "\n",
            " ",
            "chữ",
            "a b",
            "số 1",
        ),
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_made_up_pastes_are_settled_at_once(html):
    once = richtext.clean(html)
    assert richtext.clean(once) == once
    assert "Mso" not in once
    assert "style=" not in once


# --- footnotes ------------------------------------------------------------------------------------


def mark(number, *, name=True):
    identity = f' id="ve-{number}"' if name else ""
    return (
        f'<sup class="footnote"><a href="#ghi-chu-{number}"{identity} rel="noopener">{number}</a>'
        "</sup>"
    )


def note(number, said):
    return f'<li id="ghi-chu-{number}">{said} <a href="#ve-{number}" rel="noopener">↩</a></li>'


FOOTNOTES = {
    "settled ones stay": (
        f'<p>a{mark(1)}</p><ol class="footnotes">{note(1, "một")}</ol>',
        f'<p>a{mark(1)}</p><ol class="footnotes">{note(1, "một")}</ol>',
    ),
    "numbers follow the text": (
        f'<p>a{mark(7)} b{mark(2)}</p><ol class="footnotes">{note(2, "hai")}{note(7, "bảy")}</ol>',
        f'<p>a{mark(1)} b{mark(2)}</p><ol class="footnotes">{note(1, "bảy")}{note(2, "hai")}</ol>',
    ),
    "the list is the last and one": (
        f'<ol class="footnotes">{note(1, "một")}</ol><p>a{mark(1)}</p>'
        f'<ol class="footnotes">{note(2, "hai")}</ol><p>b{mark(2)}</p>',
        f"<p>a{mark(1)}</p><p>b{mark(2)}</p>"
        f'<ol class="footnotes">{note(1, "một")}{note(2, "hai")}</ol>',
    ),
    "two marks of one note": (
        f'<p>a{mark(1)} b{mark(1)}</p><ol class="footnotes">{note(1, "một")}</ol>',
        f'<p>a{mark(1)} b{mark(1, name=False)}</p><ol class="footnotes">{note(1, "một")}</ol>',
    ),
    "a mark without words": (f"<p>a{mark(1)}</p>", "<p>a<sup>1</sup></p>"),
    "words without a mark": (
        f'<p>a</p><ol class="footnotes">{note(1, "một")}</ol>',
        '<p>a</p><ol class="footnotes"><li>một</li></ol>',
    ),
    "other ids go": (
        '<p id="x">a <a id="ve-1" href="/x/">b</a></p><ul><li id="ghi-chu-1">c</li></ul>',
        '<p>a <a href="/x/" rel="noopener">b</a></p><ul><li>c</li></ul>',
    ),
}


def test_footnotes_come_to_one_shape():
    found = {name: richtext.clean(before) for name, (before, _after) in FOOTNOTES.items()}
    assert found == {name: after for name, (_before, after) in FOOTNOTES.items()}


def test_only_addresses_of_footnotes_are_such():
    assert footnotes.is_address("#ghi-chu-12")
    assert footnotes.is_address("#ve-1")
    for other in ("#ghi-chu-0", "#ve-", "#ve-1x", "ghi-chu-1", "#muc-1"):
        assert not footnotes.is_address(other)


SHAPES = {
    "caption with credit": "<figcaption>Cầu <small>Ảnh: An</small></figcaption>",
    "video": '<p class="video"><a href="https://video.example/1" rel="noopener">Phim</a></p>',
}


def test_agreed_shapes_stay_and_others_lose_their_class():
    picture = f'<img src="/tep/{"ab" * 32}/a.jpg" alt="Cầu" width="9" height="9">'
    figure = f'<figure class="image text-center">{picture}{SHAPES["caption with credit"]}</figure>'
    assert richtext.clean(figure) == figure
    assert richtext.clean(SHAPES["video"]) == SHAPES["video"]
    more = '<p class="video">Xem <a href="https://video.example/1" rel="noopener">Phim</a></p>'
    assert richtext.clean(more) == more.replace(' class="video"', "")
    assert richtext.clean("<p><small>a</small></p>") == "<p>a</p>"
    assert richtext.clean("<figure><figcaption>Chú thích</figcaption></figure>") == (
        "<p>Chú thích</p>"
    )
