"""Cleaning bodies: what may stay, what goes, and that cleaning twice changes nothing."""

import re

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import richtext, showing
from news.models import StoredFile

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
    page = showing.for_page("<p>a</p><table><tbody></tbody></table>")
    assert page.count("<div") == page.count("</div>") == 1
    assert 'role="region"' in page


@pytest.mark.parametrize(("depth", "kept"), [(150, "a"), (5000, "")])
def test_deep_nesting_is_survived(depth, kept):
    """Nobody nests 5,000 quotations by writing; what is left of such a text is harmless."""
    html = "<blockquote>" * depth + "a" + "</blockquote>" * depth
    assert richtext.plain_text(richtext.clean(html)) == kept


# --- addresses of pictures, and pictures on the page ----------------------------------------------


@pytest.mark.parametrize(
    "end",
    [
        *("", "..", ".", "../../dem.gif?t=1", "..%2f..%2fdem.gif/x", "%2e%2e", ".%2E", "%2e"),
        *("a.jpg?x=1", "a.jpg#x", "a\\b.jpg", "a/b.jpg", ".\t.", "..\n", "a.jpg\n", " .. "),
    ],
)
def test_an_address_that_climbs_or_asks_is_no_picture(end):
    html = f'<p>a<img src="/tep/{HASH}/{end}" alt="x"></p>'
    assert richtext.clean(html) == "<p>a</p>"
    assert list(richtext.pictures(html)) == []
    assert "<img" not in showing.for_page(html)


@pytest.mark.parametrize("before", ["/", "https://xau.vn", "//xau.vn", "x", "/./", "/tep/.."])
def test_an_address_elsewhere_is_no_picture(before):
    assert "<img" not in richtext.clean(f'<p>a<img src="{before}/tep/{HASH}/a.jpg" alt="x"></p>')


STORED = {HASH: StoredFile(sha256=HASH, name="Cầu mới.jpg", width=2000, height=1500)}
OWN = f"/tep/{HASH}/C%E1%BA%A7u%20m%E1%BB%9Bi.jpg"


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/tep/{0}/960.webp" alt="Cầu"',
        'alt="Cầu" height="9" src="/tep/{0}/khac.jpg" width="50%"',
        'width="1" height="99999" alt="Cầu" src="/tep/{0}/a.jpg"',
    ],
)
def test_a_stored_picture_gets_its_own_address_and_size(attributes):
    html = f"<p><img {attributes.format(HASH)}></p>"
    clean = f'<p><img src="{OWN}" alt="Cầu" width="2000" height="1500"></p>'
    assert richtext.clean(html, STORED) == clean
    assert richtext.clean(clean, STORED) == clean
    assert richtext.clean(clean) == clean


def test_a_picture_that_is_not_stored_goes():
    video = StoredFile(sha256=HASH, name="phim.mp4", media_type="video/mp4")
    for stored in ({}, {HASH: video}):
        assert richtext.clean(f"<p>a{PICTURE}</p>", stored) == "<p>a</p>"


def test_a_picture_on_the_page_comes_in_the_size_the_screen_needs_and_opens_large():
    body = richtext.clean(f'<p>Trước</p><p><img src="{OWN}" alt=\'"A" &gt; <b>\'></p>', STORED)
    page = lxml.html.fragment_fromstring(showing.for_page(body), create_parent="div")

    (link,) = page.iter("a")
    (image,) = link.iter("img")
    assert link.get("class") == "zoom"
    assert link.get("href") == f"/tep/{HASH}/1440.webp"
    assert link.text_content().strip()
    assert [source.get("type") for source in link.iter("source")] == ["image/avif", "image/webp"]
    for source, kind in zip(link.iter("source"), ("avif", "webp"), strict=True):
        widths = [f"/tep/{HASH}/{width}.{kind} {width}w" for width in (320, 720, 960, 1080, 1440)]
        assert source.get("srcset").split(", ") == widths
        assert source.get("sizes")
    assert dict(image.attrib) == {
        "src": f"/tep/{HASH}/720.jpg",
        "alt": '"A" > <b>',
        "width": "2000",
        "height": "1500",
        "loading": "lazy",
        "decoding": "async",
    }


def test_a_picture_in_a_link_keeps_the_link():
    html = f'<p><a href="/x/"><img src="{OWN}" alt="Cầu"></a> <img src="{OWN}" alt="Cầu"></p>'
    page = showing.for_page(richtext.clean(html, STORED))
    assert page.count("<picture>") == 2
    assert page.count('class="zoom"') == 1
    assert page.index('href="/x/"') < page.index("<picture>") < page.index('class="zoom"')


def test_a_small_picture_is_not_asked_for_larger_than_it_is():
    stored = {HASH: StoredFile(sha256=HASH, name="a.png", width=200, height=100)}
    page = showing.for_page(richtext.clean(f"<p>{PICTURE}</p>", stored))
    assert 'sizes="min(200px, 92vw)"' in page
    assert f'srcset="/tep/{HASH}/200.avif 200w"' in page


def test_a_picture_stored_before_it_told_its_size_is_shown_as_it_is():
    page = showing.for_page(f"<p>{PICTURE}</p>")
    assert f'<img src="/tep/{HASH}/cau.jpg" alt="Cầu" loading="lazy"' in page
    assert "<picture>" not in page


def test_words_that_look_like_tags_stay_words():
    body = richtext.clean('<p title="&lt;table&gt;">a &lt;img src="x"&gt; &lt;table&gt;</p>')
    assert showing.for_page(body) == body


def test_the_editor_shows_a_picture_no_larger_than_it_needs():
    body = richtext.clean(f"<p>{PICTURE}</p>", STORED)
    in_editor = showing.for_editor(body)
    assert f'src="/tep/{HASH}/960.webp" alt="Cầu" width="2000"' in in_editor
    assert richtext.clean(in_editor, STORED) == body
    assert showing.for_editor(f"<p>{PICTURE}</p>") == f"<p>{PICTURE}</p>"


def test_links_of_footnotes_say_where_they_lead():
    body = (
        '<p>a<sup class="footnote"><a href="#ghi-chu-2" id="ve-2">2</a></sup></p>'
        '<ol class="footnotes"><li id="ghi-chu-2">b <a href="#ve-2">↩</a></li></ol>'
    )
    page = lxml.html.fragment_fromstring(showing.for_page(body), create_parent="div")
    there, back = page.iter("a")
    assert there.get("aria-label") == "Chú thích 2"
    assert back.get("aria-label") == "Về chỗ có chú thích 2"
    assert there.get("id") == "ve-2"


def test_a_video_of_this_site_has_a_player_and_one_elsewhere_stays_a_link():
    own = f"/tep/{'a' * 64}/le.mp4"
    line = '<p class="video"><a href="{}">Lễ <em>mừng</em></a></p>'
    page = showing.for_page(line.format(own))
    assert f'src="{own}" aria-label="Lễ mừng"' in page
    assert page.count("<a ") == 1
    outside = line.format("https://youtu.be/abc")
    assert showing.for_page(outside) == outside


def test_no_two_tables_of_a_page_go_by_the_same_name():
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    names = re.findall(r'role="region" aria-label="([^"]+)"', showing.for_page(table * 3))
    assert names == ["Bảng số liệu", "Bảng số liệu 2", "Bảng số liệu 3"]
