"""The demo, filled once for all tests of this folder: making its pictures is what takes time."""

import pytest
from django.db import transaction

from kientuong_portal.management.commands.demo import Command


@pytest.fixture(scope="package")
def filled(django_db_setup, django_db_blocker):
    """Fill the demo and take it back when the folder's last test has ended."""
    with django_db_blocker.unblock(), transaction.atomic():
        Command().fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(filled, django_db_blocker):
    """Let a test read the filled demo."""
    with django_db_blocker.unblock():
        yield
