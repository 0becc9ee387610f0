"""How many queries a public page costs: literal numbers, the same with 3 and with 300 articles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kientuong_portal.models import Link, LinkSet
from news import generation
from news.enums import HomePlace, Role
from news.models import Article, Publication
from tests import factories
from tests.conftest import forget
from tests.portal import makers

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 300


@pytest.fixture(autouse=True)
def one_check(monkeypatch):
    """On a slow machine a request can outlast the second between two checks; not counted here."""
    monkeypatch.setattr(generation, "CHECK_SECONDS", 3600.0)


@pytest.fixture(params=[FEW, MANY])
def site(request):
    """A portal with pictures, two levels of categories, featured articles, menus and counts."""
    makers.make_identity()
    top = factories.make_category(home_place=HomePlace.NOTICES)
    categories = [
        factories.make_category(parent=top, home_place=HomePlace.COLUMN) for _ in range(3)
    ]
    menu = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, label="Tin tức", category=top)
    writer, approver = factories.make_user(Role.EDITOR), factories.make_user(Role.APPROVER)
    image = factories.make_stored_image(writer)
    first = factories.make_published(
        writer,
        categories[0],
        approver=approver,
        image=image,
        image_alt="Cầu",
        attachments=(factories.make_attachment(writer),),
    )
    second = factories.make_published(writer, categories[1], approver=approver)
    template = first.publications.get()
    Publication.objects.bulk_create(
        copy_of(template, f"bai-{number}", writer, categories[number % 3])
        for number in range(request.param - 2)
    )
    Publication.objects.filter(article__in=[first, second]).update(is_featured=True)
    forget()
    return {
        "article": template.get_absolute_url(),
        "other article": second.publications.get().get_absolute_url(),
        "home": "/",
        "list": categories[0].get_absolute_url(),
        "parent list": top.get_absolute_url(),
    }


def copy_of(template, slug, writer, category):
    """Return another visible publication like ``template``, of an article of its own."""
    own = Article.objects.create(
        slug=slug,
        category=category,
        created_at=template.starts_at,
        created_by=writer,
        modified_at=template.starts_at,
        modified_by=writer,
    )
    values = {
        field.attname: getattr(template, field.attname)
        for field in Publication._meta.concrete_fields
        if field.attname not in ("id", "article_id", "category_id")
    }
    return Publication(article=own, category=category, **values)


def queries(client, address):
    """Return how many queries one request costs."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    return len(captured)


@pytest.mark.parametrize(
    ("which", "cold", "warm"),
    [("article", 6, 1), ("home", 13, 0), ("list", 7, 1), ("parent list", 7, 1)],
)
def test_queries_of_public_pages(client, site, which, cold, warm):
    """figures.md: an article at most 6 cold and 1 warm, home and lists at most 2 warm."""
    assert queries(client, site[which]) == cold
    assert queries(client, site[which]) == warm


def test_an_article_new_to_the_process_asks_for_its_views_and_its_category(client, site):
    queries(client, site["article"])
    assert queries(client, site["other article"]) == 3
    assert queries(client, site["other article"]) == 1
