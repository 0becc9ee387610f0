"""From the journal to the daily rows: each line exactly once, whatever happens in between."""

import fcntl
import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from news import workflow
from news.enums import Role
from stats import checking, folding, journal, reports
from stats.counting import Hit, note
from stats.dimensions import Dimension
from stats.models import (
    ArticleMonth,
    ArticleViews,
    CategoryDay,
    DailyVisits,
    JournalPosition,
    PageViews,
    Visitor,
)
from stats.tokens import Page, token_for
from stats.visits import SILENCE
from tests import factories
from tests.interference import meanwhile
from tests.stats.test_counting import HEADERS, PHONE, detail, send

pytestmark = pytest.mark.django_db
HOME = Page("home")
NOON = timezone.make_aware(datetime(2026, 5, 4, 12, 0))


def show(page=HOME, at=None, visitor=1):
    note(Hit(page, f"203.0.113.{visitor}", PHONE, at or timezone.now()))


def shown(page="home"):
    return sum(PageViews.objects.filter(page=page).values_list("people", flat=True))


def newest():
    return journal.files()[-1]


def test_folding_again_adds_nothing():
    for _ in range(3):
        show()
    assert folding.fold() == 3
    assert folding.fold() == 0
    assert shown() == 3
    position = JournalPosition.objects.get()
    assert (position.lines, position.damaged) == (3, 0)
    assert position.position == newest().stat().st_size


@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_at_any_statement_counts_nothing_twice_and_loses_nothing():
    article = factories.make_published()
    for visitor in (1, 1, 2):
        show(visitor=visitor)
        show(Page("article", article.pk), visitor=visitor)

    class Died(Exception):
        pass

    def die(execute, sql, params, many, context):
        nonlocal left
        is_ours = "SAVEPOINT" not in sql
        left -= is_ours
        if is_ours and left == 0:
            raise Died
        return execute(sql, params, many, context)

    found = []
    for statement in range(1, 100):
        left = statement
        try:
            with connection.execute_wrapper(die):
                folding.fold()
            break
        except Died:
            read = sum(ArticleViews.objects.values_list("people", flat=True))
            visits = sum(DailyVisits.objects.values_list("visits", flat=True))
            found.append((shown(), read, visits, Visitor.objects.count()))
    assert found[:10] == [(0, 0, 0, 0)] * 10
    assert set(found) == {(0, 0, 0, 0), (3, 3, 2, 2)}


def test_what_a_full_disk_cut_off_spoils_no_other_line():
    show()
    with newest().open("ab") as file:
        file.write(b'\n{"at":1777')
    assert folding.fold() == 1
    show()
    assert folding.fold() == 1
    assert shown() == 2
    assert JournalPosition.objects.get().damaged == 1


def test_lines_that_are_no_lines_are_told_and_passed_over():
    show()
    with newest().open("ab") as file:
        for line in (
            b"rubbish",
            b"[1]",
            b"{}",
            b'{"at":"x","page":"home"}',
            b"\xff\xfe",
            b'{"at":1e99}',
        ):
            file.write(line + b"\n")
    show()
    assert folding.fold() == 2
    assert (shown(), JournalPosition.objects.get().damaged) == (2, 6)


def test_a_journal_that_was_deleted_is_begun_anew():
    show()
    folding.fold()
    newest().unlink()
    show()
    show()
    assert folding.fold() == 2
    assert shown() == 3
    assert JournalPosition.objects.count() == 2


def test_a_file_that_is_no_journal_is_left_alone(journals):
    show()
    (journals / "2026-01-01.journal").write_bytes(b"something else\n")
    assert folding.fold() == 1
    assert (journals / "2026-01-01.journal").exists()


def test_a_journal_goes_a_day_after_it_was_folded(journals):
    for hours in (0, 24, 48):
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            show()
            folding.fold()
    names = {file.name for file in journal.files()}
    assert names == {"2026-05-05.journal", "2026-05-06.journal"}
    assert list(PageViews.objects.order_by("day").values_list("people", flat=True)) == [1, 1, 1]


def test_lines_of_days_without_a_database_are_folded_under_their_days():
    for hours in (0, 12, 24, 48):
        show(at=NOON + timedelta(hours=hours))
    with time_machine.travel(NOON + timedelta(days=5), tick=False):
        assert folding.fold() == 4
        assert journal.files() == []
    days = PageViews.objects.order_by("day").values_list("day", "people")
    assert [(day.day, people) for day, people in days] == [(4, 1), (5, 2), (6, 1)]
    assert [row.visits for row in DailyVisits.objects.order_by("day")] == [1, 2, 1]


def test_two_servers_share_one_database(settings, tmp_path):
    for name in ("first", "second"):
        settings.JOURNAL_DIR = tmp_path / name
        show()
        show()
    for name in ("first", "second", "first"):
        settings.JOURNAL_DIR = tmp_path / name
        folding.fold()
    assert shown() == 4
    assert JournalPosition.objects.count() == 2


