"""Headers, policies and hostile text on every page."""

import io
import json
import logging

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from kientuong_portal.models import Link, LinkSet
from news import front, workflow
from news.enums import Role
from news.models import Author, Category
from stats.models import OpeningBalance
from tests import factories
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
STRICT = {"script-src": "'self'", "style-src": "'self'", "default-src": "'none'"}


def policy(response):
    """Return the content security policy as {directive: value}."""
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts if name}


@pytest.fixture
def boss():
    return factories.make_user(*Role, full_name="Lê Thu Hà")


def strict_pages(article):
    """Return addresses of pages without the editor."""
    name = "admin:news_article_"
    return [
        "/",
        article.category.get_absolute_url(),
        article.publications.get().get_absolute_url(),
        "/khong-co/",
        reverse("admin:login"),
        reverse("admin:index"),
        reverse(f"{name}changelist"),
        reverse(f"{name}version", args=[article.pk, 1]),
        reverse("admin:statistics"),
        reverse("admin:news_category_changelist"),
        reverse("admin:news_category_add"),
        reverse("admin:kientuong_portal_user_add"),
        reverse("admin:kientuong_portal_linkset_add"),
        reverse("admin:password_change"),
    ]


def test_no_page_but_the_article_form_allows_inline_code(enter, boss):
    article = factories.make_published()
    client = enter(boss)
    for page in strict_pages(article):
        found = policy(client.get(page, follow=True))
        assert {name: found[name] for name in STRICT} == STRICT, page
        assert "unsafe" not in str(found), page


def test_the_article_form_is_loosened_as_the_editor_needs_and_no_further(enter, boss):
    article = factories.make_draft()
    client = enter(boss)
    for page in (
        reverse("admin:news_article_add"),
        reverse("admin:news_article_change", args=[article.pk]),
    ):
        found = policy(client.get(page))
        assert found["script-src"] == found["script-src-elem"] == "'self'"
        assert found["script-src-attr"] == "'unsafe-inline'"
        assert found["style-src"] == "'self' 'unsafe-inline'"
        assert found["default-src"] == "'none'"
        assert "unsafe-eval" not in str(found)


def test_the_article_page_without_its_form_is_strict(enter):
    article = factories.make_draft()
    response = enter(factories.make_user(Role.APPROVER)).get(
        reverse("admin:news_article_change", args=[article.pk])
    )
    assert policy(response)["style-src"] == "'self'"


