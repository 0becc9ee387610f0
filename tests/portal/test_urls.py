"""Every address of the project × every role. An address without a row fails."""

import copy
import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kientuong_portal.models import LinkSet, SiteIdentity
from news import previews, unsaved_texts
from news.enums import Role
from stats.models import OpeningBalance
from tests import factories
from tests.conftest import forget
from tests.portal import makers
from tests.portal.statics import collected

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ANONYMOUS, NO_ROLE, SUPERUSER = "anonymous", "no role", "superuser"
PEOPLE = (ANONYMOUS, NO_ROLE, *Role, SUPERUSER)
STAFF = {*Role, SUPERUSER}
WRITERS = {Role.CONTRIBUTOR, Role.EDITOR}
DESK = {Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR, SUPERUSER}
SEES_ARTICLE = DESK - {Role.CONTRIBUTOR}
ADMINISTRATORS = {Role.ADMINISTRATOR, SUPERUSER}
SEES_FIGURES = {Role.ANALYST, *ADMINISTRATORS}
EVERYONE = set(PEOPLE)


@dataclass(frozen=True)
class Row:
    """What a GET of one address answers: ``ok`` to ``allowed``, ``refused`` to other staff."""

    address: str
    allowed: set
    ok: int = 200
    refused: int = 403
    outside: int = 302

    def expected(self, person):
        if person in self.allowed:
            return self.ok
        return self.refused if person in STAFF else self.outside


