"""The admin's home page: what each person finds there, and what they can decide without leaving."""

from datetime import timedelta

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import workflow
from news.enums import Role, Status
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DESK = "/quan-tri/"


def desk(client):
    return lxml.html.document_fromstring(client.get(DESK).text)


def figures(client):
    """Return the desk's figures as {label: (number, note)}."""
    found = {}
    for link in desk(client).xpath("//ul[contains(@class, 'figures')]//a"):
        label, *notes = [span.text_content() for span in link.findall("span")]
        found[label] = (link.find("b").text, notes[0] if notes else "")
    return found


def titles(client, section):
    return [
        link.text_content()
        for link in desk(client).xpath(f"//section[@aria-labelledby='{section}']//li//a")
        if "/change/" in link.get("href") and "button" not in (link.get("class") or "")
    ]


def form_of(client, button):
    """Return (address, data) of the form whose button begins with ``button``."""
    for form in desk(client).xpath("//main//form"):
        if form.xpath("string(.//button)").strip().startswith(button):
            return form.get("action"), dict(form.form_values())
    raise AssertionError(button)


def test_an_approver_sees_what_waits_the_oldest_first_and_nothing_of_other_categories(enter):
    here, there = factories.make_category(), factories.make_category()
    approver = factories.make_user(Role.APPROVER, category=here)
    now = timezone.now()
    factories.make_pending(category=here, title="Bài sau", at=now - timedelta(hours=1))
    factories.make_pending(category=here, title="Bài trước", at=now - timedelta(days=2))
    factories.make_pending(category=there, title="Bài nơi khác")
    factories.make_draft(category=here, title="Bài nháp")

    client = enter(approver)

    assert titles(client, "waiting") == ["Bài trước", "Bài sau"]
    assert figures(client)["Chờ tôi duyệt"] == ("2", "Lâu nhất: 2\xa0ngày")
    assert "có 2 bài chờ duyệt" in desk(client).findtext(".//h1")


def test_an_approver_approves_from_the_desk_and_comes_back(enter):
    article = factories.make_pending(title="Khai mạc hội chợ")
    client = enter(factories.make_user(Role.APPROVER))

    address, data = form_of(client, "Duyệt đăng")
    response = client.post(address, data)

    assert response.headers["location"] == DESK
    assert factories.reload(article).status == Status.APPROVED
    assert titles(client, "published") == ["Khai mạc hội chợ"]


def test_what_was_changed_meanwhile_is_not_approved_from_the_desk(enter):
    article = factories.make_pending()
    client = enter(factories.make_user(Role.APPROVER))
    address, data = form_of(client, "Duyệt đăng")
    writer = article.created_by
    workflow.recall(article.pk, writer, article.newest_version_id)
    newer = factories.make_content(title="Bản mới hơn")
    event = workflow.save(article.pk, writer, article.newest_version_id, newer)
    workflow.submit(article.pk, writer, event.version_id)

    response = client.post(address, data)

    assert response.status_code == 409
    assert "Bản mới hơn" in response.text
    assert factories.reload(article).status == Status.PENDING


@pytest.mark.parametrize(
    ("reason", "status"), [("Thiếu nguồn", Status.REJECTED), (" ", Status.PENDING)]
)
def test_an_approver_returns_from_the_desk_only_with_a_reason(enter, reason, status):
    article = factories.make_pending()
    client = enter(factories.make_user(Role.APPROVER))
    address, data = form_of(client, "Trả lại")

    response = client.post(address, data | {"reason": reason})

    assert factories.reload(article).status == status
    if status == Status.REJECTED:
        assert response.headers["location"] == DESK
    else:
        assert "Xin điền ô này." in response.text


def test_featuring_and_taking_it_back_is_one_click_each(enter):
    article = factories.make_published()
    client = enter(factories.make_user(Role.APPROVER))

    client.post(*form_of(client, "Đặt nổi bật"))
    assert factories.reload(article).is_featured

    client.post(*form_of(client, "Bỏ nổi bật"))
    assert not factories.reload(article).is_featured


def test_a_writer_sees_what_was_returned_by_whom_and_why(enter):
    writer = factories.make_user(Role.CONTRIBUTOR)
    factories.make_rejected(writer, title="Bài của tôi")
    factories.make_rejected(title="Bài của người khác")

    client = enter(writer)

    assert titles(client, "returned") == ["Bài của tôi"]
    section = desk(client).xpath("//section[@aria-labelledby='returned']")[0].text_content()
    assert "Thiếu nguồn" in section
    number, note = figures(client)["Bị trả lại"]
    assert number == "1"
    assert note.startswith("Người trả: Nguyễn Văn")


def test_what_is_planned_stands_in_the_order_of_its_opening(enter):
    factories.make_scheduled(days=3, title="Bài thứ ba")
    first = factories.make_scheduled(days=1, title="Bài thứ nhất")
    client = enter(factories.make_user(Role.APPROVER))

    assert titles(client, "scheduled") == ["Bài thứ nhất", "Bài thứ ba"]
    opens = timezone.localtime(first.publications.get().starts_at)
    assert figures(client)["Hẹn giờ đăng"] == ("2", f"Gần nhất: {opens:%H:%M, %d/%m/%Y}")


def test_what_just_happened_is_what_the_person_may_open(enter):
    writer = factories.make_user(Role.CONTRIBUTOR)
    factories.make_draft(writer, title="Bài của tôi")
    factories.make_published(title="Bài của người khác")
    assert titles(enter(writer), "happened") == ["Bài của tôi"]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.CONTRIBUTOR, ["Bị trả lại", "Bản nháp của tôi", "Truy cập hôm nay"]),
        (Role.EDITOR, ["Bị trả lại", "Bản nháp của tôi", "Hẹn giờ đăng", "Truy cập hôm nay"]),
        (Role.APPROVER, ["Chờ tôi duyệt", "Hẹn giờ đăng", "Truy cập hôm nay"]),
        (Role.ANALYST, ["Truy cập hôm nay"]),
        (Role.ACCOUNTANT, []),
        (Role.ADMINISTRATOR, ["Hẹn giờ đăng", "Truy cập hôm nay"]),
    ],
)
def test_each_role_has_its_own_figures(enter, role, labels):
    assert list(figures(enter(factories.make_user(role)))) == labels


def questions(client):
    """Return how many queries the desk takes when no look at the content generation is due."""
    numbers = []
    for _time in range(3):
        with CaptureQueriesContext(connection) as asked:
            client.get(DESK)
        numbers.append(len(asked))
    return min(numbers)


def test_the_desk_asks_the_same_number_of_questions_however_much_waits(enter):
    client = enter(factories.make_user(Role.EDITOR, Role.APPROVER))
    numbers = []
    for _round in range(2):
        for make in (factories.make_pending, factories.make_published, factories.make_scheduled):
            for _number in range(3):
                make()
        numbers.append(questions(client))
    assert numbers[0] == numbers[1]
