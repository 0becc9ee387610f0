"""Server time and queries of the desk's pages on the filled database, asked one after the other."""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news import paging
from news.enums import Role
from news.listing import BY_MODIFYING
from news.models import Article, ArticleType, Category, RoleAssignment

GOAL = 100.0
LIST = reverse("admin:news_article_changelist")
FILTERS = {
    "all": {},
    "mine": {"mine": "written"},
    "waiting for me": {"mine": "waiting"},
    "returned": {"status__exact": "rejected"},
    "mine, returned": {"mine": "written", "status__exact": "rejected"},
    "approved": {"status__exact": "approved"},
    "published": {"public_state": "visible"},
    "scheduled": {"public_state": "scheduled"},
    "expiring": {"public_state": "expiring"},
    "expired": {"public_state": "expired"},
    "withdrawn": {"public_state": "withdrawn"},
    "never published": {"public_state": "never"},
    "without picture": {"image": "none"},
    "most read": {"order": "read"},
}
SEARCHES = {
    "search, common word": "và",
    "search, common words": "ủy ban nhân dân",
    "search, phrase": '"phát triển kinh tế"',
    "search, middling": "kênh",
    "search, rare": "bách chiêm",
    "search, document number": "777/UBND-BT",
    "search, article number": "777",
    "search, nonsense": "khongcotunayxyz",
}


def run(rounds: int) -> None:
    """Print a line for each page: median and worst time of ``rounds``, queries, and the goal."""
    call_command("collectstatic", interactive=False, verbosity=0)
    print(
        f"{connection.vendor}, {Article.objects.count():,} articles, "
        f"{timezone.localtime():%Y-%m-%d %H:%M}\n"
    )
    print("| who | page | median ms | worst ms | CPU ms here | queries | rows | |")
    print("|---|---|---|---|---|---|---|---|")
    # The people and the sessions made for measuring are gone afterwards.
    with transaction.atomic():
        for who, client, pages in _people():
            for name, address in pages:
                _line(who, client, name, address, rounds)
        transaction.set_rollback(True)


def _people() -> Iterator[tuple[str, Client, list[tuple[str, str]]]]:
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    section = Category.objects.filter(parent=None, children__isnull=False).order_by("pk").first()
    section = section or Category.objects.order_by("pk")[0]
    lists = [*_filters(), *_searches()]
    below = [("in a section", {"category": section.pk})]
    kind = ArticleType.objects.order_by("pk")[0].pk
    below.append(("in a section, of a type", {"category": section.pk, "article_type": kind}))
    below.append(("of a type, returned", {"article_type": kind, "status__exact": "rejected"}))
    form = reverse("admin:news_article_change", args=[newest])
    forms = [("edit form", form), ("new form", reverse("admin:news_article_add"))]
    desk = [("desk", reverse("admin:index"))]
    yield "all roles", _client(*Role), desk + lists + _deep() + _addresses(below) + forms
    yield "section's approver", _client(Role.EDITOR, Role.APPROVER, category=section), desk + lists
    yield "contributor", _client(Role.CONTRIBUTOR, writes=True), desk + lists


def _client(*roles: str, category: Category | None = None, writes: bool = False) -> Client:
    """Log somebody in; ``writes`` takes the contributor who has begun most lately."""
    if writes:
        person = get_user_model().objects.get(username="congtacvien")
    else:
        name = f"bench-{len(roles)}"
        person = get_user_model().objects.create_user(username=name, full_name=name)
        for role in roles:
            RoleAssignment.objects.create(user=person, role=role, category=category)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _filters() -> list[tuple[str, str]]:
    return _addresses(FILTERS.items())


def _searches() -> list[tuple[str, str]]:
    return _addresses((name, {"q": text}) for name, text in SEARCHES.items())


def _deep() -> list[tuple[str, str]]:
    """Return pages in the middle of the list, and of ten days of it."""
    middle = timezone.now() - timedelta(days=5 * 365)
    rows = Article.objects.filter(modified_at__lt=middle).order_by("-modified_at", "-pk")
    key = paging.key_of(rows[0], BY_MODIFYING) if rows.exists() else ""
    days = {"from": f"{middle - timedelta(days=10):%Y-%m-%d}", "to": f"{middle:%Y-%m-%d}"}
    return _addresses(
        [
            ("five years deep", {"truoc": key}),
            ("five years deep, backwards", {"sau": key}),
            ("ten days", days),
        ]
    )


def _addresses(named: Iterable[tuple[str, dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(name, f"{LIST}?{urlencode(query)}") for name, query in named]


def _line(who: str, client: Client, name: str, address: str, rounds: int) -> None:
    client.get(address)  # the first one warms up
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    queries = len(asked)
    if response.status_code != 200:
        print(f"| {who} | {name} | – | – | – | – | – | status {response.status_code} |")
        return
    times, own = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        client.get(address)
        times.append(1000 * (time.perf_counter() - began))
        own.append(1000 * (time.process_time() - used))
    rows = response.text.count('class="field-title"')
    verdict = "ok" if median(times) <= GOAL else "MISSED"
    print(
        f"| {who} | {name} | {median(times):.0f} | {max(times):.0f} | {median(own):.0f} "
        f"| {queries} | {rows} | {verdict} |",
        flush=True,
    )
