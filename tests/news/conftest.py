"""People and places that most tests of the news need."""

import pytest
from django.utils import timezone

from news.enums import Role
from tests import factories


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def here():
    return factories.make_category()


@pytest.fixture
def kind():
    return factories.make_type()


@pytest.fixture
def writer():
    return factories.make_user(Role.CONTRIBUTOR)


@pytest.fixture
def editor():
    return factories.make_user(Role.EDITOR)


@pytest.fixture
def approver():
    return factories.make_user(Role.APPROVER)


@pytest.fixture
def boss():
    return factories.make_user(*factories.EVERY_DESK_ROLE)
