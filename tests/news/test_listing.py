"""The list's filters for every role, its pages by key, and that no number of rows costs more."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import Http404, QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news import generation, listing, workflow
from news.enums import Role
from news.listing import Asked, Listing
from news.models import Article, Category, RoleAssignment
from stats import rollups
from stats.models import ArticleViews
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("admin:news_article_changelist")


@pytest.fixture
def desk():
    """One of everything in two sections, by a contributor and by somebody else."""
    here, there = factories.make_category("Ở đây"), factories.make_category("Nơi khác")
    below = factories.make_category("Bên dưới", parent=here)
    writer, other = factories.make_user(Role.CONTRIBUTOR), factories.make_user(Role.CONTRIBUTOR)
    image = factories.make_stored_image()
    pictured = {"image": image, "image_alt": "Cầu"}
    now = timezone.now()
    soon = {"at": now - timedelta(days=1), "expires_at": now + timedelta(days=3)}
    later = {"at": now - timedelta(days=1), "expires_at": now + timedelta(days=30)}
    factories.make_draft(writer, below, title="nháp")
    factories.make_pending(writer, here, title="chờ", **pictured)
    factories.make_pending(other, below, title="chờ khác")
    factories.make_pending(other, there, title="chờ xa", **pictured)
    factories.make_rejected(writer, there, title="trả lại")
    factories.make_rejected(other, here, title="trả lại khác", **pictured)
    factories.make_published(writer, here, title="đăng", **pictured)
    factories.make_published(other, there, title="đăng xa")
    factories.make_published(other, below, title="sắp hết", **soon)
    factories.make_published(other, here, title="còn lâu mới hết", **later)
    factories.make_scheduled(writer, there, title="hẹn")
    factories.make_scheduled(other, here, title="hẹn gần", days=2)
    factories.make_expired(other, here, title="hết hạn")
    factories.make_withdrawn(other, there, title="gỡ")
    replaced = factories.make_published(other, here, title="sắp thay", **soon)
    planned = factories.make_content(title="sắp thay", published_at=now + timedelta(days=2))
    workflow.save(replaced.pk, other, replaced.newest_version_id, planned)
    editor, approver = factories.make_user(Role.EDITOR), factories.make_user(Role.APPROVER)
    workflow.submit(replaced.pk, editor, factories.reload(replaced).newest_version_id)
    workflow.approve(replaced.pk, approver, factories.reload(replaced).newest_version_id)
    cancelled = factories.make_scheduled(other, there, title="hẹn rồi thôi")
    workflow.cancel(cancelled.pk, approver, cancelled.newest_version_id)
    return SimpleNamespace(here=here, below=below, there=there, writer=writer, other=other)


EVERYTHING = {
    *("nháp", "chờ", "chờ khác", "chờ xa", "trả lại", "trả lại khác", "đăng", "đăng xa"),
    *("sắp hết", "còn lâu mới hết", "hẹn", "hẹn gần", "hết hạn", "gỡ", "sắp thay", "hẹn rồi thôi"),
}
OWN = {"nháp", "chờ", "trả lại", "đăng", "hẹn"}
IN_HERE = {
    *("nháp", "chờ", "chờ khác", "trả lại khác", "đăng", "sắp hết", "còn lâu mới hết", "hẹn gần"),
    *("hết hạn", "sắp thay"),
}
# What each filter shows to somebody who may open all; others see their part of it.
FILTERS = {
    "": EVERYTHING,
    "mine=written": set(),
    "status__exact=pending": {"chờ", "chờ khác", "chờ xa"},
    "status__exact=rejected": {"trả lại", "trả lại khác"},
    "status__exact=draft": {"nháp"},
    "public_state=visible": {"đăng", "đăng xa", "sắp hết", "còn lâu mới hết", "sắp thay"},
    "public_state=scheduled": {"hẹn", "hẹn gần"},
    "public_state=expiring": {"sắp hết"},
    "public_state=expired": {"hết hạn"},
    "public_state=withdrawn": {"gỡ", "hẹn rồi thôi"},
    "public_state=never": {"nháp", "chờ", "chờ khác", "chờ xa", "trả lại", "trả lại khác"},
    "image=none": EVERYTHING - {"chờ", "chờ xa", "trả lại khác", "đăng"},
    "image=none&status__exact=rejected": {"trả lại"},
    "public_state=scheduled&status__exact=approved": {"hẹn", "hẹn gần"},
    "public_state=expired&image=none": {"hết hạn"},
    "status__exact=nonsense&public_state=x&category=y&from=hôm-nay": EVERYTHING,
    "category=999999": set(),
    "from=2199-01-01": set(),
    "to=2199-01-01": EVERYTHING,
}


def listed(client, query):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    titles = [str(row.article) for row in response.context["rows"]]
    assert len(titles) == len(set(titles))
    return titles


def test_a_filter_shows_each_role_its_part(client, enter, desk):
    section = {"category": desk.here}
    seen = {
        factories.make_user(Role.EDITOR): EVERYTHING,
        factories.make_user(Role.ADMINISTRATOR): EVERYTHING,
        factories.make_user(Role.EDITOR, **section): IN_HERE,
        factories.make_user(Role.APPROVER, **section): IN_HERE,
        factories.make_user(Role.CONTRIBUTOR): set(),
        factories.make_user(Role.EDITOR, category=desk.below): {"nháp", "chờ khác", "sắp hết"},
    }
    for person, may_open in seen.items():
        enter(person)
        for query, titles in FILTERS.items():
            assert set(listed(client, query)) == titles & may_open, (person, query)
    enter(desk.writer)
    for query, titles in FILTERS.items():
        own = OWN if query == "mine=written" else titles & OWN
        assert set(listed(client, query)) == own, query


def test_a_contributor_who_edits_a_section_sees_both(enter, desk):
    RoleAssignment.objects.create(user=desk.writer, role=Role.EDITOR, category=desk.below)
    both = OWN | {"nháp", "chờ khác", "sắp hết"}
    client = enter(factories.fresh(desk.writer))
    assert set(listed(client, "")) == both
    assert set(listed(client, "mine=written")) == OWN
    assert set(listed(client, "status__exact=pending")) == {"chờ", "chờ khác"}
    assert set(listed(client, f"category={desk.here.pk}")) == both - {"trả lại", "hẹn"}
    assert set(listed(client, f"category={desk.there.pk}")) == {"trả lại", "hẹn"}


def test_waiting_is_for_who_may_decide(enter, desk):
    approver = factories.make_user(Role.APPROVER, category=desk.here)
    assert set(listed(enter(approver), "mine=waiting")) == {"chờ", "chờ khác"}
    assert set(listed(enter(approver), f"mine=waiting&category={desk.below.pk}")) == {"chờ khác"}
    assert listed(enter(factories.make_user(Role.EDITOR)), "mine=waiting") == []


def test_categories_and_types_narrow(enter, desk):
    client = enter(factories.make_user(Role.EDITOR))
    kind = factories.make_type()
    factories.make_draft(desk.other, desk.below, title="loại riêng", article_type=kind)
    assert set(listed(client, f"category={desk.here.pk}")) == IN_HERE | {"loại riêng"}
    assert listed(client, f"article_type={kind.pk}") == ["loại riêng"]
    assert listed(client, f"article_type={kind.pk}&status__exact=draft") == ["loại riêng"]
    assert listed(client, f"article_type={kind.pk}&status__exact=pending") == []
    assert listed(client, f"article_type={kind.pk}&category={desk.there.pk}") == []
    assert listed(enter(desk.writer), f"article_type={kind.pk}") == []


def test_days_are_the_portals_own(enter, boss):
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime(2024, 5, 4))
    factories.make_draft(title="đêm trước", at=midnight - timedelta(seconds=1))
    factories.make_draft(title="sáng sớm", at=midnight)
    factories.make_draft(title="hôm nay")
    client = enter(boss)
    assert listed(client, "from=2024-05-04&to=2024-05-04") == ["sáng sớm"]
    assert listed(client, "to=2024-05-03") == ["đêm trước"]
    assert listed(client, f"from={today}") == ["hôm nay"]


def test_the_picture_and_the_type_follow_the_newest_version(enter, boss):
    article = factories.make_draft(boss, title="một")
    client = enter(boss)
    assert listed(client, "image=none") == ["một"]
    kind = factories.make_type()
    content = factories.make_content(
        title="một", image=factories.make_stored_image(), image_alt="Cầu", article_type=kind
    )
    workflow.save(article.pk, boss, article.newest_version_id, content)
    assert listed(client, "image=none") == []
    assert listed(client, f"article_type={kind.pk}") == ["một"]
    workflow.restore(article.pk, boss, factories.reload(article).newest_version_id, serial=1)
    assert listed(client, "image=none") == ["một"]
    assert listed(client, f"article_type={kind.pk}") == []


def test_what_is_planned_and_what_ends_comes_in_its_order(enter, boss):
    for days in (3, 1, 2):
        factories.make_scheduled(title=f"hẹn {days}", days=days)
    now = timezone.now()
    for days in (6, 2, 8):
        at = now - timedelta(days=1)
        factories.make_published(title=f"hết {days}", at=at, expires_at=now + timedelta(days=days))
    client = enter(boss)
    assert listed(client, "public_state=scheduled") == ["hẹn 1", "hẹn 2", "hẹn 3"]
    assert listed(client, "public_state=expiring") == ["hết 2", "hết 6"]


def test_most_read_is_a_ranking_of_what_one_may_open(enter, boss, writer):
    today = timezone.localdate()
    read = {"ít": (3, 0), "nhiều": (9, 2), "xưa": (100, 60), "chưa": (0, 1)}
    for title, (people, days) in read.items():
        article = factories.make_published(writer if title == "ít" else None, title=title)
        day = today - timedelta(days=days)
        ArticleViews.objects.create(
            article=article, category=article.category, day=day, people=people
        )
    rollups.fill()
    assert listed(enter(boss), "order=read") == ["nhiều", "ít"]
    assert listed(enter(writer), "order=read") == ["ít"]


# --- pages by key ---------------------------------------------------------------------------------


def pages(user, query, direction):
    """Return the ids on each page of a list, following the keys in one direction."""
    asked = Asked.of(QueryDict(query))
    found, given = [], QueryDict(query)
    while True:
        rows = Listing(user, asked, list(Category.objects.all())).rows(given)
        found.append(rows.ids)
        key = rows.older if direction == "truoc" else rows.newer
        if not key:
            return found, rows
        given = QueryDict(f"{query}&{direction}={key}")


@pytest.mark.parametrize(
    ("query", "make", "onwards", "newest_first"),
    [
        ("", factories.make_draft, "truoc", True),
        ("status__exact=draft", factories.make_draft, "truoc", True),
        ("public_state=scheduled", factories.make_scheduled, "sau", False),
        ("public_state=expired", factories.make_expired, "truoc", True),
    ],
)
def test_pages_have_no_gap_and_no_repeat(boss, monkeypatch, query, make, onwards, newest_first):
    monkeypatch.setattr(listing, "PAGE_SIZE", 3)
    places = [factories.make_category() for _ in range(3)]
    made = [make(boss, places[number % 3]) for number in range(8)]
    # Several share a moment, so that only their number tells them apart.
    moment = timezone.now() - timedelta(days=1)
    Article.objects.filter(pk__in=[one.pk for one in made[2:7]]).update(modified_at=moment)
    sign = -1 if newest_first else 1
    if query.startswith("public_state"):
        expected = [one.pk for one in made][::sign]
    else:
        order = Article.objects.order_by("-modified_at", "-pk")
        expected = list(order.values_list("pk", flat=True))

    forwards, last = pages(boss, query, onwards)
    assert [pk for page in forwards for pk in page] == expected
    assert [len(page) for page in forwards] == [3, 3, 2]

    back = "sau" if onwards == "truoc" else "truoc"
    key = last.newer if back == "sau" else last.older
    backwards, first = pages(boss, f"{query}&{back}={key}", back)
    assert [pk for page in reversed(backwards) for pk in page] == expected[:6]
    assert not (first.newer if back == "sau" else first.older)


def test_a_key_that_nobody_wrote_is_no_page(boss):
    with pytest.raises(Http404):
        pages(boss, "truoc=1-x", "truoc")


def test_the_page_leads_on_and_back_with_its_filter(enter, boss, monkeypatch):
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    made = [factories.make_draft(title=f"bài {number}").pk for number in range(3)]
    client = enter(boss)
    first = client.get(f"{LIST}?status__exact=draft").context
    assert first["previous"] == ""
    assert first["following"].startswith("status__exact=draft&truoc=")
    second = client.get(f"{LIST}?{first['following']}").context
    assert [row.article.pk for row in second["rows"]] == [made[0]]
    assert second["following"] == ""
    again = client.get(f"{LIST}?{second['previous']}").context
    assert [row.article.pk for row in again["rows"]] == made[:0:-1]


def test_the_form_shows_what_is_asked_for(enter, boss):
    here, kind = factories.make_category(), factories.make_type()
    asked = {
        "q": "cầu",
        "mine": "written",
        "status__exact": "draft",
        "public_state": "never",
        "category": str(here.pk),
        "article_type": str(kind.pk),
        "image": "none",
        "from": "2024-05-04",
        "to": "2024-06-04",
    }
    response = enter(boss).get(LIST, asked)
    form = response.context["filters"]
    assert {field.name: str(field.value()) for field in form} == asked
    assert response.text.count(" selected>") == 6
    assert 'value="2024-05-04"' in response.text


# --- what it costs --------------------------------------------------------------------------------


COSTS = {
    "": 11,
    "mine=written": 11,
    "mine=waiting": 11,
    "status__exact=rejected": 11,
    "public_state=visible": 11,
    "public_state=scheduled": 11,
    "public_state=expiring": 11,
    "public_state=expired": 11,
    "public_state=withdrawn": 11,
    "public_state=never": 11,
    "image=none": 11,
    "order=read": 11,
    "q=cau": 16,
}


def costs(client):
    found = {}
    # The ranking is kept for a while, as the menu's pieces are.
    client.get(f"{LIST}?order=read")
    for query in COSTS:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{LIST}?{query}").context["rows"], query
        found[query] = len(asked)
    return found


def test_the_list_costs_the_same_for_any_number(enter, boss, monkeypatch):
    # What pages share is kept and compared by the clock, which is no cost of the list.
    monkeypatch.setattr(generation, "CHECK_SECONDS", 3600.0)
    here, writer = factories.make_category(), factories.make_user(Role.CONTRIBUTOR)
    approver = factories.make_user(Role.APPROVER)
    client = enter(boss)

    def fill(count):
        for number in range(count):
            factories.make_draft(boss, here, title=f"Cầu nháp {number}")
            factories.make_pending(writer, here, title=f"Cầu chờ {number}")
            factories.make_published(writer, here, approver=approver, title=f"Cầu {number}")
            factories.make_scheduled(writer, here, approver=approver, title=f"Cầu hẹn {number}")
            factories.make_rejected(writer, here, title=f"Cầu trả lại {number}")
            factories.make_withdrawn(writer, here, title=f"Cầu gỡ {number}")
            closing = {"at": timezone.now(), "expires_at": timezone.now() + timedelta(days=1)}
            factories.make_published(writer, here, approver=approver, title="Cầu đóng", **closing)
            expired = factories.make_expired(writer, here, approver=approver, title="Cầu cũ")
            ArticleViews.objects.create(
                article=expired, category=here, day=timezone.localdate(), people=1
            )
        rollups.fill()

    fill(1)
    assert costs(client) == COSTS
    fill(3)
    assert costs(client) == COSTS


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ACCOUNTANT])
def test_who_has_no_articles_is_refused(enter, role):
    assert enter(factories.make_user(role)).get(LIST).status_code == 403


def test_the_list_is_only_read(enter, boss):
    assert enter(boss).post(LIST).status_code == 405
