"""A body as a page shows it: contents for long texts, minutes to read; albums and videos."""

import pytest

from news import reading, richtext, showing, videos
from news.enums import Layout
from tests import factories
from tests.conftest import forget

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = "<p>" + "chữ " * 300 + "</p>"
LONG = f"<h2>Một &amp; hai</h2>{WORDS}<h3>Ba</h3>{WORDS}<h2>Bốn <strong>năm</strong></h2>"


def test_a_long_text_gets_contents_and_places_to_jump_to():
    found = reading.reading_of(LONG)
    assert [(one.anchor, one.text, one.rank) for one in found.contents] == [
        ("muc-1", "Một & hai", 2),
        ("muc-2", "Ba", 3),
        ("muc-3", "Bốn năm", 2),
    ]
    assert '<h3 id="muc-2">Ba</h3>' in found.html
    assert found.minutes == 3


@pytest.mark.parametrize("body", ["", WORDS, f"<h2>Một</h2>{WORDS}<h2>Hai</h2>", "<h2>A</h2>" * 3])
def test_a_short_or_plain_text_has_none(body):
    found = reading.reading_of(body)
    assert found.contents == []
    assert 'id="muc' not in found.html
    assert found.minutes >= 1


def test_the_page_shows_contents_and_leads_to_them(client):
    article = factories.make_published(body=LONG)
    text = client.get(article.publications.get().get_absolute_url()).text
    assert '<a href="#muc-2">Ba</a>' in text
    assert 'id="muc-2"' in text


@pytest.fixture
def album():
    one, two = (factories.make_stored_image(colour=(colour, 9, 9)) for colour in (10, 200))
    body = (
        f'<p>Lời dẫn.</p><figure class="image"><img src="{one.get_absolute_url()}" alt="Sen">'
        f'<figcaption>Hoa <em>sen</em></figcaption></figure><p><img src="{two.get_absolute_url()}" '
        'alt="Kênh"></p><p>Lời kết.</p>'
    )
    return factories.make_published(body=body, article_type=factories.make_type(Layout.ALBUM))


def test_an_album_keeps_the_order_and_the_captions(album):
    pictures = showing.album(album.newest_version.body)
    assert [(one.alt, one.caption, one.width) for one in pictures] == [
        ("Sen", "Hoa sen", 800),
        ("Kênh", "", 800),
    ]
    text = showing.without_pictures(album.newest_version.body)
    assert text == "<p>Lời dẫn.</p><p>Lời kết.</p>"
    assert album.publications.get().picture_count == 2


def test_an_album_keeps_in_its_crops_what_matters_on_each_picture(client, album):
    body = album.newest_version.body
    first = body.index(">", body.index("<img"))
    focused = richtext.clean(f'{body[:first]} class="focus-y-15 focus-x-85"{body[first:]}')
    assert 'class="focus-x-85 focus-y-15"' in focused
    assert richtext.clean(focused) == focused
    shown = factories.make_published(body=focused, article_type=album.newest_version.article_type)
    text = client.get(shown.publications.get().get_absolute_url()).text
    tiles = text[text.index('<ul class="album"') :]
    assert tiles.count('class="focus-x-85 focus-y-15"') == 1
    assert tiles.index("focus-x-85") < tiles.index('alt="Kênh"')


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("focus-x-50 focus-y-15", "focus-x-50 focus-y-15"),
        ("MsoPic focus-y-85 focus-x-15 other", "focus-x-15 focus-y-85"),
        ("focus-x-50 focus-y-50", ""),
        ("focus-x-15", ""),
        ("focus-x-99 focus-y-15", ""),
        ("image", ""),
    ],
)
def test_only_a_whole_focus_is_kept(written, kept):
    address = f"/tep/{'a' * 64}/b.jpg"
    clean = richtext.clean(f'<p><img class="{written}" src="{address}" alt="Sen"></p>')
    expected = f' class="{kept}"' if kept else ""
    assert clean == f'<p><img src="{address}" alt="Sen"{expected}></p>'
    assert richtext.clean(clean) == clean


def test_an_albums_page_leads_to_large_pictures_without_a_script(client, album):
    text = client.get(album.publications.get().get_absolute_url()).text
    assert text.count('class="zoom"') == 2
    assert text.index('alt="Sen"') < text.index('alt="Kênh"')
    assert "<figcaption>Hoa sen</figcaption>" in text


def test_a_video_elsewhere_is_a_link_until_it_is_started(client):
    kind = factories.make_type(Layout.VIDEO)
    article = factories.make_published(article_type=kind, video_url="https://youtu.be/abcDEF_-123")
    response = client.get(article.publications.get().get_absolute_url())
    assert 'data-youtube="abcDEF_-123"' in response.text
    assert "<iframe" not in response.text
    assert f"frame-src {videos.FRAMES}" in response["Content-Security-Policy"]
    forget()
    plain = factories.make_published().publications.get()
    assert "frame-src" not in client.get(plain.get_absolute_url())["Content-Security-Policy"]


def test_neighbours_are_the_next_visible_ones_of_the_category(client):
    category = factories.make_category()
    old, hidden, here, new = (
        factories.make_published(category=category, title=f"Bài số {number}")
        if number != 2
        else factories.make_withdrawn(category=category, title="Bài đã gỡ")
        for number in (1, 2, 3, 4)
    )
    text = client.get(here.publications.get().get_absolute_url()).text
    part = text.partition('class="neighbours"')[2].partition("</nav>")[0]
    assert f"-{old.pk}/" in part
    assert f"-{new.pk}/" in part
    assert f"-{hidden.pk}/" not in part
    first = client.get(old.publications.get().get_absolute_url()).text
    assert 'rel="prev"' not in first.partition('class="neighbours"')[2].partition("</nav>")[0]


def test_related_shares_words_first_then_is_newest(client):
    category = factories.make_category()
    titles = ["Cầu kênh Bảy thông xe", "Lễ hội sen", "Cầu kênh Bảy sắp xong", "Tin cuối"]
    articles = [factories.make_published(category=category, title=title) for title in titles]
    forget()
    text = client.get(articles[0].publications.get().get_absolute_url()).text
    part = text.partition('aria-labelledby="related"')[2].partition("</section>")[0]
    order = [part.index(title) for title in ("Cầu kênh Bảy sắp xong", "Tin cuối", "Lễ hội sen")]
    assert order == sorted(order)
    assert "thông xe" not in part
