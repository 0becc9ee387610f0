"""Cleaning bodies: what may stay, what goes, and that cleaning twice changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import richtext

pytestmark = pytest.mark.once
HASH = "ab" * 32
PICTURE = f'<img src="/tep/{HASH}/cau.jpg" alt="Cầu">'

CASES = {
    "words": ("<p>Chào</p>", "<p>Chào</p>"),
    "nothing": ("  \n ", ""),
    "script": ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
    "handler": (f'<p onclick="x()">{PICTURE}</p>', f"<p>{PICTURE}</p>"),
    "javascript link": (
        '<a href="javascript:alert(1)">a</a>',
        '<a rel="noopener">a</a>',
    ),
    "data link": ('<a href="data:text/html,x">a</a>', '<a rel="noopener">a</a>'),
    "own link": ('<a href="/x/">a</a>', '<a href="/x/" rel="noopener">a</a>'),
    "foreign picture": ('<p>a<img src="https://xau.vn/x.png"></p>', "<p>a</p>"),
    "picture by error": ('<img src="x" onerror="alert(1)">', ""),
    "picture of ours": (f"<p>{PICTURE}</p>", f"<p>{PICTURE}</p>"),
    "style with url": ('<p style="background:url(//xau.vn)">a</p>', "<p>a</p>"),
    "centred": ('<p style="text-align: center; color: red">a</p>', '<p class="text-center">a</p>'),
    "justified": ('<p style="text-align:justify">a</p>', "<p>a</p>"),
    "unknown class": ('<p class="MsoNormal x">a</p>', "<p>a</p>"),
    "style sheet": ("<style>body{display:none}</style><p>a</p>", "<p>a</p>"),
    "frame": ('<iframe src="https://xau.vn"></iframe><p>a</p>', "<p>a</p>"),
    "form": ('<form action="/x"><input name="q"><p>a</p></form>', "<p>a</p>"),
    "cdata": ("<![CDATA[<script>alert(1)</script>]]>", "]]&gt;"),
    "comment": ("<!--[if gte mso 9]><xml>x</xml><![endif]--><p>a</p>", "<p>a</p>"),
    "first heading": ("<h1>a</h1><h5>b</h5>", "<h2>a</h2><h4>b</h4>"),
    "old tags": ("<p><b>a</b><i>b</i></p>", "<p><strong>a</strong><em>b</em></p>"),
    "empty paragraphs": ("<p>&nbsp;</p><p>a</p><p><br></p>", "<p>a</p>"),
    "line breaks of an editor": (
        "<ul>\n\t<li>a</li>\n</ul>\n\n<p>b</p>\n",
        "<ul><li>a</li></ul><p>b</p>",
    ),
    "decomposed": ("<p>Ca\u0302\u0300u</p>", "<p>Cầu</p>"),
    "hidden signs": ("<p>a\u202eb\u200bc</p>", "<p>abc</p>"),
    "table": (
        '<table border="1"><tr><th scope="col" width="9">a</th></tr></table>',
        '<table><tbody><tr><th scope="col">a</th></tr></tbody></table>',
    ),
    "svg": ("<svg><script>alert(1)</script></svg><p>a</p>", "<p>a</p>"),
    "mutation": (
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
        'onerror=alert(1)&gt;">',
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleaning(case):
    dirty, clean = CASES[case]
    if case == "cdata":
        assert "<script" not in richtext.clean(dirty)
        return
    assert richtext.clean(dirty) == clean


@pytest.mark.parametrize("case", CASES)
def test_cleaning_twice_changes_nothing(case):
    once = richtext.clean(CASES[case][0])
    assert richtext.clean(once) == once


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "</ul>", "<h1>"),
        *("<b>", "</b>", "<style>", "</style>", "<script>", "</script>", "<!--", "-->", "<svg>"),
        *("<math>", "<a href='javascript:x'>", "</a>", "<img src=x onerror=y>", PICTURE, "&lt;"),
        *("&nbsp;", "\n", " ", "đường", "<p style='text-align:right'>", "<![CDATA[", "]]>", "<br>"),
        *("<blockquote>", "</blockquote>", "<figure class=image>", "<figcaption>", "</figure>"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_whatever_comes_is_harmless_and_settled(html):
    once = richtext.clean(html)
    assert richtext.clean(once) == once
    lower = once.lower()
    for danger in ("<script", "<style", "<svg", "<math", "onerror", "javascript:", "style="):
        assert danger not in lower or danger in richtext.plain_text(once).lower()


def test_plain_text_keeps_words_apart_and_together():
    html = "<h2>Một</h2><p>hai<strong>ba</strong> bốn</p><ul><li>năm</li><li>sáu</li></ul>"
    assert richtext.plain_text(html) == "Một haiba bốn năm sáu"


def test_tables_scroll_by_themselves_on_the_page():
    page = richtext.for_page("<p>a</p><table><tbody></tbody></table>")
    assert page.count("<div") == page.count("</div>") == 1
    assert 'role="region"' in page


@pytest.mark.parametrize(("depth", "kept"), [(150, "a"), (5000, "")])
def test_deep_nesting_is_survived(depth, kept):
    """Nobody nests 5,000 quotations by writing; what is left of such a text is harmless."""
    html = "<blockquote>" * depth + "a" + "</blockquote>" * depth
    assert richtext.plain_text(richtext.clean(html)) == kept
