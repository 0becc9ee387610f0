"""Staff's search: of all states, only what one may open, by number, and bounded."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from news import workflow
from news.enums import Role
from news.models import Article, ArticleSearchText
from news.search import Narrowed, desk, engine, find
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("admin:news_article_changelist")


def listed(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [str(row.article) for row in response.context["rows"]]


def test_every_state_is_found_with_marks_or_none(enter, boss):
    factories.make_draft(title="Cầu Kênh Bảy, nháp")
    factories.make_withdrawn(title="Cầu Kênh Bảy, đã gỡ")
    factories.make_published(summary="Bên cầu kênh Bảy")
    factories.make_published(author=factories.make_author("Kênh Bảy Cầu"))
    client = enter(boss)
    for query in ("cầu kênh bảy", "cau kenh bay", "CAU  KENH BAY"):
        assert len(listed(client, q=query)) == 4
    assert listed(client, q="cau kenh bay", status__exact="draft") == ["Cầu Kênh Bảy, nháp"]
    assert listed(client, q="cau kenh bay", public_state="withdrawn") == ["Cầu Kênh Bảy, đã gỡ"]


def test_only_what_one_may_open_is_found(enter, writer):
    here, there = factories.make_category(), factories.make_category()
    factories.make_draft(writer, there, title="Cầu của tôi")
    factories.make_draft(None, here, title="Cầu ở đây")
    factories.make_draft(None, there, title="Cầu nơi khác")
    seen = {
        writer: {"Cầu của tôi"},
        factories.make_user(Role.APPROVER, category=here): {"Cầu ở đây"},
        factories.make_user(Role.CONTRIBUTOR): set(),
        factories.make_user(Role.ADMINISTRATOR): {"Cầu của tôi", "Cầu ở đây", "Cầu nơi khác"},
    }
    for person, titles in seen.items():
        assert set(listed(enter(person), q="cầu")) == titles


def test_the_number_of_an_article_finds_it_first(enter, writer):
    article = factories.make_draft(writer, title="Bài được hỏi")
    other = factories.make_draft(title=f"Công văn số {article.pk}")
    client = enter(factories.make_user(Role.EDITOR))
    assert listed(client, q=str(article.pk)) == ["Bài được hỏi", str(other)]
    assert listed(client, q=f" {other.pk} ")[0] == str(other)
    assert listed(enter(writer), q=str(other.pk)) == []
    assert listed(client, q="9" * 18) == []
    assert listed(client, q="9" * 30) == []


def test_better_ones_come_first(enter, boss):
    plain = {"summary": "Tin ngắn", "body": "<p>Tin ngắn</p>"}
    factories.make_draft(title="Đường mới", **plain | {"summary": "Bên cầu"})
    factories.make_draft(title="Cau trồng ven kênh", **plain)
    factories.make_draft(title="Cầu mới", **plain)
    assert listed(enter(boss), q="cầu") == ["Cầu mới", "Đường mới", "Cau trồng ven kênh"]


def test_a_common_word_shows_the_newest_and_says_so(enter, boss, monkeypatch):
    monkeypatch.setattr(desk, "CAP", 3)
    monkeypatch.setattr(engine, "PORTION", 2)
    for number in range(6):
        factories.make_draft(title=f"Cầu số {number}")
    response = enter(boss).get(LIST, {"q": "cầu"})
    titles = [str(row.article) for row in response.context["rows"]]
    assert titles == ["Cầu số 5", "Cầu số 4", "Cầu số 3"]
    assert "Không thể liệt kê hết" in response.text
    monkeypatch.setattr(desk, "CAP", 6)
    response = enter(boss).get(LIST, {"q": "cầu"})
    assert len(response.context["rows"]) == 6
    assert "Tìm được 6 bài" in response.text


def test_what_the_index_narrows_to_follows_every_verb(boss):
    here, there = factories.make_category(), factories.make_category()
    article = factories.make_draft(category=here, title="Cầu")
    writer = article.created_by

    def is_found(**narrowed):
        return find(Article.objects.all(), "cầu", Narrowed(**narrowed)).ids == [article.pk]

    assert is_found(status="draft", categories={here.pk}, creator=writer.pk)
    assert is_found(categories=set(), or_creator=writer.pk)
    assert is_found(article_type=article.newest_version.article_type_id)
    workflow.submit(article.pk, writer, article.newest_version_id)
    assert is_found(status="pending")
    assert not is_found(status="draft")
    workflow.place(article.pk, boss, article.newest_version_id, category=there)
    assert is_found(categories={there.pk, here.pk + 1000})
    assert not is_found(categories={here.pk})
    assert not is_found(creator=boss.pk)


def test_the_index_and_what_narrows_it_say_the_same():
    """The facets of migration 0072 are those that the verbs write."""
    factories.make_pending()
    factories.make_published()
    written = dict(ArticleSearchText.objects.values_list("pk", "facets"))
    ArticleSearchText.objects.update(facets=None)
    Article.objects.update(article_type=None, without_image=None)
    fill = import_module("news.migrations.0072_fill_desk_columns")

    class Editor:
        def __init__(self):
            self.connection = connection

        def execute(self, sql, params=None):
            with connection.cursor() as cursor:
                cursor.execute(sql)

    fill.forwards(None, Editor())

    assert dict(ArticleSearchText.objects.values_list("pk", "facets")) == written
    for article in Article.objects.select_related("newest_version"):
        assert article.article_type_id == article.newest_version.article_type_id
        assert article.without_image is True


def test_pages_of_a_ranking(enter, boss, monkeypatch):
    monkeypatch.setattr("news.listing.PAGE_SIZE", 2)
    for number in range(3):
        factories.make_draft(title=f"Cầu số {number}")
    client = enter(boss)
    first = client.get(LIST, {"q": "cầu"}).context
    assert (first["previous"], first["following"]) == ("", "q=c%E1%BA%A7u&trang=2")
    assert listed(client, q="cầu", trang="2") == ["Cầu số 0"]
    assert listed(client, q="cầu", trang="99") == ["Cầu số 0"]
    assert listed(client, q="cầu", trang="-1") == ["Cầu số 2", "Cầu số 1"]
