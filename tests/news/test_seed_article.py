"""An article of the old portal, entered through the forms: each value stands on the public page.

Title, date, author, picture's name and numbers are those of the customer's page; the text is ours.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from news import workflow
from news.enums import Role
from news.models import Article, Category
from stats.models import OpeningBalance
from tests import factories, samples

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TITLE = "Kiến Tường - Hoàn thành đạt và vượt 14/14 chỉ tiêu nghị quyết năm 2022"
SUMMARY = "Năm 2022, thị xã đạt và vượt toàn bộ 14 chỉ tiêu chủ yếu của nghị quyết."
BODY = "<p>Trong 14 chỉ tiêu, 11 chỉ tiêu vượt kế hoạch.</p><p>Thu ngân sách phấn đấu 220 tỷ.</p>"
PICTURE = "Kiến Tường năm mới.jpg"


@pytest.fixture
def shown(enter, client):
    """The public page after contributor and approver have done their work."""
    category = Category.objects.create(name="Tin tức sự kiện", slug="tin-tuc-su-kien")
    kind = factories.make_type(name="Tin")
    author = factories.make_author("Tuấn Hùng")
    writer, approver = factories.make_user(Role.CONTRIBUTOR), factories.make_user(Role.APPROVER)
    enter(writer).post(
        reverse("admin:news_article_add"),
        {
            "title": TITLE,
            "summary": SUMMARY,
            "body": BODY,
            "image": samples.picture(PICTURE),
            "image_alt": "Đường phố ngày đầu năm",
            "image_caption": PICTURE,
            "category": category.pk,
            "article_type": kind.pk,
            "author": author.pk,
            "published_at": "2023-01-16T10:00",
            "page_count": "2",
            "photo_count": "1",
            "attachments-TOTAL_FORMS": 0,
            "attachments-INITIAL_FORMS": 0,
            "_submit": "",
        },
    )
    article = Article.objects.get()
    OpeningBalance.objects.create(
        kind="views", article=article, amount=234, label="Cổng SharePoint"
    )
    workflow.approve(article.pk, approver, article.newest_version_id)
    client.logout()
    return client.get(article.publications.get().get_absolute_url()).text


@pytest.mark.parametrize(
    "value",
    [
        "Tin tức sự kiện",
        "Thứ 2, Ngày 16/01/2023, 10:00",
        TITLE,
        SUMMARY,
        "<p>Trong 14 chỉ tiêu, 11 chỉ tiêu vượt kế hoạch.</p>",
        "<p>Thu ngân sách phấn đấu 220 tỷ.</p>",
        f"<figcaption>{PICTURE}</figcaption>",
        'alt="Đường phố ngày đầu năm"',
        'rel="author">Tuấn Hùng</a></p>',
        "Lượt người xem: <b data-views>234</b>",
    ],
)
def test_each_value_stands_on_the_page(shown, value):
    assert value in shown


def test_the_interval_does_not_begin_in_2023(shown):
    publication = Article.objects.get().publications.get()
    assert publication.starts_at.date() >= timezone.now().date() - timezone.timedelta(days=1)
    assert publication.published_at.year == 2023


def test_lists_show_the_short_date(shown, client):
    assert '<time datetime="2023-01-16T10:00:00+07:00">16/01/2023</time>' in client.get("/").text
