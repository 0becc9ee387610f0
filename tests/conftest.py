"""What every test needs: empty process memory, and a database whose guards give way to clean-up."""

import time
import uuid
from importlib import import_module

import pytest
from django.db import connection
from django.test import TransactionTestCase

from kientuong_portal.page_memory import memory
from news import generation
from stats import bounds, figures, folding

guards = import_module("news.migrations.0002_database_guards")
_flush = TransactionTestCase._fixture_teardown


QUIET_SECONDS = 10


def _wait_for_other_sessions(cursor):
    """Let requests that a closed browser left behind end: emptying tables beside them deadlocks."""
    if connection.vendor != "postgresql":
        return
    give_up = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < give_up:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.02)


def _flush_without_guards(self):
    """Empty the tables between transactional tests, which the portal's own guards would refuse."""
    with connection.cursor() as cursor:
        _wait_for_other_sessions(cursor)
        guards.drop(cursor.execute, connection.vendor)
    _flush(self)
    with connection.cursor() as cursor:
        guards.create(cursor.execute, connection.vendor)


TransactionTestCase._fixture_teardown = _flush_without_guards


def forget():
    """Forget what this process keeps between requests, as a new process would begin."""
    generation.holder.clear()
    figures.views.clear()
    bounds.door.clear()
    bounds.refused.clear()
    memory.clear()


@pytest.fixture(autouse=True)
def _empty_memory():
    forget()


@pytest.fixture(autouse=True)
def journals(settings, monkeypatch):
    """Give each test journals of its own, folded as soon as something is noted."""
    settings.JOURNAL_DIR = settings.DATA_DIR / "journals" / uuid.uuid4().hex
    # Another process that tests in another year would destroy the keys of this one.
    settings.VISITOR_KEYS_DIR = settings.JOURNAL_DIR / "keys"
    monkeypatch.setattr(folding, "SECONDS", 0.0)
    monkeypatch.setattr(folding, "_next_time", 0.0)
    monkeypatch.setattr(folding, "_cleared_for", None)
    monkeypatch.setattr(bounds.Refused, "SECONDS", 0.0)
    return settings.JOURNAL_DIR


@pytest.fixture(autouse=True)
def _unhurried(request, monkeypatch):
    """Let no look at the content generation fall due between two requests of a slow machine.

    A browser's tests change what they then read, and the clock has to show it.
    """
    if not request.node.get_closest_marker("browser"):
        monkeypatch.setattr(generation, "CHECK_SECONDS", 60.0)


@pytest.fixture
def instant(_unhurried, monkeypatch):
    """Let this process compare the content generation at every request."""
    monkeypatch.setattr(generation, "CHECK_SECONDS", 0.0)


@pytest.fixture
def enter(client):
    """Log somebody in: ``enter(user)`` returns the client."""

    def log_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in
