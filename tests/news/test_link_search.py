"""Articles to be linked to: only what readers see, found without marks."""

import pytest
from django.urls import reverse

from news.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db


def found(client, text):
    """Return titles and addresses that are offered for ``text``."""
    answer = client.get(reverse("admin:news_article_links"), {"q": text}).json()
    return {one["title"]: one["address"] for one in answer["articles"]}


def test_published_articles_are_found_without_marks(enter):
    category = factories.make_category("Kinh tế", slug="kinh-te")
    shown = factories.make_published(category=category, title="Khánh thành cầu Kênh Bảy")
    factories.make_draft(title="Khánh thành cầu nháp")
    factories.make_withdrawn(category=category)
    client = enter(factories.make_user(Role.CONTRIBUTOR))

    address = shown.publications.get().get_absolute_url()
    assert found(client, "khanh thanh") == {"Khánh thành cầu Kênh Bảy": address}
    # Without words the newest are offered; nonsense finds nothing.
    assert found(client, " ") == {"Khánh thành cầu Kênh Bảy": address}
    assert found(client, "khongco") == {}


def test_it_answers_staff_at_the_desk_only(enter, client):
    address = reverse("admin:news_article_links")
    assert client.get(address).status_code == 302
    assert enter(factories.make_user(Role.ANALYST)).get(address).status_code == 403
    assert enter(factories.make_user(Role.EDITOR)).post(address).status_code == 405
