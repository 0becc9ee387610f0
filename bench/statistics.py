"""Server time and queries of every report on the filled database, asked one after the other."""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from news.enums import Role
from news.models import Article, Author, Category, RoleAssignment
from stats.models import ArticleMonth, ArticleViews, DetailCount
from stats.reports.catalogue import ENTRIES

GOAL = 300.0


def run(rounds: int, files: bool) -> None:
    """Print a line for each page: median and worst time of ``rounds``, queries, rows, the goal.

    With ``files`` the reports are asked for as files, too; those have no goal.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    views = ArticleViews.objects.aggregate(people=Sum("people"))["people"] or 0
    print(
        f"{connection.vendor}, {Article.objects.count():,} articles, {views:,} views in "
        f"{ArticleViews.objects.count():,} daily rows, {DetailCount.objects.count():,} details, "
        f"{timezone.localtime():%Y-%m-%d %H:%M}\n"
    )
    print("| report | asked for | median ms | worst ms | queries | rows | |")
    print("|---|---|---|---|---|---|---|")
    # The person and the session made for measuring are gone afterwards.
    with transaction.atomic():
        client = _analyst()
        worst = max(_line(client, *asked, rounds, GOAL) for asked in _pages())
        if files:
            for asked in _files():
                _line(client, *asked, 1, None)
        transaction.set_rollback(True)
    print(f"\nThe slowest page: {worst:.0f} ms (goal {GOAL:.0f} ms)")


def _analyst() -> Client:
    person = get_user_model().objects.create_user(username="bench", full_name="bench")
    RoleAssignment.objects.create(user=person, role=Role.ANALYST)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _periods() -> dict[str, dict[str, str]]:
    """Return what is asked of every report: usual periods, and days that begin and end anywhere."""
    today = timezone.localdate()
    return {
        "30 days": {"period": "30"},
        "last month, a year before": {"period": "last-month", "against": "year"},
        "this year": {"period": "year"},
        "all": {"period": "all"},
        "odd days": {
            "from": f"{(today - timedelta(days=1000)).replace(day=3)}",
            "to": f"{(today - timedelta(days=45)).replace(day=28)}",
        },
    }


def _pages() -> Iterator[tuple[str, str, str]]:
    for name in ENTRIES:
        for words, query in _periods().items():
            yield name, words, f"{reverse('admin:report', args=[name])}?{urlencode(query)}"
    section = Category.objects.filter(parent=None).order_by("pk")[0].pk
    author = Author.objects.order_by("pk")[0].pk
    narrowed = {
        "bai-viet": [
            {"category": section},
            {"author": author},
            {"q": "kênh"},
            {"q": "khongcotunay"},
            {"page": 20},
        ],
        "tong-quan": [{"category": section}, {"period": "year", "grain": "day"}],
        "loai-bai": [{"category": section}],
    }
    for name, queries in narrowed.items():
        for query in queries:
            address = reverse("admin:report", args=[name])
            yield name, f"all, {query}", f"{address}?{urlencode({'period': 'all'} | query)}"
    yield "statistics", "as the menu opens it", reverse("admin:statistics")
    yield "monthly report", "last month", _last_month()
    most = ArticleMonth.objects.values("article").annotate(read=Sum("people")).order_by("-read")[0]
    article = reverse("admin:article_statistics", args=[most["article"]])
    yield "most read article", "30 days", article
    yield "most read article", "all", f"{article}?period=all"


def _last_month() -> str:
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    return reverse("admin:monthly_report", args=[last.year, last.month])


def _files() -> Iterator[tuple[str, str, str]]:
    for name in ENTRIES:
        for kind in ("csv", "xlsx"):
            address = reverse("admin:report_file", args=[name, kind])
            yield name, f"all, {kind}", f"{address}?period=all"


def _line(
    client: Client, name: str, words: str, address: str, rounds: int, goal: float | None
) -> float:
    """Ask ``rounds`` times and print the line; return the median time in ms."""
    client.get(address)  # the first one warms up
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    queries = len(asked)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - began))
    rows = response.text.count('<th scope="row"') if goal else 0
    verdict = "" if goal is None else "ok" if median(times) <= goal else "MISSED"
    print(
        f"| {name} | {words} | {median(times):.0f} | {max(times):.0f} | {queries} | {rows} "
        f"| {verdict} |",
        flush=True,
    )
    return median(times)