def test_every_page_carries_the_other_headers(client):
    response = client.get("/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_a_form_without_its_token_is_refused_in_vietnamese(boss):
    client = Client(enforce_csrf_checks=True)
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    article = factories.make_pending()
    address = reverse("admin:news_article_do", args=[article.pk, "approve"])

    response = client.post(address, {"version": article.newest_version_id})

    assert response.status_code == 403
    assert "tải lại trang" in response.text
    assert factories.reload(article).status == "pending"


@pytest.fixture
def written():
    """Return what the portal writes to its log from now on."""
    (console,) = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    stream = io.StringIO()
    before = console.setStream(stream)
    yield stream
    console.setStream(before)


def test_the_log_tells_of_a_strange_request_in_one_short_line(client, written):
    client.raise_request_exception = False
    for host in ("la.example", "l" * 5_000 + ".example"):
        assert client.get("/", headers={"host": host}).status_code == 400
    assert client.post("/" + "x" * 5_000).status_code == 405
    lines = written.getvalue().splitlines()
    assert len(lines) == 3
    assert "DisallowedHost: Invalid HTTP_HOST header: 'la.example'" in lines[0]
    for line in lines:
        assert " WARNING " in line
        assert len(line) < 400


def test_a_page_that_is_not_there_is_no_fault_to_log(client, written):
    gone = factories.make_withdrawn()
    assert client.get("/khong-co/" + "x" * 5_000).status_code == 404
    assert client.get(f"/bai-viet/{gone.slug}-{gone.pk}/").status_code == 410
    assert written.getvalue() == ""


def test_a_fault_of_the_portal_is_logged_with_its_traceback(client, written, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(front, "home", lambda: 1 / 0)
    assert client.get("/").status_code == 500
    assert " ERROR " in written.getvalue()
    assert "ZeroDivisionError" in written.getvalue()


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "javascript": "javascript:alert(1)",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "style": '<p style="background:url(javascript:alert(1))">x</p>',
    "template": "{{ 7*7 }}{% debug %}",
    "breaking out": "</title></textarea></script><script>alert(1)</script>",
}
TEXT_FIELDS = ["title", "summary", "body", "image_alt", "image_caption", "document_number", "note"]


def assert_inert(text, page):
    """Fail when something typed would run: as an element, a handler, a style or an address."""
    for element in lxml.html.document_fromstring(text).iter():
        assert element.tag not in ("iframe", "object", "embed", "style"), page
        if element.tag == "script" and element.get("type") == "application/ld+json":
            # A block of data, which browsers do not run: one JSON text, with no way out of it.
            assert set(element.attrib) == {"type"}, page
            assert not set("<>&") & set(element.text), page
            json.loads(element.text)
        elif element.tag == "script":
            assert element.get("src", "").startswith("/static/"), page
            assert not (element.text or "").strip(), page
        for name, value in element.attrib.items():
            assert not name.startswith("on"), page
            assert name != "style", page
            if name in ("href", "src", "action", "srcset"):
                assert not value.strip().lower().startswith(("javascript:", "data:")), page


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_in_every_field_of_an_article_is_inert(enter, boss, kind):
    text = HOSTILE[kind]
    image = factories.make_stored_image(boss)
    category, article_type = factories.make_category(), factories.make_type()
    client = enter(boss)
    data = {
        **dict.fromkeys(TEXT_FIELDS, text),
        "redirect_url": text,
        "category": category.pk,
        "article_type": article_type.pk,
        "stored_image": image.sha256,
        "attachments-TOTAL_FORMS": 1,
        "attachments-INITIAL_FORMS": 0,
        "attachments-0-title": text,
        "attachments-0-stored": factories.make_attachment(boss).file.sha256,
        "attachments-0-name": text,
    }
    refused = client.post(reverse("admin:news_article_add"), data)
    assert refused.status_code == 200
    assert_inert(refused.text, "the form with its errors")

    client.post(reverse("admin:news_article_add"), data | {"redirect_url": ""})
    article = category.articles.get()
    approver = factories.make_user(Role.APPROVER)
    workflow.submit(article.pk, boss, article.newest_version_id)
    pages = {"desk": enter(approver).get(reverse("admin:index"))}
    workflow.reject(article.pk, approver, article.newest_version_id, reason=text)
    workflow.submit(article.pk, boss, article.newest_version_id)
    workflow.approve(article.pk, approver, article.newest_version_id)
    client = enter(boss)
    publication = article.publications.get()
    pages |= {
        "article": client.get(publication.get_absolute_url()),
        "home": client.get("/"),
        "category": client.get(category.get_absolute_url()),
        "list": client.get(reverse("admin:news_article_changelist")),
        "search": client.get(reverse("admin:news_article_changelist"), {"q": text}),
        "form": client.get(reverse("admin:news_article_change", args=[article.pk])),
        "version": client.get(reverse("admin:news_article_version", args=[article.pk, 1])),
        "own desk": client.get(reverse("admin:index")),
        "statistics": client.get(reverse("admin:statistics")),
    }
    for page, response in pages.items():
        assert response.status_code == 200, page
        assert_inert(response.text, page)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_around_the_articles_is_inert(enter, kind):
    """Categories, authors, people, identity, links and balances."""
    text = HOSTILE[kind]
    boss = factories.make_user(*Role, full_name=text, position=text)
    category = factories.make_category(name=text, description=text)
    author = Author.objects.create(pen_name=text, full_name=text)
    makers.make_identity(
        **dict.fromkeys(("site_name", "agency", "place_name", "responsible", "address"), text),
        telephone=text,
        parent_body=text,
        description=text,
    )
    OpeningBalance.objects.create(kind="visits", amount=1, label=text)
    menu = LinkSet.objects.create(name=text, place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, label=text, category=category)
    article = factories.make_published(category=category, author=author)
    client = enter(boss)

    pages = [
        "/",
        category.get_absolute_url(),
        article.publications.get().get_absolute_url(),
        "/khong-co/",
        reverse("admin:index"),
        reverse("admin:statistics"),
        reverse("admin:news_article_changelist"),
        reverse("admin:news_article_change", args=[article.pk]),
    ]
    for model in (category, author, boss, menu, OpeningBalance.objects.get()):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages += [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[model.pk])]
    for page in pages:
        response = client.get(page)
        assert response.status_code == (404 if page == "/khong-co/" else 200), page
        assert_inert(response.text, page)
    assert Category.objects.get(pk=category.pk).name == text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//xau.vn", "data:text/html,x", "ftp://x", "/a b", "x"]
)
def test_links_take_web_addresses_only(enter, url):
    chief = factories.make_user(Role.ADMINISTRATOR)
    data = {
        "name": "Liên kết",
        "place": "footer",
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 0,
        "links-0-position": 1,
        "links-0-label": "Xấu",
        "links-0-url": url,
    }
    response = enter(chief).post(reverse("admin:kientuong_portal_linkset_add"), data)
    assert response.status_code == 200
    assert not Link.objects.exists()
    assert "https://" in response.text
