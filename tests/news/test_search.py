"""Finding by folded words: marks or none, numbers, phrases, and operators that are only text."""

import re
import unicodedata
from urllib.parse import quote_plus

import pytest

from news import search, workflow
from news.enums import Role
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db
TITLES = {
    "hoa": "Hòa bình lập lại trên dòng kênh",
    "hoa khac": "Hoa sen nở rộ bên dòng kênh",
    "nghi quyet": "Triển khai Nghị quyết số 10/NQ-HĐND về đường giao thông",
    "nghi quyet khac": "Nghị quyết số 11 của HĐND, phụ lục 10",
    "dong": "Đồng Tháp Mười mùa nước nổi",
    "khoe": "Ngày hội sống khoẻ của người cao tuổi",
}


@pytest.fixture
def told():
    return {key: factories.make_published(title=title) for key, title in TITLES.items()}


def found(query):
    """Return the keys of the articles that ``query`` finds, in the order of TITLES."""
    titles = {title: key for key, title in TITLES.items()}
    rows = Article.objects.filter(pk__in=search.find(Article.objects.all(), query).ids)
    return sorted((titles[str(row)] for row in rows), key=list(TITLES).index)


QUERIES = [
    ("hòa bình", ["hoa"]),
    ("hoà bình", ["hoa"]),
    ("hoa binh", ["hoa"]),
    ("HOA BÌNH", ["hoa"]),
    (unicodedata.normalize("NFD", "hòa bình"), ["hoa"]),
    ("hoa", ["hoa", "hoa khac"]),
    ("hòa", ["hoa", "hoa khac"]),
    ("hoa sen", ["hoa khac"]),
    ("khỏe", ["khoe"]),
    ("khoẻ", ["khoe"]),
    ("dong thap", ["dong"]),
    ("đồng tháp", ["dong"]),
    ("10/NQ-HĐND", ["nghi quyet"]),
    ("10/nq-hdnd", ["nghi quyet"]),
    ("NQ-HĐND", ["nghi quyet"]),
    ('"dòng kênh"', ["hoa", "hoa khac"]),
    ('"kênh dòng"', []),
    ("“dòng kênh”", ["hoa", "hoa khac"]),
    ("“kênh dòng”", []),
    ("„kênh dòng“", []),
    ("«kênh dòng»", []),
    ("(”kênh dòng”)", []),
    ('hoa "kênh dòng', ["hoa", "hoa khac"]),
    ("hoa “kênh dòng", ["hoa", "hoa khac"]),
    ("hoa» kênh dòng", ["hoa", "hoa khac"]),
    ('hoa" kênh dòng"', ["hoa", "hoa khac"]),
    ("kênh dòng", ["hoa", "hoa khac", "dong"]),
    ("dòng kênh bình", ["hoa"]),
    ("không có chữ này", []),
    ("!!!", []),
    ("", []),
    ("hoa OR dong", []),
    ("hoa AND", []),
    ("hoa & !binh | ()", ["hoa"]),
    ("hoa* NEAR(kenh)", []),
    ("'); DROP TABLE news_article; --", []),
    ('"hoa', ["hoa", "hoa khac"]),
    ("hoa:*", ["hoa", "hoa khac"]),
    ("folded:hoa", []),
    ("\x00hoa\u202e", ["hoa", "hoa khac"]),
    ("hoa " * 1200, ["hoa", "hoa khac"]),
]


def test_queries(told):
    assert {query: found(query) for query, _keys in QUERIES} == dict(QUERIES)


def test_marks_that_match_come_first(told):
    later = factories.make_published(title="Đường hoà bình")
    found = search.find(Article.objects.all(), "hòa").ids
    assert found == [later.pk, told["hoa"].pk, told["hoa khac"].pk]


def test_staff_find_by_text_author_number_and_attachment():
    attachment = factories.make_attachment(title="Biểu mẫu đăng ký")
    article = factories.make_draft(
        body="<p>Trạm bơm <strong>Rạch</strong> Cái</p>",
        author=factories.make_author("Ngọc Ánh"),
        document_number="45/KH-UBND",
        attachments=(attachment,),
    )
    for query in ("rach cai", "ngọc ánh", "45/KH-UBND", "bieu mau"):
        assert search.find(Article.objects.all(), query).ids == [article.pk]


def test_readers_page_escapes_what_was_typed_and_what_was_written(client):
    factories.make_published(
        title="Kênh <img src=x onerror=alert(1)>",
        body="<p>Kênh &lt;script&gt;alert(2)&lt;/script&gt;</p>",
    )
    text = (
        client.get("/tim-kiem/", {"q": 'kênh "><script>'}).text
        + client.get("/tim-kiem/", {"q": "kênh"}).text
    )
    assert "<mark>Kênh</mark> &lt;img src=x" in text
    assert "<script>" not in text
    assert "<img src=x" not in text


def test_readers_find_only_what_is_visible(client):
    shown = factories.make_published(title="Hòa bình lập lại")
    for make in (
        factories.make_draft,
        factories.make_pending,
        factories.make_scheduled,
        factories.make_expired,
        factories.make_withdrawn,
    ):
        make(title="Hòa bình còn giấu")
    text = client.get("/tim-kiem/", {"q": "hòa bình"}).text
    assert f"-{shown.pk}/" in text
    assert "còn giấu" not in text


def test_a_slip_is_noticed_and_mended(client):
    factories.make_published(title="Khánh thành trạm bơm")
    text = client.get("/tim-kiem/", {"q": "trạm bowm"}).text
    assert f'href="?q={quote_plus("trạm bơm")}"' in text
    # Of nothing there are no kinds to choose from, but there may be one to leave.
    assert 'class="chips"' not in text
    assert 'class="chips"' in client.get("/tim-kiem/", {"q": "trạm bowm", "dang": "anh"}).text


@pytest.mark.parametrize(
    "hide",
    [factories.make_scheduled, factories.make_expired, factories.make_withdrawn],
)
def test_a_word_that_readers_cannot_see_changes_no_suggestion(client, hide):
    factories.make_published(title="Khánh thành trạm bơm")
    for _often in range(2):
        hide(title="Khanj khang trambon")
    asked = {
        "as a hidden text has it": "khanj",
        "nearer to a hidden word that is used more": "khanb",
        "one slip from a hidden word, two words written together": "trambom",
    }
    meant = {
        how: re.findall(
            r"search-meant.*?<a [^>]*>([^<]+)", client.get("/tim-kiem/", {"q": text}).text
        )
        for how, text in asked.items()
    }
    assert list(meant.values()) == [["khánh"], ["khánh"], ["&quot;trạm bơm&quot;"]]


@pytest.mark.parametrize("short", ["x", "bx", "đ"])
def test_for_a_letter_or_two_nothing_is_suggested(client, short):
    factories.make_published(title="Trạm bơm ở ấp 1")
    assert "Có phải" not in client.get("/tim-kiem/", {"q": short}).text


def test_words_side_by_side_give_a_suggestion_its_marks(client):
    factories.make_published(title="Nghị quyết về đường giao thông")
    factories.make_published(title="Lịch nghỉ lễ và quyết toán")
    assert ">nghị quyết</a>?" in client.get("/tim-kiem/", {"q": "nghij quyết"}).text


def test_a_word_is_suggested_no_longer_once_its_text_is_withdrawn(client):
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(title="Trạm bơm", approver=approver)
    assert ">bơm</a>?" in client.get("/tim-kiem/?q=bowm").text
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai")
    assert "Có phải" not in client.get("/tim-kiem/?q=bowm").text
