"""Every place agrees on what readers can see, now and after the clock has moved."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from news.enums import HomePlace, Layout
from news.models import Article, Publication
from stats import rollups
from stats.models import ArticleViews
from tests import factories
from tests.conftest import forget
from tests.planted import LATER, NAMES, SHOWN, plant
from tests.portal import makers

pytestmark = pytest.mark.django_db
TITLE = re.compile(r"Bài (" + "|".join(NAMES) + r")(?![\w-])")


def layout_fields(layout):
    """Return what an article of this layout needs beside its texts."""
    kind = factories.make_type(layout, slug=f"loai-{layout}")
    author = factories.make_author(f"Tác giả {layout}", slug=f"tac-gia-{layout}")

    def more(name):
        picture = factories.make_stored_image(colour=(NAMES.index(name) * 25, 90, len(layout) * 9))
        fields = {
            "article_type": kind,
            "author": author,
            "image": picture,
            "image_alt": "Cầu",
            "attachments": (factories.make_attachment(title=f"Tệp {name}"),),
            "redirect_url": f"https://example.vn/{layout}/{name}",
        }
        if layout == Layout.ALBUM:
            inside = factories.make_stored_image(colour=(NAMES.index(name) * 25, 10, 200))
            fields["body"] = f'<p><img src="{inside.get_absolute_url()}" alt="Kênh"></p>'
        if layout == Layout.VIDEO:
            fields["video_url"] = "https://youtu.be/abcDEF_-123"
        if layout == Layout.DOCUMENT:
            issued = timezone.localdate() - timedelta(days=9)
            fields |= {"document_number": "1/QĐ-UBND", "document_date": issued}
        return fields

    return more


@pytest.fixture
def category():
    makers.make_identity()
    return factories.make_category(home_place=HomePlace.COLUMN, slug="moi-noi")


def kinds_on(client, address):
    """Return the kinds whose titles stand in the main part of a page, or anywhere in a feed."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.text.partition("<main")[2] or response.text
    return set(TITLE.findall(text.replace("<mark>", "").replace("</mark>", "")))


LISTS = {
    Layout.ARTICLE: [],
    Layout.ALBUM: ["/anh/"],
    Layout.VIDEO: ["/video/"],
    Layout.DOCUMENT: ["/van-ban/"],
}


def places(layout, day):
    """Return every address that lists what readers can see."""
    return [
        "/",
        "/chuyen-muc/moi-noi/",
        f"/tac-gia/tac-gia-{layout}/",
        f"/loai-bai/loai-{layout}/",
        f"/luu-tru/{day:%Y/%m}/",
        f"/luu-tru/{day:%Y/%m/%d}/",
        "/doc-nhieu/",
        "/tim-kiem/?q=bai",
        "/rss.xml",
        "/atom.xml",
        "/chuyen-muc/moi-noi/rss.xml",
        *LISTS[layout],
    ]


def mapped(client):
    """Return the ids of the articles in all parts of the site's map."""
    index = client.get("/sitemap.xml").text
    parts = re.findall(r"<loc>https?://[^/]+(/sitemap-bai-viet-[^<]+)</loc>", index)
    text = "".join(client.get(part).text for part in parts)
    return {int(pk) for pk in re.findall(r"/bai-viet/[a-z0-9-]+-(\d+)/", text)}


@pytest.mark.parametrize("layout", LISTS)
def test_every_place_agrees_on_what_is_visible(client, category, layout):
    now, minute = timezone.now(), timedelta(minutes=1)
    plant(category, now, layout_fields(layout))
    articles = {
        str(article).removeprefix("Bài "): article
        for article in Article.objects.select_related("newest_version")
    }
    articles["corrected"] = articles.pop("nháp")
    for article in articles.values():
        day = timezone.localdate(now)
        ArticleViews.objects.create(day=day, article=article, category=category, people=5)
    rollups.fill()

    for moment, expected in ((now + minute, SHOWN), (now + 120 * minute, LATER)):
        forget()
        with time_machine.travel(moment, tick=False):
            day = timezone.localdate(moment)
            for address in places(layout, day):
                assert kinds_on(client, address) == expected, (address, moment)
            assert mapped(client) == {articles[name].pk for name in expected}
            for name, article in articles.items():
                check_article(client, article, is_shown=name in expected)
            assert related_to(client, articles["shown"]) == expected - {"shown"}


def check_article(client, article, *, is_shown):
    """The page, its files and its way out exist exactly while readers can see the article."""
    page = client.get(reverse("news:article", args=[article.slug, article.pk]))
    assert (page.status_code == 200) is is_shown
    assert (client.get(f"/di/{article.pk}/").status_code == 302) is is_shown
    version = article.versions.order_by("serial").first()
    for link in version.file_links.select_related("file"):
        addresses = [link.file.get_absolute_url()]
        if link.file.is_image:
            addresses.append(f"/tep/{link.file.sha256}/320.webp")
        for address in addresses:
            assert (client.get(address).status_code == 200) is is_shown, address


def related_to(client, article):
    """Return the kinds that stand beside and below an article."""
    publication = Publication.objects.visible().get(article=article)
    text = client.get(publication.get_absolute_url()).text.partition("<aside")[2]
    return set(TITLE.findall(text)) - {"shown"}
