"""What every test needs: empty process memory, and a database whose guards give way to clean-up."""

import time
import uuid
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from kientuong_portal.page_memory import memory
from news import generation
from stats import bounds, figures, folding

guards = import_module("news.migrations.0002_database_guards")
QUIET_SECONDS = 10


def _wait_for_other_sessions(cursor):
    """Let requests that a closed browser left behind end: emptying tables beside them deadlocks."""
    give_up = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < give_up:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.02)


@contextmanager
def _without_guards(cursor):
    """Let rows go that the portal's own guards would keep."""
    if connection.vendor == "postgresql":
        _wait_for_other_sessions(cursor)
        with transaction.atomic():
            # Neither guards nor foreign keys are looked at by a session that replays changes.
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
        return
    guards.drop(cursor.execute, connection.vendor)
    with transaction.atomic():
        yield
    guards.create(cursor.execute, connection.vendor)


def _empty_tables(self):
    """Empty the tables after a transactional test, as Django does, which the guards would refuse.

    Models' names and permissions stay: to make them anew takes longer than most tests.
    """
    kept = {model._meta.db_table for model in (ContentType, Permission)}
    tables = set(connection.introspection.django_table_names(only_existing=True)) - kept
    with connection.cursor() as cursor, _without_guards(cursor):
        for table in sorted(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


TransactionTestCase._fixture_teardown = _empty_tables


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
