"""Identity with dates, menus, link sets, and the small tables of the admin."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from kientuong_portal.models import Link, LinkSet
from news import workflow
from news.enums import Layout, Role
from news.models import ArticleType, Category
from tests import factories
from tests.portal import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_an_identity_holds_from_its_day_on_and_old_articles_keep_theirs(client):
    makers.make_identity(date(2013, 3, 18), agency="UBND THỊ XÃ SEN")
    tomorrow = timezone.localdate() + timedelta(days=1)
    makers.make_identity(tomorrow, agency="UBND PHƯỜNG SEN")
    article = factories.make_published()
    address = article.publications.get().get_absolute_url()

    today = client.get(address).text
    assert "UBND THỊ XÃ SEN" in today
    assert "UBND PHƯỜNG SEN" not in today
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        later = client.get(address).text
    assert "Cơ quan đăng tin: UBND THỊ XÃ SEN" in later
    assert '<span class="agency">UBND PHƯỜNG SEN</span>' in later


def test_a_portal_without_identity_still_answers(client):
    article = factories.make_published().publications.get().get_absolute_url()
    answers = {address: client.get(address).status_code for address in ("/", article, "/khong-co/")}
    assert answers == {"/": 200, article: 200, "/khong-co/": 404}


def test_the_footer_says_who_is_responsible(client):
    makers.make_identity(fax="(072) 1", trust_badge_url="https://tin-nhiem.example/")
    text = client.get("/").text
    for part in (
        "Chịu trách nhiệm chính: Bà Nguyễn Thị Sen - Chánh Văn phòng",
        "Địa chỉ: Số 1, đường Hoa Sen",
        'href="tel:0272000001"',
        'href="tel:0272000002"',
        "(072) 1",
        'href="mailto:ubnd@sen.example"',
        'href="https://tin-nhiem.example/"',
    ):
        assert part in text


def test_a_link_to_an_article_is_shown_while_readers_see_it(client, instant):
    approver = factories.make_user(Role.APPROVER)
    page = factories.make_published(
        approver=approver, article_type=factories.make_type(Layout.PAGE), title="Giới thiệu"
    )
    menu = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, label="Mục giới thiệu", article=page)
    category = factories.make_category(slug="tin-tuc")
    Link.objects.create(link_set=menu, label="Mục tin tức", category=category, position=2)

    text = client.get("/").text
    assert f'href="/bai-viet/gioi-thieu-{page.pk}/">Mục giới thiệu' in text
    assert 'href="/chuyen-muc/tin-tuc/">Mục tin tức' in text
    workflow.withdraw(page.pk, approver, page.newest_version_id, reason="Sửa lại")
    text = client.get("/").text
    assert "Mục giới thiệu" not in text
    assert "Mục tin tức" in text


def test_the_current_section_is_marked_in_the_menu(client):
    top = factories.make_category(slug="tin-tuc")
    below = factories.make_category(parent=top)
    menu = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, label="Tin tức", category=top)
    article = factories.make_published(category=below)

    own = client.get(top.get_absolute_url()).text
    assert 'href="/chuyen-muc/tin-tuc/" aria-current="page"' in own
    inside = client.get(article.publications.get().get_absolute_url()).text
    assert 'href="/chuyen-muc/tin-tuc/" aria-current="true"' in inside


def link_data(**fields):
    return {
        "name": "Liên kết",
        "place": "footer",
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 0,
        "links-0-position": 1,
        "links-0-label": "Chính phủ",
        "links-0-url": "https://chinhphu.vn/",
    } | fields


def test_links_are_kept_in_the_admin_and_seen_at_once(enter, instant):
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    client.get("/")
    response = client.post(reverse("admin:kientuong_portal_linkset_add"), link_data())
    assert response.status_code == 302
    assert "https://chinhphu.vn/" in client.get("/").text


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ({"links-0-url": ""}, "chọn đúng một đích"),
        ({"links-0-url": "/x/", "links-0-category": "own"}, "chọn đúng một đích"),
        ({"links-0-url": "", "links-0-article": 999}, "Không có bài viết nào mang số này"),
        ({"links-0-url": "//x"}, "bắt đầu bằng https://"),
    ],
)
def test_a_link_has_exactly_one_target(enter, targets, sentence):
    category = factories.make_category()
    targets = {name: category.pk if value == "own" else value for name, value in targets.items()}
    response = enter(factories.make_user(Role.ADMINISTRATOR)).post(
        reverse("admin:kientuong_portal_linkset_add"), link_data(**targets)
    )
    assert response.status_code == 200
    # One fault is told with one sentence, in a row that stands open.
    faults = response.context["inline_admin_formsets"][0].formset.errors[0]
    assert [one for told in faults.values() for one in told if sentence in one]
    assert sum(map(len, faults.values())) == 1
    assert '<details class="inline-row" open>' in response.text


def test_a_category_gets_its_address_from_its_name(enter):
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    data = {"name": "Đất đai –  Môi trường", "position": 3, "home_place": "", "slug": ""}
    client.post(reverse("admin:news_category_add"), data)
    assert Category.objects.get().slug == "dat-dai-moi-truong"
    assert client.get("/chuyen-muc/dat-dai-moi-truong/").status_code == 200


def test_two_categories_of_one_name_are_told_apart_in_words(enter):
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    factories.make_category(slug="dat-dai")
    data = {"name": "Đất đai", "position": 3, "home_place": "", "slug": ""}
    response = client.post(reverse("admin:news_category_add"), data)
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["slug"]
    assert "Chuyên mục khác đã có địa chỉ này" in errors["slug"][0]


def test_a_missing_name_is_asked_for_once(enter):
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    data = {"name": " ", "position": 3, "home_place": "", "slug": ""}
    response = client.post(reverse("admin:news_category_add"), data)
    assert response.context["adminform"].form.errors == {"name": ["Xin điền ô này."]}


def type_data(**fields):
    return {"name": "Phóng sự", "slug": "", "layout": "article", "position": 1} | fields


def test_an_article_type_gets_its_address_from_its_name(enter):
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    client.post(reverse("admin:news_articletype_add"), type_data())
    assert ArticleType.objects.get().slug == "phong-su"


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, {"name", "slug"}),
        ({"name": "Phóng  sự ảnh", "slug": "phong-su"}, {"slug"}),
        ({"name": "…"}, {"slug"}),
        ({"name": ""}, {"name"}),
    ],
)
def test_a_second_article_type_is_told_from_the_first(enter, fields, faults):
    factories.make_type(name="Phóng sự", slug="phong-su")
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    response = client.post(reverse("admin:news_articletype_add"), type_data(**fields))
    assert set(response.context["adminform"].form.errors) == faults
    assert "đã tồn tại" not in response.text


def test_a_place_holds_one_link_set(enter):
    LinkSet.objects.create(name="Chân trang", place=LinkSet.Place.FOOTER)
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    response = client.post(reverse("admin:kientuong_portal_linkset_add"), link_data())
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["place"]
    assert "Vị trí này đã có" in errors["place"][0]


def test_a_link_to_an_article_says_its_title(enter):
    article = factories.make_published(title="Giới thiệu thị xã")
    links = LinkSet.objects.create(name="Trình đơn", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=links, label="Giới thiệu", article=article)
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    address = reverse("admin:kientuong_portal_linkset_change", args=[links.pk])
    assert "Giới thiệu thị xã" in client.get(address).text


@pytest.mark.parametrize(
    ("pen_name", "full_name", "is_active", "status"),
    [
        ("Minh Khuê", "", "on", 200),
        ("Minh  Khuê ", "", "on", 200),
        ("Minh Khuê", "Lê Minh Khuê", "on", 302),
        ("Minh Khuê", "", "", 302),
        ("Thu Hà", "", "on", 302),
    ],
)
def test_two_authors_of_one_name_can_be_told_apart(enter, pen_name, full_name, is_active, status):
    factories.make_author("Minh Khuê")
    data = {"pen_name": pen_name, "full_name": full_name, "is_active": is_active, "slug": ""}
    response = enter(factories.make_user(Role.EDITOR)).post(reverse("admin:news_author_add"), data)
    assert response.status_code == status
    if status == 200:
        assert "Đã có tác giả mang bút danh này" in response.text


def test_an_author_is_no_twin_of_oneself(enter):
    author = factories.make_author("Minh Khuê")
    data = {"pen_name": "Minh Khuê", "full_name": "", "is_active": "on", "slug": author.slug}
    address = reverse("admin:news_author_change", args=[author.pk])
    assert enter(factories.make_user(Role.EDITOR)).post(address, data).status_code == 302


def test_a_category_cannot_be_part_of_itself(enter):
    top = factories.make_category()
    below = factories.make_category(parent=top)
    data = {"name": top.name, "parent": below.pk, "position": 0, "home_place": "", "slug": top.slug}
    response = enter(factories.make_user(Role.ADMINISTRATOR)).post(
        reverse("admin:news_category_change", args=[top.pk]), data
    )
    assert "không thể thuộc chính nó" in response.text


@pytest.mark.parametrize("what", ["category", "articletype", "author"])
def test_what_is_in_use_is_not_deleted(enter, what):
    author = factories.make_author()
    article = factories.make_draft(author=author)
    pk = {
        "category": article.category_id,
        "articletype": ArticleType.objects.get().pk,
        "author": author.pk,
    }[what]
    address = reverse(f"admin:news_{what}_delete", args=[pk])
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    for response in (client.get(address), client.post(address, {"post": "yes"})):
        assert "đang được dùng nên không xóa được" in response.text
    article.refresh_from_db()


def test_an_unused_author_is_deleted_after_a_question(enter):
    author = factories.make_author()
    address = reverse("admin:news_author_delete", args=[author.pk])
    client = enter(factories.make_user(Role.EDITOR))
    assert "Xóa hẳn" in client.get(address).text
    assert client.post(address, {"post": "yes"}).status_code == 302


def test_changes_of_the_small_tables_are_recorded(enter):
    client = enter(factories.make_user(Role.ADMINISTRATOR, full_name="Lê Quản Trị"))
    category = factories.make_category(name="Tên cũ", slug="ten-cu")
    data = {"name": "Tên mới", "position": 0, "home_place": "", "slug": "ten-cu"}
    client.post(reverse("admin:news_category_change", args=[category.pk]), data)
    text = client.get(reverse("admin:news_category_history", args=[category.pk])).text
    assert "<td>Lê Quản Trị</td><td>Đã thay đổi Tên.</td>" in text


def test_yes_and_no_are_words(enter):
    factories.make_author("Minh Khuê")
    factories.make_author("Thu Hà", is_active=False)
    client = enter(factories.make_user(Role.EDITOR))
    text = client.get(reverse("admin:news_author_changelist"), {"o": "4"}).text
    no = text.index('icon-no.svg" alt="" width="13" height="13"> Không')
    yes = text.index('icon-yes.svg" alt="" width="13" height="13"> Có')
    assert no < yes
    assert 'alt="True"' not in text


def test_a_change_page_is_called_by_its_name_once(enter):
    category = factories.make_category(name="Đất đai")
    client = enter(factories.make_user(Role.ADMINISTRATOR))
    text = client.get(reverse("admin:news_category_change", args=[category.pk])).text
    assert "<title>Đất đai – Quản trị cổng</title>" in text


def test_health(client):
    assert client.get("/health/live").text == "ok"
    assert client.get("/health/ready").text == "ok"
