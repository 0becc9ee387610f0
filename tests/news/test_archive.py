"""The archive: numbers per year, month and day, by the portal's clock, of visible articles only."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.conftest import forget

pytestmark = pytest.mark.django_db


def at(year, month, day, hour=9):
    return timezone.make_aware(datetime(year, month, day, hour))


@pytest.fixture
def dated():
    for moment in (at(2023, 1, 16), at(2023, 1, 16, 23), at(2023, 3, 1, 0), at(2025, 12, 31, 23)):
        factories.make_published(published_at=moment, title=f"Tin {moment:%d.%m.%Y %H}")
    factories.make_withdrawn(published_at=at(2023, 1, 17), title="Tin đã gỡ")
    factories.make_draft(published_at=at(2023, 1, 18), title="Tin nháp")
    forget()


def counts(client, address):
    """Return the numbers in brackets that the archive's links show, by link text."""
    text = client.get(address).text
    return {
        " ".join(part.partition(" <span")[0].rpartition(">")[2].split()): int(
            part.partition('small">(')[2].partition(")")[0]
        )
        for part in text.partition("archive-nav")[2].split("<li>")[1:]
        if 'small">(' in part
    }


def test_a_year_has_twelve_months_with_their_numbers(client, dated):
    found = counts(client, "/luu-tru/2023/")
    assert found["Năm 2023"] == 3
    assert found["Năm 2025"] == 1
    assert found["Tháng 1"] == 2
    assert found["Tháng 2"] == 0
    assert found["Tháng 3"] == 1
    assert len([name for name in found if name.startswith("Tháng")]) == 12


def test_a_year_leads_back_to_the_start(client, dated):
    assert '<li><a href="/luu-tru/">Lưu trữ</a></li>' in client.get("/luu-tru/2023/").text
    assert '<li><a href="/luu-tru/">' not in client.get("/luu-tru/").text


def test_the_start_shows_the_newest_year(client, dated):
    assert counts(client, "/luu-tru/")["Tháng 12"] == 1


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("/luu-tru/2023/01/", ["Tin 16.01.2023 23", "Tin 16.01.2023 09"]),
        ("/luu-tru/2023/01/16/", ["Tin 16.01.2023 23", "Tin 16.01.2023 09"]),
        ("/luu-tru/2023/01/17/", []),
        ("/luu-tru/2023/03/01/", ["Tin 01.03.2023 00"]),
        ("/luu-tru/2023/02/", []),
        ("/luu-tru/2025/12/31/", ["Tin 31.12.2025 23"]),
    ],
)
def test_a_period_lists_what_was_published_in_it(client, dated, address, titles):
    whole = client.get(address).text
    assert ('<meta name="robots" content="noindex">' in whole) == (not titles)
    text = whole.partition("story-list")[2].partition("</ul>")[0]
    found = [part.partition("</a>")[0] for part in text.split('/">')[1:]]
    assert found == titles


@pytest.mark.parametrize(
    "address",
    [
        "/luu-tru/2022/",
        "/luu-tru/2023/13/",
        "/luu-tru/2023/02/30/",
        "/luu-tru/0000/",
        "/luu-tru/23/",
    ],
)
def test_periods_that_are_not_there_answer_404(client, dated, address):
    assert client.get(address).status_code == 404


def test_an_empty_portal_says_so(client):
    forget()
    assert "Chưa có" in client.get("/luu-tru/").text


@pytest.mark.parametrize(
    "address", ["/luu-tru/", "/luu-tru/2023/", "/luu-tru/2023/01/", "/luu-tru/2023/01/16/"]
)
def test_a_period_costs_one_query_when_it_was_counted(client, dated, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) == (1 if "/01/" in address else 0)