def test_only_one_process_of_a_server_folds(journals):
    show()
    with (journals / "folding.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert folding.fold() is None
        assert shown() == 0
    assert folding.fold() == 1


def test_what_another_process_has_just_folded_is_not_folded_again():
    show()
    folding.fold()
    show()

    def other_process():
        JournalPosition.objects.update(position=newest().stat().st_size)

    with meanwhile(other_process, after='SELECT "stats_journalposition"'):
        assert folding.fold() == 0
    assert shown() == 1


def test_a_row_that_another_server_has_just_made_grows():
    article = factories.make_published()
    show(Page("article", article.pk))
    key = {"day": timezone.localdate(), "article": article, "category": article.category}

    def other_server():
        ArticleViews.objects.create(**key, people=1)

    with meanwhile(other_server, before='INSERT INTO "stats_articleviews"'):
        folding.fold()
    assert ArticleViews.objects.get().people == 2


@pytest.mark.django_db(transaction=True)
def test_beacons_are_taken_while_the_database_is_away(client):
    article = factories.make_published()
    token = token_for(Page("article", article.pk))

    def away(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        assert send(client, token).status_code == 204
        assert send(client, token_for(HOME)).status_code == 204
        assert client.get("/dem.gif", {"t": token}, headers=HEADERS).status_code == 200
    assert not ArticleViews.objects.exists()
    assert send(client, token).json() == {"views": "3"}
    assert shown() == 1


def test_a_full_disk_takes_no_beacon_and_says_so(client, enter, journals):
    article = factories.make_published()
    journals.mkdir(parents=True)
    # A device of the kernel that answers every write as a full disk does.
    (journals / f"{timezone.localdate()}.journal").symlink_to("/dev/full")
    token = token_for(Page("article", article.pk))

    assert send(client, token).status_code == 503
    assert client.get("/dem.gif", {"t": token}, headers=HEADERS).status_code == 200
    assert client.get(article.publications.get().get_absolute_url()).status_code == 200
    assert not ArticleViews.objects.exists()
    page = enter(factories.make_user(Role.ADMINISTRATOR)).get("/quan-tri/thong-ke/")
    assert "Máy chủ không ghi được lượt xem" in page.text


def test_the_command_folds_and_says_how_much(capsys):
    show()
    call_command("fold_journal")
    assert "1 dòng" in capsys.readouterr().out
    assert shown() == 1


def test_nothing_in_the_journal_names_the_visitor():
    note(Hit(HOME, "198.51.100.23", PHONE, timezone.now()))
    text = newest().read_text()
    assert "198.51.100.23" not in text
    assert "Mozilla" not in text


# --- the parts add up to the whole ----------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_the_parts_add_up_over_midnight_month_and_year(seed, article_pair):
    """Against a plain model of product.md's definitions, with articles moved in between."""
    chance = random.Random(seed)
    approver, there = factories.make_user(Role.APPROVER), factories.make_category()
    expected, days, last, visitors = Counter(), Counter(), {}, {}
    visits, hours = Counter(), Counter()
    moment = timezone.make_aware(datetime(2026, 12, 30, 22, 0))
    while moment < timezone.make_aware(datetime(2027, 1, 2, 3, 0)):
        moment += timedelta(seconds=chance.choice((1, 40, 600, 1799, 1800, 4000)))
        with time_machine.travel(moment, tick=False):
            article = chance.choice(article_pair)
            article.refresh_from_db()
            if chance.random() < 0.1:
                folding.fold()
                category = chance.choice((there, article.category))
                if category != article.category:
                    workflow.place(
                        article.pk, approver, article.newest_version_id, category=category
                    )
                    article.refresh_from_db()
            page = chance.choice((HOME, Page("article", article.pk)))
            visitor, day = chance.randrange(3), timezone.localdate(moment)
            show(page, visitor=visitor)
            if page == HOME:
                expected[day, "home"] += 1
            else:
                expected[day, article.pk, article.category_id] += 1
            days[day] += 1
            hours[str(timezone.localtime(moment).hour)] += 1
            if moment - last.get((day, visitor), moment - SILENCE) >= SILENCE:
                visits[day] += 1
            last[day, visitor] = moment
            visitors.setdefault(day, set()).add(visitor)
            if chance.random() < 0.2:
                folding.fold()
    folding.fold()

    found = Counter()
    for row in ArticleViews.objects.all():
        found[row.day, row.article_id, row.category_id] = row.people
    for row in PageViews.objects.all():
        found[row.day, row.page] = row.people
    assert found == expected
    assert {row.day: row.visits for row in DailyVisits.objects.all()} == dict(visits)
    told = {row.day: row.visitors for row in DailyVisits.objects.all()}
    assert told == {day: len(some) for day, some in visitors.items()}
    lines = reports.daily(min(days), max(days))
    assert {line.day: line.views for line in lines if line.views} == dict(days)
    by_article = sum(reports.views_of([article.pk for article in article_pair]).values())
    assert by_article == sum(row.people for row in ArticleViews.objects.all())
    check_sums(expected, days, visits, hours)


def check_sums(expected, days, visits, hours):
    """Compare the rollups and the details with the same plain model."""
    months, categories = Counter(), Counter()
    for key, amount in expected.items():
        if len(key) == 3:
            day, article, category = key
            months[day.replace(day=1), article, category] += amount
            categories[day, category] += amount
    rows = ArticleMonth.objects.values_list("month", "article", "category", "people")
    assert {row[:3]: row[3] for row in rows} == months
    rows = CategoryDay.objects.values_list("day", "category", "people")
    assert {row[:2]: row[2] for row in rows} == categories
    assert detail(Dimension.HOUR) == hours
    for dimension in (Dimension.DEVICE, Dimension.BROWSER):
        assert sum(detail(dimension).values()) == sum(days.values())
    for dimension in (Dimension.ENTRY, Dimension.REFERRER):
        assert sum(detail(dimension).values()) == sum(visits.values())
    whole = checking.reconciliation()
    assert whole.agrees
    assert whole.by_day == sum(categories.values())
    assert checking.differences() == []


@pytest.fixture
def article_pair():
    at = timezone.make_aware(datetime(2026, 12, 1))
    with time_machine.travel(at, tick=False):
        return [factories.make_published(), factories.make_published()]
