"""The checks on the desk: shown before submitting, each led to its field, warnings answered."""

import pytest

from news import files
from news.enums import Status
from news.versions import Attachment
from tests import factories, samples
from tests.news.desk import address, form_data, verb_address

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def attachments(writer):
    """A good attachment, then a scanned one without a title."""
    scanned = files.take_attachment(samples.page_pdf("scan0001.pdf"), writer)
    return factories.make_attachment(writer), Attachment(scanned, "scan0001", "scan0001.pdf")


@pytest.fixture
def faulty(writer, attachments):
    return factories.make_draft(writer, summary="", attachments=attachments)


@pytest.fixture
def warned(writer):
    image = factories.make_stored_image(writer, size=(300, 200))
    return factories.make_draft(writer, image=image, image_alt="Cầu")


def kept_rows(*attachments, **titles):
    """Return what the rows of these attachments send; ``titles`` by their place, as ``row_0``."""
    data = {"attachments-TOTAL_FORMS": len(attachments), "attachments-INITIAL_FORMS": 0}
    for place, one in enumerate(attachments):
        data[f"attachments-{place}-stored"] = one.file.sha256
        data[f"attachments-{place}-name"] = one.name
        data[f"attachments-{place}-title"] = titles.get(f"row_{place}", one.title)
    return data


def inputs(response):
    return [line.input for line in response.context["checklist"].lines]


def test_the_saved_version_is_checked_before_anybody_submits_it(enter, writer, faulty):
    response = enter(writer).get(address(faulty))

    second_row = "id_attachments-1-title"
    assert inputs(response) == ["id_summary", second_row, second_row]
    assert [line.is_warning for line in response.context["checklist"].lines] == [False, False, True]
    for target in ("id_summary", second_row):
        assert f'href="#{target}"' in response.text
        assert f'id="{target}"' in response.text
    assert "Vì sao vẫn gửi" in response.text


def test_without_a_fault_the_list_says_so_and_asks_nothing(enter, writer):
    page = enter(writer).get(address(factories.make_draft(writer))).text
    assert "Không thấy lỗi nào" in page
    assert "Vì sao vẫn gửi" not in page


def test_an_approved_text_has_nothing_to_check(enter, editor):
    response = enter(editor).get(address(factories.make_published(editor)))
    assert response.context["checklist"] is None


def test_a_refused_submission_names_the_row_of_the_file_wherever_it_stands(
    enter, writer, attachments
):
    article = factories.make_draft(writer)
    data = form_data(article, _submit="", **kept_rows(*reversed(attachments)))

    response = enter(writer).post(address(article), data)

    assert response.status_code == 409
    assert "id_attachments-0-title" in inputs(response)
    assert "attachments-0-title_error" in response.text
    assert "attachments-1-title_error" not in response.text
    assert "chưa có gì được lưu" not in response.text


def test_a_warning_stops_until_it_is_answered_and_the_approver_reads_why(
    enter, writer, approver, warned
):
    client = enter(writer)
    data = form_data(warned, stored_image=warned.newest_version.image.sha256, image_alt="Cầu")

    refused = client.post(address(warned), data | {"_submit": ""})
    assert refused.status_code == 409
    assert refused.context["form"].errors["submit_reason"]
    assert factories.reload(warned).status == Status.DRAFT

    version = refused.context["form"]["version"].value()
    answer = {"version": version, "submit_reason": "Ảnh do xã gửi", "_submit": ""}
    assert client.post(address(warned), data | answer).status_code == 302
    assert factories.reload(warned).status == Status.PENDING

    page = enter(approver).get(address(warned))
    assert "Ảnh do xã gửi" in page.text
    assert page.context["checklist"].warns


def test_submitting_what_is_saved_takes_the_reason_too(enter, writer, warned):
    client = enter(writer)
    data = {"version": warned.newest_version_id}
    assert client.post(verb_address(warned, "submit"), data).status_code == 409
    client.post(verb_address(warned, "submit"), data | {"reason": "Không có ảnh khác"})
    event = warned.events.first()
    assert (event.verb, event.reason) == ("submit", "Không có ảnh khác")
