"""Two people write on from one version: whichever text stands, the other one is a version."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from news import kept_texts, workflow
from news.enums import Role, Status
from news.models import KeptText
from tests import factories, samples
from tests.news.desk import address, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def mine():
    return factories.make_user(Role.CONTRIBUTOR, full_name="Phạm Ngọc Ánh")


@pytest.fixture
def theirs():
    return factories.make_user(Role.EDITOR, full_name="Trần Văn Bình")


@pytest.fixture
def article(mine):
    return factories.make_draft(mine, title="Tên đầu")


@pytest.fixture
def met(enter, article, mine, theirs):
    """Return what my form sends after they have saved first and mine, with uploads, was refused."""
    content = factories.make_content(title="Bản của họ", body="<p>Chữ của họ</p>")
    workflow.save(article.pk, theirs, article.newest_version_id, content)
    data = form_data(
        article,
        title="Bản của tôi",
        body="<p>Chữ của tôi</p>",
        image=samples.picture("anh-cua-toi.jpg"),
        image_alt="Cầu",
        **{"attachments-0-file": samples.pdf("tep.pdf"), "attachments-0-title": "Kế hoạch"},
    )
    response = enter(mine).post(address(article), data)
    assert response.status_code == 409
    form, (row,) = response.context["form"], response.context["rows"].forms
    data |= {name: form[name].value() for name in ("version", "began_from", "stored_image")}
    data |= {f"attachments-0-{name}": row[name].value() for name in ("stored", "name")}
    for upload in ("image", "attachments-0-file", "_save"):
        del data[upload]
    return data


def texts(article):
    """Return (number, title, picture, titles of attachments) of the versions, newest first."""
    return [
        (
            version.number,
            version.title,
            version.image.name if version.image else "",
            [kept["title"] for kept in version.attachments],
        )
        for version in article.versions.select_related("image")
    ]


MINE = ("Bản của tôi", "anh-cua-toi.jpg", ["Kế hoạch"])


def test_the_page_shows_both_and_offers_two_ways_on(enter, article, mine, theirs):
    content = factories.make_content(title="Bản của họ", body="<p>Chữ của họ</p>")
    workflow.save(article.pk, theirs, article.newest_version_id, content)
    data = form_data(article, title="Bản của tôi", body="<p>Chữ của tôi</p>")

    page = enter(mine).post(address(article), data).text

    for text in ("Bản của tôi", "Chữ của tôi", "Bản của họ", "Chữ của họ", "Trần Văn Bình"):
        assert text in page
    for way in ("Giữ bản của tôi", "Lấy bản của họ"):
        assert way in page
    assert "data-unsaved-now" in page


def test_keeping_mine_puts_it_on_top_with_both_numbers(enter, article, mine, met):
    enter(mine).post(address(article), met | {"_save": "", "note": "Sửa tiêu đề"})

    assert texts(article) == [
        ("0.3", *MINE),
        ("0.2", "Bản của họ", "", []),
        ("0.1", "Tên đầu", "", []),
    ]
    note = factories.reload(article).newest_version.note
    for part in ("0.1", "0.2", "Sửa tiêu đề"):
        assert part in note


def test_a_note_without_room_for_the_numbers_stays_whole(enter, article, mine, met):
    long = "x" * 300
    enter(mine).post(address(article), met | {"_save": "", "note": long})
    assert factories.reload(article).newest_version.note == long


def test_taking_theirs_keeps_mine_as_a_version_below(enter, article, mine, met):
    response = enter(mine).post(address(article), met | {"_take_theirs": ""}, follow=True)

    assert texts(article) == [
        ("0.4", "Bản của họ", "", []),
        ("0.3", *MINE),
        ("0.2", "Bản của họ", "", []),
        ("0.1", "Tên đầu", "", []),
    ]
    assert "0.3" in response.text
    assert response.context["form"]["title"].value() == "Bản của họ"


def test_who_wrote_on_from_the_text_that_stands_again_meets_nothing(
    enter, article, mine, theirs, met
):
    before = factories.reload(article)
    enter(mine).post(address(article), met | {"_take_theirs": ""})

    data = form_data(before, title="Họ viết tiếp")
    assert enter(theirs).post(address(article), data).status_code == 302
    assert factories.reload(article).newest_version.title == "Họ viết tiếp"


def test_taking_theirs_when_both_say_the_same_writes_nothing(enter, article, mine, met):
    newest = factories.reload(article).newest_version
    data = form_data(
        factories.reload(article),
        began_from=article.newest_version_id,
        title=newest.title,
        summary=newest.summary,
        body=newest.body,
        _take_theirs="",
    )
    assert enter(mine).post(address(article), data).status_code == 302
    assert article.versions.count() == 2


@pytest.mark.parametrize("way", ["_save", "_take_theirs"])
def test_a_third_text_meets_again_and_loses_nothing(enter, article, mine, theirs, met, way):
    newest = factories.reload(article).newest_version_id
    workflow.save(article.pk, theirs, newest, factories.make_content(title="Bản thứ ba"))

    response = enter(mine).post(address(article), met | {way: ""})

    assert response.status_code == 409
    form = response.context["form"]
    assert form["title"].value() == "Bản của tôi"
    assert form.image_file.name == "anh-cua-toi.jpg"
    assert form["began_from"].value() == str(article.newest_version_id)
    assert "Bản thứ ba" in response.text


def test_a_fault_in_between_keeps_both_texts_on_the_page(enter, article, mine, met):
    response = enter(mine).post(address(article), met | {"_take_theirs": "", "title": ""})

    assert response.status_code == 200
    for text in ("Chữ của tôi", "Chữ của họ", "Lấy bản của họ", "anh-cua-toi.jpg"):
        assert text in response.text


def test_what_was_to_be_submitted_is_submitted_by_the_way_on(enter, article, mine, theirs):
    workflow.save(article.pk, theirs, article.newest_version_id, factories.make_content())
    data = form_data(article, title="Bản của tôi", _submit="")
    del data["_save"]
    response = enter(mine).post(address(article), data)
    assert "Chưa thực hiện được “Lưu và gửi duyệt”" in response.text
    assert re.search(r'name="_submit">Giữ bản của tôi, lưu và gửi duyệt<', response.text)

    form = response.context["form"]
    data |= {name: form[name].value() for name in ("version", "began_from")}
    assert enter(mine).post(address(article), data).status_code == 302
    assert factories.reload(article).status == Status.PENDING


def test_who_goes_back_after_saving_is_no_other_writer(enter, article, mine):
    """The browser's Back shows the form as it was opened; what was saved since is one's own."""
    content = factories.make_content(title="Đã lưu", body="<p>Chữ đã lưu</p>")
    workflow.save(article.pk, mine, article.newest_version_id, content)
    data = form_data(article, title="Viết lại")
    response = enter(mine).post(address(article), data)
    main = response.text[response.text.index('id="refusals"') :]
    main = main[: main.index("article-form")] + main[main.index("both-texts") :]
    told = main[: main.index('<div class="grid two-thirds">')]
    assert "Chính bạn đã lưu phiên bản 0.2" in told
    for others in ("của họ", "Phạm Ngọc Ánh"):
        assert others not in told
    for way in ("Giữ nội dung trong biểu mẫu", "Lấy nội dung đã lưu"):
        assert way in told

    form = response.context["form"]
    data |= {name: form[name].value() for name in ("version", "began_from")}
    done = enter(mine).post(address(article), data | {"_take_theirs": ""}, follow=True)
    assert "của họ" not in done.text
    assert factories.reload(article).newest_version.title == "Đã lưu"


# --- what could not be saved ----------------------------------------------------------------------


def test_a_text_refused_while_the_article_waits_is_kept_and_opened_again(
    enter, article, mine, theirs
):
    """They have sent it for approval meanwhile: mine waits, with its upload, even if I leave."""
    workflow.submit(article.pk, theirs, article.newest_version_id)
    data = form_data(article, title="Bản của tôi", image=samples.picture("anh-cua-toi.jpg"))
    client = enter(mine)
    assert client.post(address(article), data).status_code == 409

    assert "vẫn được giữ cho bạn" in client.get(address(article)).text
    again = client.get(f"{address(article)}?mo-lai").context["form"]
    assert again["title"].value() == "Bản của tôi"
    assert again.image_file.name == "anh-cua-toi.jpg"
    assert "vẫn được giữ" not in enter(theirs).get(address(article)).text
    assert enter(theirs).get(f"{address(article)}?mo-lai").context["form"] is None


def test_a_text_opened_again_meets_what_was_written_since(enter, article, mine, theirs, met):
    page = enter(mine).get(f"{address(article)}?mo-lai")
    for text in ("Bản của tôi", "Chữ của tôi", "Chữ của họ", "Giữ bản của tôi", "anh-cua-toi.jpg"):
        assert text in page.text


@pytest.mark.parametrize("way", ["_save", "_take_theirs"])
def test_what_was_saved_is_not_kept_any_longer(enter, article, mine, met, way):
    assert KeptText.objects.filter(article=article, user=mine).exists()
    enter(mine).post(address(article), met | {way: ""})
    assert not KeptText.objects.exists()


def test_saving_something_else_keeps_it(enter, article, mine, met):
    data = form_data(factories.reload(article), title="Bản khác của tôi")
    enter(mine).post(address(article), data)
    assert KeptText.objects.filter(user=mine).exists()


def test_kept_texts_go_after_a_month(enter, article, mine, met):
    KeptText.objects.update(kept_at=timezone.now() - timedelta(days=31))
    kept_texts.keep(factories.make_draft(), mine, QueryDict("title=a"), timezone.now())
    assert [kept.fields for kept in KeptText.objects.all()] == [{"title": ["a"]}]
