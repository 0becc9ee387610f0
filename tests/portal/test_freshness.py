"""Two real server processes that keep a page: both show every change within two seconds.

`./run drill freshness` does the same with 50 tries each and prints the delays.
"""

import pytest

from tests.portal import freshness
from tests.servers import running

# The drill does it on both databases.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
TRIES = 2


def test_two_processes_show_every_kind_of_change_within_two_seconds():
    desk = freshness.Desk(seed=1)
    with running(2) as servers:
        for kind in freshness.KINDS:
            for _ in range(TRIES):
                delays = freshness.try_once(servers, kind, desk)
                assert max(delays) <= freshness.LIMIT_SECONDS, kind.__name__
