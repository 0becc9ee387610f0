"""What a beacon costs beside a constant POST, and what folding its lines costs later."""

import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench import load, processes, servers
from news.models import Publication
from stats import folding
from stats.counting import Hit, note
from stats.tokens import Page, token_for

AGENT = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
ARTICLES, LINES, READERS = 200, 20_000, 4_000
# figures.md: CPU of a beacon at most so many times a constant POST's.
GOAL = 1.7


def run(rounds: int, seconds: float) -> None:
    """Send beacons and constant POSTs in interleaved rounds, then fold; print both."""
    articles = list(Publication.objects.visible().values_list("article", flat=True)[:ARTICLES])
    beacons = [_beacon(articles[number % len(articles)], number) for number in range(READERS)]
    constants = [load.post("/", "t=constant")]
    connection.close()
    with TemporaryDirectory(dir=settings.DATA_DIR) as journals, ExitStack() as stack:
        constant = stack.enter_context(servers.constant())
        portal = stack.enter_context(servers.portal(16, JOURNAL_DIR=journals, TRUSTED_PROXIES="1"))
        targets = {"constant POST": (constant, constants), "beacon": (portal, beacons)}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in targets}
        for number in range(rounds + 1):
            for name, (server, requests) in targets.items():
                before = processes.cpu_seconds(server.pid)
                result = load.run(server.port, requests, seconds)
                spent = processes.cpu_seconds(server.pid) - before
                if result.failures:
                    raise RuntimeError(f"{name}: {result.failures} were refused")
                if number:  # the first round warms up
                    found[name].append((result.rate, 1000 * spent / result.requests))
    print(f"{connection.vendor}, {len(articles)} articles, {timezone.localtime():%Y-%m-%d %H:%M}\n")
    print("| request | requests/s | CPU ms | × constant POST | goal |\n|---|---|---|---|---|")
    base = median(cpu for _rate, cpu in found["constant POST"])
    for name, values in found.items():
        rate, cpu = (median(one[place] for one in values) for place in (0, 1))
        goal = f"{GOAL}" if name == "beacon" else ""
        print(f"| {name} | {rate:,.0f} | {cpu:.3f} | {cpu / base:.2f} | {goal} |")
    _print_folding(articles)


def _address(number: int) -> str:
    return f"10.0.{number >> 8 & 255}.{number & 255}"


def _beacon(article: int, number: int) -> bytes:
    """Return the beacon of one of many readers: of a single one, few a minute would count."""
    headers = (
        f"User-Agent: {AGENT}",
        "Accept-Language: vi-VN,vi;q=0.9",
        f"X-Forwarded-For: {_address(number)}",
    )
    return load.post(
        "/dem/",
        urlencode({"t": token_for(Page("article", article))}),
        "".join(f"{header}\r\n" for header in headers),
    )


def _print_folding(articles: list[int]) -> None:
    with TemporaryDirectory(dir=settings.DATA_DIR) as journals:
        settings.JOURNAL_DIR = Path(journals)
        for number in range(LINES):
            page = Page("article", articles[number % len(articles)])
            note(Hit(page, _address(number % READERS), AGENT, timezone.now()))
        with transaction.atomic():
            began, spent = time.perf_counter(), time.process_time()
            folding.fold()
            spent, took = time.process_time() - spent, time.perf_counter() - began
            transaction.set_rollback(True)
    thousands = LINES / 1000
    print(
        f"\nFolding {LINES:,} lines: {1000 * took / thousands:.1f} ms a thousand lines, "
        f"of which {1000 * spent / thousands:.1f} ms CPU of this process"
    )