ADMIN = "/quan-tri/"
SIGNED = "xem-truoc/(?P<signed>[0-9]{1,18}:[A-Za-z0-9_-]{43})/"
TABLE = {
    # readers
    "": Row("/", EVERYONE),
    "bai-viet/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/": Row("{published}", EVERYONE),
    "chuyen-muc/<slug:slug>/": Row("{category}", EVERYONE),
    r"tep/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/\x00-\x1f\x7f]+)": Row("{file}", EVERYONE),
    "tim-kiem/": Row("/tim-kiem/?q=cau", EVERYONE),
    "tac-gia/<slug:slug>/": Row("{author}", EVERYONE),
    "loai-bai/<slug:slug>/": Row("{type}", EVERYONE),
    "anh/": Row("/anh/", EVERYONE),
    "video/": Row("/video/", EVERYONE),
    "van-ban/": Row("/van-ban/", EVERYONE),
    "luu-tru/": Row("/luu-tru/", EVERYONE),
    "luu-tru/<yyyy:year>/": Row("/luu-tru/{day:%Y}/", EVERYONE),
    "luu-tru/<yyyy:year>/<mm:month>/": Row("/luu-tru/{day:%Y/%m}/", EVERYONE),
    "luu-tru/<yyyy:year>/<mm:month>/<mm:day>/": Row("/luu-tru/{day:%Y/%m/%d}/", EVERYONE),
    "chuyen-muc/": Row("/chuyen-muc/", EVERYONE, ok=301),
    "tac-gia/": Row("/tac-gia/", EVERYONE, ok=301),
    "loai-bai/": Row("/loai-bai/", EVERYONE, ok=301),
    "bai-viet/": Row("/bai-viet/", EVERYONE, ok=301),
    "dem/": Row("/dem/", EVERYONE, ok=405),
    "dem.gif": Row("/dem.gif", EVERYONE, ok=400),
    "di/(?P<pk>[0-9]{1,18})/": Row("/di/{pk}/", EVERYONE, ok=404),
    "bao-loi/(?P<pk>[0-9]{1,18})/": Row("/bao-loi/{pk}/", EVERYONE),
    "bao-loi/(?P<pk>[0-9]{1,18})/da-nhan/": Row("/bao-loi/{pk}/da-nhan/", EVERYONE),
    "doc-nhieu/": Row("/doc-nhieu/", EVERYONE),
    "so-do-cong/": Row("/so-do-cong/", EVERYONE),
    "lien-he/": Row("/lien-he/", EVERYONE),
    "tro-nang/": Row("/tro-nang/", EVERYONE),
    "quyen-rieng-tu/": Row("/quyen-rieng-tu/", EVERYONE),
    "cach-dem/": Row("/cach-dem/", EVERYONE),
    SIGNED: Row("{preview}", EVERYONE),
    SIGNED + r"tep/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/\x00-\x1f\x7f]+)": Row(
        "{preview}tep/{sha256}/x.jpg", EVERYONE, ok=404
    ),
    "health/live": Row("/health/live", EVERYONE),
    "health/ready": Row("/health/ready", EVERYONE),
    # programs
    "rss.xml": Row("/rss.xml", EVERYONE),
    "atom.xml": Row("/atom.xml", EVERYONE),
    "chuyen-muc/<slug:slug>/rss.xml": Row("{category}rss.xml", EVERYONE),
    "sitemap.xml": Row("/sitemap.xml", EVERYONE),
    "sitemap-trang.xml": Row("/sitemap-trang.xml", EVERYONE),
    "sitemap-chuyen-muc.xml": Row("/sitemap-chuyen-muc.xml", EVERYONE),
    "sitemap-tin-moi.xml": Row("/sitemap-tin-moi.xml", EVERYONE),
    r"sitemap-bai-viet-(?P<part>[0-9]{1,9})\.xml": Row("{articles_map}", EVERYONE),
    "robots.txt": Row("/robots.txt", EVERYONE),
    ".well-known/security.txt": Row("/.well-known/security.txt", EVERYONE),
    "opensearch.xml": Row("/opensearch.xml", EVERYONE),
    "manifest.webmanifest": Row("/manifest.webmanifest", EVERYONE),
    "favicon.ico": Row("/favicon.ico", EVERYONE),
    # everybody at work
    "quan-tri/": Row(ADMIN, STAFF),
    "quan-tri/login/": Row(f"{ADMIN}login/", {ANONYMOUS, NO_ROLE}, refused=302),
    "quan-tri/logout/": Row(f"{ADMIN}logout/", STAFF, ok=405),
    "quan-tri/password_change/": Row(f"{ADMIN}password_change/", STAFF),
    "quan-tri/password_change/done/": Row(f"{ADMIN}password_change/done/", STAFF),
    "quan-tri/vao-lai/": Row(f"{ADMIN}vao-lai/", EVERYONE),
    "quan-tri/thong-bao/": Row(f"{ADMIN}thong-bao/", STAFF),
    "quan-tri/thong-bao/da-doc/": Row(f"{ADMIN}thong-bao/da-doc/", STAFF, ok=405),
    "quan-tri/thong-bao/cach-nhan/": Row(f"{ADMIN}thong-bao/cach-nhan/", STAFF),
    "quan-tri/thu-dien-tu/": Row(f"{ADMIN}thu-dien-tu/", ADMINISTRATORS),
    "quan-tri/thu-dien-tu/gui-lai/": Row(f"{ADMIN}thu-dien-tu/gui-lai/", STAFF, ok=405),
    "quan-tri/bao-loi/<int:pk>/": Row(f"{ADMIN}bao-loi/1/", STAFF, ok=405),
    "quan-tri/(?P<app_label>news|kientuong_portal|stats)/": Row(f"{ADMIN}news/", STAFF, ok=302),
    "quan-tri/(?P<url>.*)": Row(f"{ADMIN}khong-co", STAFF, ok=404),
    # statistics
    "quan-tri/thong-ke/": Row(f"{ADMIN}thong-ke/", SEES_FIGURES),
    "quan-tri/thong-ke/<slug:name>/": Row(f"{ADMIN}thong-ke/bai-viet/", SEES_FIGURES),
    "quan-tri/thong-ke/<slug:name>.<filekind:kind>": Row(
        f"{ADMIN}thong-ke/bai-viet.csv", SEES_FIGURES
    ),
    "quan-tri/thong-ke/bai-viet/<int:pk>/": Row(
        f"{ADMIN}thong-ke/bai-viet/{{pk}}/", SEES_ARTICLE | SEES_FIGURES, refused=404
    ),
    "quan-tri/thong-ke/bai-viet/<int:pk>.<filekind:kind>": Row(
        f"{ADMIN}thong-ke/bai-viet/{{pk}}.xlsx", SEES_ARTICLE | SEES_FIGURES, refused=404
    ),
    "quan-tri/thong-ke/thang/": Row(f"{ADMIN}thong-ke/thang/", SEES_FIGURES, ok=302),
    "quan-tri/thong-ke/thang/<fullyear:year>/<monthnumber:month>/": Row(
        f"{ADMIN}thong-ke/thang/{{today:%Y/%m}}/", SEES_FIGURES
    ),
    "quan-tri/thong-ke/tinh-trang/": Row(f"{ADMIN}thong-ke/tinh-trang/", SEES_FIGURES),
    "quan-tri/thu-vien/": Row(f"{ADMIN}thu-vien/", DESK),
    "quan-tri/thu-vien/<slug:sha256>/": Row(
        f"{ADMIN}thu-vien/{{sha256}}/", SEES_ARTICLE, refused=404
    ),
    # articles
    "quan-tri/news/article/": Row(f"{ADMIN}news/article/", DESK),
    "quan-tri/news/article/add/": Row(f"{ADMIN}news/article/add/", WRITERS),
    "quan-tri/news/article/links/": Row(f"{ADMIN}news/article/links/?q=cau", DESK),
    "quan-tri/news/article/upload/": Row(f"{ADMIN}news/article/upload/", STAFF, ok=405),
    "quan-tri/news/article/paste/": Row(f"{ADMIN}news/article/paste/", STAFF, ok=405),
    "quan-tri/news/article/attach/": Row(f"{ADMIN}news/article/attach/", STAFF, ok=405),
    "quan-tri/news/article/attach/<slug:key>/": Row(
        f"{ADMIN}news/article/attach/{'0' * 32}/", WRITERS, ok=404
    ),
    "quan-tri/news/article/bulk/": Row(f"{ADMIN}news/article/bulk/", STAFF, ok=405),
    "quan-tri/news/article/filters/": Row(f"{ADMIN}news/article/filters/", STAFF, ok=405),
    "quan-tri/news/article/filters/<int:pk>/delete/": Row(
        f"{ADMIN}news/article/filters/1/delete/", STAFF, ok=405
    ),
    "quan-tri/news/article/<int:pk>/change/": Row(
        f"{ADMIN}news/article/{{pk}}/change/", SEES_ARTICLE, refused=404
    ),
    "quan-tri/news/article/<int:pk>/presence/": Row(
        f"{ADMIN}news/article/{{pk}}/presence/", STAFF, ok=405
    ),
    "quan-tri/news/article/<int:pk>/versions/<int:serial>/": Row(
        f"{ADMIN}news/article/{{pk}}/versions/1/", SEES_ARTICLE, refused=404
    ),
    "quan-tri/news/article/<int:pk>/compare/": Row(
        f"{ADMIN}news/article/{{pk}}/compare/?tu=1&den=1", SEES_ARTICLE, refused=404
    ),
    "quan-tri/news/article/<int:pk>/do/<slug:verb>/": Row(
        f"{ADMIN}news/article/{{pk}}/do/withdraw/", STAFF, ok=405
    ),
    # what is being written, and previews
    "quan-tri/news/article/<int:pk>/reason/<slug:verb>/": Row(
        f"{ADMIN}news/article/{{pk}}/reason/reject/", STAFF, ok=405
    ),
    "quan-tri/news/article/bulk/reason/<slug:verb>/": Row(
        f"{ADMIN}news/article/bulk/reason/reject/", STAFF, ok=405
    ),
    "quan-tri/news/article/autosave/": Row(f"{ADMIN}news/article/autosave/", STAFF, ok=405),
    "quan-tri/news/article/<int:pk>/autosave/": Row(
        f"{ADMIN}news/article/{{pk}}/autosave/", STAFF, ok=405
    ),
    "quan-tri/news/article/unsaved/": Row(f"{ADMIN}news/article/unsaved/", WRITERS),
    "quan-tri/news/article/<int:pk>/unsaved/": Row(
        f"{ADMIN}news/article/{{pk}}/unsaved/", SEES_ARTICLE, refused=404
    ),
    "quan-tri/news/article/unsaved/<int:pk>/drop/": Row(
        f"{ADMIN}news/article/unsaved/1/drop/", STAFF, ok=405
    ),
    # Everybody's own texts alone, so nobody finds somebody else's.
    "quan-tri/news/article/unsaved/<int:pk>/preview/": Row(
        f"{ADMIN}news/article/unsaved/{{unsaved_pk}}/preview/", STAFF, ok=404
    ),
    "quan-tri/news/article/unsaved/<int:pk>/preview/page/": Row(
        f"{ADMIN}news/article/unsaved/{{unsaved_pk}}/preview/page/", STAFF, ok=404
    ),
    "quan-tri/news/article/preview/": Row(f"{ADMIN}news/article/preview/", STAFF, ok=405),
    "quan-tri/news/article/<int:pk>/preview/": Row(
        f"{ADMIN}news/article/{{pk}}/preview/", SEES_ARTICLE, refused=404
    ),
    "quan-tri/news/article/<int:pk>/preview/page/": Row(
        f"{ADMIN}news/article/{{pk}}/preview/page/", SEES_ARTICLE, refused=404
    ),
    "quan-tri/news/article/<int:pk>/preview-links/": Row(
        f"{ADMIN}news/article/{{pk}}/preview-links/", STAFF, ok=405
    ),
    "quan-tri/news/article/preview-links/<int:pk>/revoke/": Row(
        f"{ADMIN}news/article/preview-links/1/revoke/", STAFF, ok=405
    ),
}
# Django's five pages of each table; a person is disabled and an identity followed by a
# newer one, so nobody may delete those.
TABLES = {
    "news/category": ("category_pk", ADMINISTRATORS, ADMINISTRATORS),
    "news/articletype": ("type_pk", ADMINISTRATORS, ADMINISTRATORS),
    "news/author": ("author_pk", ADMINISTRATORS | {Role.EDITOR}, ADMINISTRATORS | {Role.EDITOR}),
    "kientuong_portal/user": ("user_pk", ADMINISTRATORS, set()),
    "kientuong_portal/linkset": ("linkset_pk", ADMINISTRATORS, ADMINISTRATORS),
    "kientuong_portal/siteidentity": ("identity_pk", ADMINISTRATORS, set()),
    "stats/openingbalance": ("balance_pk", ADMINISTRATORS, ADMINISTRATORS),
}
for table, (key, keepers, deleters) in TABLES.items():
    base, one = f"{ADMIN}{table}/", f"{ADMIN}{table}/{{{key}}}/"
    TABLE |= {
        f"quan-tri/{table}/": Row(base, keepers),
        f"quan-tri/{table}/add/": Row(f"{base}add/", keepers),
        f"quan-tri/{table}/<path:object_id>/change/": Row(f"{one}change/", keepers),
        f"quan-tri/{table}/<path:object_id>/history/": Row(f"{one}history/", keepers),
        f"quan-tri/{table}/<path:object_id>/delete/": Row(f"{one}delete/", deleters),
        # Django's old form of the address leads on to the page, which judges for itself.
        f"quan-tri/{table}/<path:object_id>/": Row(one, STAFF, ok=302),
    }
