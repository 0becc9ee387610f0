"""Issue 6's acceptance 1: what was acknowledged is counted once, whatever is killed or taken away.

BEACONS, KILLS and SEED from the environment; the seed is printed, so a failure can be repeated.
Each trial prints acknowledged ≤ counted ≤ sent, article by article.
"""

import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from bench.processes import family
from stats import checking, folding
from stats.counting import Hit, note
from stats.models import ArticleViews
from stats.tokens import Page, token_for
from tests import factories, private_postgres
from tests.servers import ROOT, running, test_database_url

pytestmark = pytest.mark.django_db(transaction=True)
BEACONS = int(os.environ.get("BEACONS", "10000"))
KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", str(random.randrange(10**6))))
ARTICLES, CONNECTIONS, AWAY_SECONDS = 200, 50, 30
AGENT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": AGENT,
    "Accept-Language": "vi-VN",
}


def address(number):
    """Return one of a million readers' addresses, so that nobody reads more than a person does."""
    return f"10.{number >> 16 & 15}.{number >> 8 & 255}.{number & 255}"


class Load:
    """Beacons from many connections at once, and what became of each."""

    def __init__(self, ports, articles, seed):
        self.ports, self.articles = ports, articles
        self.tokens = {pk: token_for(Page("article", pk)) for pk in articles}
        self.random = random.Random(seed)
        self.sent, self.acknowledged, self.refused = Counter(), Counter(), Counter()
        self._lock = threading.Lock()

    def send(self, amount):
        """Send ``amount`` beacons from CONNECTIONS connections; return when all have an end."""
        chosen = [self.random.choice(self.articles) for _ in range(amount)]
        parts = [chosen[start::CONNECTIONS] for start in range(CONNECTIONS)]
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(self._one_connection, range(CONNECTIONS), parts))

    def _one_connection(self, number, articles):
        port = self.ports[number % len(self.ports)]
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for article in articles:
            with self._lock:
                self.sent[article] += 1
                headers = HEADERS | {"X-Forwarded-For": address(self.sent.total())}
            try:
                client.request("POST", "/dem/", urlencode({"t": self.tokens[article]}), headers)
                status = client.getresponse()
                status.read()
            except (OSError, http.client.HTTPException):
                client.close()
                time.sleep(0.05)
                continue
            with self._lock:
                kept = status.status in (200, 204)
                (self.acknowledged if kept else self.refused)[article] += 1

    def verdict(self, name):
        """Print a line and return whether acknowledged <= counted <= sent for every article."""
        counted = Counter()
        for article, people in ArticleViews.objects.values_list("article", "people"):
            counted[article] += people
        holds = all(self.acknowledged[pk] <= counted[pk] <= self.sent[pk] for pk in self.articles)
        holds = holds and checking.differences() == []
        sums = (self.acknowledged.total(), counted.total(), self.sent.total())
        line = " ≤ ".join(f"{one:,}" for one in sums)
        print(f"| {name} | {line} | {'holds' if holds else 'BROKEN'} |", flush=True)
        return holds


@pytest.fixture
def articles():
    print(f"\n{connection.vendor}, seed {SEED}")
    print("| trial | acknowledged ≤ counted ≤ sent | |")
    print("|---|---|---|")
    writer, category = factories.make_user("editor"), factories.make_category()
    approver = factories.make_user("approver")
    return [
        factories.make_published(writer, category, approver=approver).pk for _ in range(ARTICLES)
    ]


@contextmanager
def served(journals, count=2):
    """Serve with journals in ``journals``; yields the servers."""
    with running(count, JOURNAL_DIR=str(journals), TRUSTED_PROXIES="1") as servers:
        yield servers


def ports_of(servers):
    return [server.port for server in servers]


def test_every_beacon_of_fifty_connections_counts(articles, journals):
    with served(journals) as servers:
        load = Load(ports_of(servers), articles, SEED)
        load.send(BEACONS)
    folding.fold()
    assert load.verdict(f"{BEACONS:,} beacons, nothing killed")
    assert load.acknowledged.total() == load.sent.total() == BEACONS
    assert ArticleViews.objects.count() <= ARTICLES * 2


