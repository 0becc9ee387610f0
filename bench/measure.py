"""Requests a second and CPU a request, beside a constant view, in interleaved rounds."""

import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from bench import load, processes, servers
from news import front, paging
from news.models import Publication

LIST = "tin-tuc-su-kien"
DEEP_PAGE, PAGE_SIZE = 5_000, 12
ARTICLES = 40
SEARCHES = (
    *("và", "ủy ban nhân dân", "phát triển kinh tế", "thủ tục", "thu tuc hanh chinh"),
    *("kênh", "cầu đường", "khuyến học", "chuyển đổi số", "dich benh"),
    *("bách chiêm", "hoắc khuê", "trạch uyển", "Nghiêu Phùng", "thuấn diễm"),
    *('"công văn số"', '"bách chiêm"', "777/UBND-BT", "khongcotunayxyz", "zzz qqq"),
)
# figures.md: CPU of a page at most so many times the constant view's.
GOALS = {"home": 9.0, "list": 9.0, "deep list": 9.0, "article": 8.0}
KEPT_GOAL = 0.5


@dataclass
class Target:
    """One line of the table: what is asked of which server, and what each round gave."""

    name: str
    server: servers.Server
    paths: list[str]
    goal: float | None
    rounds: list[tuple[load.Result, float]] = field(default_factory=list)

    def middle(self) -> tuple[float, float]:
        """Return the medians of requests a second and of CPU milliseconds a request."""
        rates = [result.rate for result, _cpu in self.rounds]
        return median(rates), median(1000 * cpu / result.requests for result, cpu in self.rounds)


def run(rounds: int, seconds: float, accept_encoding: str) -> None:
    """Start the servers, ask in interleaved rounds, print the tables."""
    headers = f"Accept-Encoding: {accept_encoding}\r\n" if accept_encoding else ""
    database = servers.database_pid()
    pages = _pages()
    connection.close()
    with ExitStack() as stack:
        constant = stack.enter_context(servers.constant())
        unkept = stack.enter_context(servers.portal(0))
        kept = stack.enter_context(servers.portal(6))
        if load.one(kept.port, "/tim-kiem/?q=a")[0] == 200:
            pages["20 searches"] = [f"/tim-kiem/?q={quote(query)}" for query in SEARCHES]
        targets = [Target("constant view", constant, ["/"], None)]
        for name, paths in pages.items():
            targets.append(Target(f"{name}, unkept", unkept, paths, GOALS.get(name)))
        for name, paths in pages.items():
            targets.append(Target(f"{name}, kept", kept, paths, KEPT_GOAL))
        for number in range(rounds + 1):
            for target in targets:
                _round(target, seconds, headers, database)
                if not number:
                    target.rounds.clear()  # the first round warms up
        _print_targets(targets)
        _print_surroundings(unkept, kept, database)
        if "20 searches" in pages:
            _print_searches(unkept, pages["20 searches"])


def _pages() -> dict[str, list[str]]:
    """Return the addresses to ask for, by the name of their line."""
    tree = front.tree()
    below = tree.below(tree.by_slug[LIST].pk)
    rows = Publication.objects.visible().dated().order_by("-published_at", "-pk")
    listed = rows.filter(category__in=below).defer("summary")
    total = rows.count()
    print(
        f"{connection.vendor}, {total:,} visible articles, {timezone.localtime():%Y-%m-%d %H:%M}\n"
    )
    depth = min(DEEP_PAGE * PAGE_SIZE, listed.count() - PAGE_SIZE - 1)
    key = paging.key_of(listed[depth])
    # Anywhere among the years, the same each time.
    middle = rows.filter(published_at__lt=timezone.now() - timedelta(days=400))
    articles = [row.get_absolute_url() for row in middle[:ARTICLES]]
    address = f"/chuyen-muc/{LIST}/"
    return {
        "home": ["/"],
        "list": [address],
        "deep list": [f"{address}?truoc={key}"],
        "article": articles,
    }


def _round(target: Target, seconds: float, headers: str, database: int | None) -> None:
    roots = [root for root in (target.server.pid, database) if root]
    before = sum(map(processes.cpu_seconds, roots))
    requests = [load.get(path, headers) for path in target.paths]
    result = load.run(target.server.port, requests, seconds)
    target.rounds.append((result, sum(map(processes.cpu_seconds, roots)) - before))


def _print_targets(targets: list[Target]) -> None:
    _rate, base = targets[0].middle()
    print("| page | requests/s | CPU ms | × constant | goal | | bytes | not 200 |")
    print("|---|---|---|---|---|---|---|---|")
    for target in targets:
        rate, cpu = target.middle()
        goal = f"≤ {target.goal}" if target.goal else ""
        verdict = "" if not target.goal else "ok" if cpu <= target.goal * base else "MISSED"
        last = target.rounds[-1][0]
        failures = sum(result.failures for result, _cpu in target.rounds)
        print(
            f"| {target.name} | {rate:,.0f} | {cpu:.3f} | {cpu / base:.2f} | {goal} | {verdict} "
            f"| {last.bytes:,} | {failures} |"
        )


def _print_surroundings(unkept: servers.Server, kept: servers.Server, database: int | None) -> None:
    print(f"\nStart to first page: {unkept.started:.2f} s and {kept.started:.2f} s")
    sizes = {"portal, nothing kept": unkept.pid, "portal, pages kept": kept.pid}
    if database:
        sizes["PostgreSQL"] = database
    for name, pid in sizes.items():
        print(f"PSS of {name}: {processes.memory_bytes(pid) / 2**20:.0f} MiB")


def _print_searches(server: servers.Server, paths: list[str]) -> None:
    """Print how long each search takes when it is asked for alone: the median of five."""
    times = []
    for path in paths:
        own = []
        for _ in range(5):
            began = time.monotonic()
            load.one(server.port, path)
            own.append(1000 * (time.monotonic() - began))
        times.append((median(own), path))
    worst, path = max(times)
    middle = median(taken for taken, _path in times)
    print(f"\nSearches alone: median {middle:.1f} ms, worst {worst:.1f} ms ({path})")