TABLE["quan-tri/kientuong_portal/user/<id>/password/"] = Row(
    f"{ADMIN}kientuong_portal/user/{{user_pk}}/password/", ADMINISTRATORS
)


def patterns(resolver, prefix=""):
    """Yield every address pattern of the project."""
    for entry in resolver.url_patterns:
        text = prefix + str(entry.pattern).lstrip("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from patterns(entry, text)
        elif isinstance(entry, URLPattern):
            yield text


@pytest.fixture
def objects():
    """One of everything an address can name; articles by somebody else."""
    image = factories.make_stored_image()
    author = factories.make_author()
    published = factories.make_published(image=image, image_alt="Cầu", author=author)
    makers.make_identity()
    drafted = factories.make_draft()
    link = previews.make(drafted.created_by, drafted, previews.USUAL_DAYS, timezone.now())
    unsaved_texts.keep(
        drafted.created_by, drafted, QueryDict(), tab="0" * 32, turn=1, at=timezone.now()
    )
    return {
        "preview": previews.path_of(link),
        "sha256": image.sha256,
        "unsaved_pk": drafted.unsaved_texts.get().pk,
        "pk": published.pk,
        "published": published.publications.get().get_absolute_url(),
        "category": published.category.get_absolute_url(),
        "file": image.get_absolute_url(),
        "articles_map": f"/sitemap-bai-viet-{published.pk // 10_000}.xml",
        "category_pk": published.category_id,
        "type_pk": published.newest_version.article_type_id,
        "author_pk": author.pk,
        "author": author.get_absolute_url(),
        "type": published.newest_version.article_type.get_absolute_url(),
        "day": timezone.localdate(published.publications.get().published_at),
        "today": timezone.localdate(),
        "user_pk": factories.make_user().pk,
        "linkset_pk": LinkSet.objects.create(name="Liên kết", place="footer").pk,
        "identity_pk": SiteIdentity.objects.get().pk,
        "balance_pk": OpeningBalance.objects.create(kind="visits", amount=1, label="Cũ").pk,
    }


def log_in(client, person):
    if person == ANONYMOUS:
        return client
    roles = [person] if person in set(Role) else []
    user = factories.make_user(*roles, is_superuser=person == SUPERUSER)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_address_has_a_row():
    assert set(patterns(get_resolver())) == set(TABLE)


def test_address_by_role(objects):
    """Each answer is taken back before the next, so that no cell changes another."""
    people = {person: log_in(Client(), person) for person in PEOPLE}
    expected, found = {}, {}
    for pattern, row in TABLE.items():
        # Logging out leads home, and from there to the log-in like any other address.
        target = ADMIN if pattern == "quan-tri/logout/" else f"{ADMIN}login/"
        for person, client in people.items():
            forget()
            cookies = copy.deepcopy(client.cookies)
            with transaction.atomic():
                answer = client.get(row.address.format(**objects))
                transaction.set_rollback(True)
            client.cookies = cookies
            cell = pattern, person
            expected[cell], found[cell] = row.expected(person), answer.status_code
            outside = pattern.startswith("quan-tri/") and person not in STAFF
            if outside and answer.status_code == 302:
                assert answer["Location"].startswith(target), cell
    wrong = {cell: status for cell, status in found.items() if status != expected[cell]}
    assert wrong == {}


def test_no_page_asks_for_a_static_file_that_is_not_collected(client, objects):
    """Plain storage in tests would hide it; the manifest of production would fail."""
    log_in(client, SUPERUSER)
    names = set(collected())
    for pattern, row in TABLE.items():
        response = client.get(row.address.format(**objects))
        if response.status_code == 200 and "html" in response["Content-Type"]:
            asked = re.findall(r'(?:src|href)="/static/([^"?]+)"', response.text)
            assert set(asked) <= names | {""}, pattern


@pytest.mark.parametrize("person", PEOPLE)
def test_readers_pages_are_the_same_for_everybody(client, objects, person):
    """What is public may be kept by anyone for anyone: no cookie is set, none is looked at."""
    log_in(client, person)
    for name in ("published", "category", "file"):
        response = client.get(objects[name])
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response.getvalue() == Client().get(objects[name]).getvalue()
