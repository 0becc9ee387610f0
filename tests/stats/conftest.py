"""What ends every counting test that commits: all sums computed again from their parts."""

import pytest
from django.db import connection

from stats import checking, folding


@pytest.fixture(autouse=True)
def _counts_agree(request):
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if commits:
        # Set up before this one, so that its tables are still filled when this one ends.
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        folding.fold()
        assert [str(difference) for difference in checking.differences()] == []
        connection.close()