def test_killed_servers_lose_nothing_that_was_acknowledged(articles, journals):
    load = Load([], articles, SEED)
    for number in range(KILLS):
        with served(journals) as servers:
            load.ports = ports_of(servers)
            moment = 0.1 + load.random.random()

            def kill(servers=servers, moment=moment):
                time.sleep(moment)
                for process in [one for server in servers for one in family(server.process.pid)]:
                    os.kill(process, signal.SIGKILL)

            killer = threading.Thread(target=kill)
            killer.start()
            load.send(BEACONS // KILLS * 4)
            killer.join()
        folding.fold()
        assert load.verdict(f"kill {number + 1} of both servers after {moment:.2f} s")


def test_two_servers_with_their_own_journals(articles, tmp_path, settings):
    with served(tmp_path / "a", 1) as first, served(tmp_path / "b", 1) as second:
        load = Load(ports_of([*first, *second]), articles, SEED)
        load.send(BEACONS)
    for name in ("a", "b"):
        settings.JOURNAL_DIR = tmp_path / name
        folding.fold()
    assert load.verdict("two servers, one database")
    assert load.acknowledged.total() == BEACONS


def test_a_folding_that_is_killed_is_done_again(articles, journals):
    chance = random.Random(SEED)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": test_database_url(),
        "JOURNAL_DIR": str(journals),
    }
    command = [sys.executable, "manage.py", "fold_journal"]
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    start_seconds = time.monotonic() - began
    load = Load([], articles, SEED)
    for number in range(KILLS):
        _note(load, BEACONS // 2, journals)
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as one:
            time.sleep(start_seconds * (0.6 + 0.9 * chance.random()))
            one.kill()
        counted = sum(ArticleViews.objects.values_list("people", flat=True))
        folding.fold()
        name = f"folding {number + 1} killed, {counted:,} counted then"
        assert load.verdict(name)
        assert load.acknowledged == load.sent


def _note(load, amount, journals):
    """Write ``amount`` lines as beacons do, without the servers."""
    for _ in range(amount):
        article = load.random.choice(load.articles)
        load.sent[article] += 1
        reader = address(load.sent.total())
        note(Hit(Page("article", article), reader, AGENT, timezone.now()))
        load.acknowledged[article] += 1


def test_a_full_disk_refuses_and_loses_nothing(articles, tmp_path, settings):
    """On a small disk of its own, which only root can make."""
    journals = tmp_path / "small"
    journals.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(journals)], check=True)
    try:
        settings.JOURNAL_DIR = journals
        with served(journals) as servers:
            load = Load(ports_of(servers), articles, SEED)
            load.send(BEACONS)
            assert load.refused.total() > 0
            home = servers[0].ask("/")
            assert home[0] == 200
            folding.fold()
            assert load.verdict(f"disk full, {load.refused.total():,} refused")
            # Somebody makes room: the folded journal goes, and counting goes on.
            for file in Path(journals).glob("*.journal"):
                file.unlink()
            # The room is free once each process has seen that its file is gone.
            load.send(200)
            before = load.acknowledged.total()
            load.send(500)
            folding.fold()
            assert load.acknowledged.total() - before == 500
            assert load.verdict("disk with room again")
    finally:
        subprocess.run(["umount", "--lazy", str(journals)], check=True)
        shutil.rmtree(journals, ignore_errors=True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server")
def test_a_database_that_is_away_for_half_a_minute_costs_nothing(articles, journals):
    data = _data_directory()
    with served(journals) as servers:
        load = Load(ports_of(servers), articles, SEED)
        sender = threading.Thread(target=load.send, args=(BEACONS,))
        sender.start()
        time.sleep(1)
        connection.close()
        private_postgres.stop(data)
        time.sleep(AWAY_SECONDS)
        private_postgres.start(data)
        sender.join()
        load.send(500)
    folding.fold()
    assert load.verdict("PostgreSQL away for 30 s")
    assert load.acknowledged.total() == load.sent.total()


def _data_directory():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_directory')")
        return Path(cursor.fetchone()[0])
