"""The media library: what somebody finds in it, where files are used, descriptions mended."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from news import alt_mending, files, media_library, workflow
from news.enums import Role
from news.models import FileWords, VersionFile
from tests import factories, samples

pytestmark = pytest.mark.django_db
LIBRARY = reverse("admin:library")


def page_of(file):
    return reverse("admin:library_file", args=[file.sha256])


def names(response):
    """Return the names of the files that a page of the library lists."""
    return re.findall(r'<h2><a href="/quan-tri/thu-vien/[0-9a-f]{64}/">([^<]+)</a>', response.text)


def picture(user, name, colour):
    return files.take_picture(samples.picture(name, colour=colour), user)


def in_text(file, alt):
    return f'<p>Chữ.</p><p><img src="{file.get_absolute_url()}" alt="{alt}"></p>'


def test_files_are_found_by_all_they_were_ever_called_with_and_without_marks(enter):
    editor = factories.make_user(Role.EDITOR)
    bridge, boat = picture(editor, "IMG_1.jpg", (1, 1, 9)), picture(editor, "IMG_2.jpg", (9, 1, 1))
    plan = factories.make_attachment(editor, title="Kế hoạch gieo sạ")
    factories.make_draft(
        editor,
        image=bridge,
        image_alt="Cầu Sen lúc bình minh",
        image_caption="Ảnh Thanh Hà",
        body=in_text(boat, "Đò ngang"),
        attachments=(plan,),
    )
    client = enter(editor)
    found = {
        words: sorted(names(client.get(LIBRARY, {"q": words})))
        for words in (
            "cau sen",
            "CẦU bình",
            "thanh ha",
            "do ngang",
            "gieo sạ",
            "img",
            "img 2",
            "xe",
        )
    }
    assert found == {
        "cau sen": ["IMG_1.jpg"],
        "CẦU bình": ["IMG_1.jpg"],
        "thanh ha": ["IMG_1.jpg"],
        "do ngang": ["IMG_2.jpg"],
        "gieo sạ": [plan.file.name],
        "img": ["IMG_1.jpg", "IMG_2.jpg"],
        "img 2": ["IMG_2.jpg"],
        "xe": [],
    }


def test_what_versions_of_before_the_library_said_is_found_after_a_command(enter):
    editor = factories.make_user(Role.EDITOR)
    boat = picture(editor, "IMG_2.jpg", (9, 1, 1))
    article = factories.make_draft(editor, body=in_text(boat, "Đò ngang"))
    workflow.save(article.pk, editor, article.newest_version_id, factories.make_content())
    # As the upgrade that brought the library left it.
    FileWords.objects.update(text=" img 2 jpg ")
    client = enter(editor)
    assert names(client.get(LIBRARY, {"q": "do ngang"})) == []
    for _again in range(2):
        call_command("note_files", verbosity=0)
        assert names(client.get(LIBRARY, {"q": "do ngang"})) == ["IMG_2.jpg"]
    assert FileWords.objects.get(file=boat).text.count("ngang") == 1


def test_a_person_finds_what_they_may_see_and_nothing_else(enter):
    """The own uploads, and what articles of one's categories use; unused files of others never."""
    here, elsewhere = factories.make_category(), factories.make_category()
    editor = factories.make_user(Role.EDITOR, category=here)
    other = factories.make_user(Role.EDITOR)
    shown = {
        name: picture(user, f"{name}.jpg", (number * 9, 1, 1))
        for number, (name, user) in enumerate(
            {"mine": editor, "here": other, "elsewhere": other, "unused": other}.items()
        )
    }
    factories.make_draft(other, here, image=shown["here"])
    factories.make_draft(other, elsewhere, image=shown["elsewhere"])
    client = enter(editor)
    assert names(client.get(LIBRARY)) == ["here.jpg", "mine.jpg"]
    opened = {name: client.get(page_of(file)).status_code for name, file in shown.items()}
    assert opened == {"mine": 200, "here": 200, "elsewhere": 404, "unused": 404}
    assert client.get(shown["here"].get_absolute_url()).status_code == 200


def test_kind_use_and_people_narrow_the_list(enter):
    editor, other = factories.make_user(Role.EDITOR), factories.make_user(Role.EDITOR)
    used, unused = picture(editor, "anh.jpg", (1, 1, 9)), picture(editor, "le.jpg", (9, 1, 1))
    files.take_attachment(samples.pdf("van-ban.pdf"), editor)
    files.take_attachment(samples.pdf("van-ban-ay.pdf"), other)
    files.take_video(samples.video("phim.mp4"), editor)
    factories.make_draft(editor, image=used)
    client = enter(editor)
    asked = {
        "loai=anh": ["le.jpg", "anh.jpg"],
        "loai=van-ban": ["van-ban.pdf"],
        "loai=video": ["phim.mp4"],
        "loai=am-thanh": [],
        "loai=khong-co": ["phim.mp4", "van-ban.pdf", "le.jpg", "anh.jpg"],
        "dung=khong-dung&loai=anh": ["le.jpg"],
        "dung=trung": ["van-ban.pdf"],
    }
    assert {query: names(client.get(f"{LIBRARY}?{query}")) for query in asked} == asked
    page = client.get(LIBRARY, {"dung": "trung"}).text
    assert editor.full_name in page
    assert other.full_name in page
    assert unused.name in client.get(LIBRARY).text


def test_pages_go_on_by_key_with_the_same_queries(enter, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(media_library, "SIZE", 2)
    editor = factories.make_user(Role.EDITOR)
    stored = [
        files.take_attachment(samples.pdf(f"{number}.pdf", f"{number}"), editor)
        for number in range(5)
    ]
    enter(editor)
    first = media_library.page(editor)
    second = media_library.page(editor, before=first.older)
    last = media_library.page(editor, before=second.older)
    back = media_library.page(editor, after=last.newer)
    found = [[row.file.name for row in one.rows] for one in (first, second, last, back)]
    assert found == [["4.pdf", "3.pdf"], ["2.pdf", "1.pdf"], ["0.pdf"], ["2.pdf", "1.pdf"]]
    assert (first.newer, last.older) == (None, None)
    for number in range(2):
        attached = factories.Attachment(stored[4 - number], "Tệp", "a.pdf")
        factories.make_published(editor, attachments=(attached,))
        media_library.page(editor)
        with django_assert_num_queries(6):
            media_library.page(editor)


def test_a_file_tells_where_it_is_used_and_was(enter):
    editor, approver = factories.make_user(Role.EDITOR), factories.make_user(Role.APPROVER)
    file = picture(editor, "cau.jpg", (1, 1, 9))
    alt = {"image": file, "image_alt": "Cầu"}
    public = factories.make_published(editor, approver=approver, title="Đang đăng", **alt)
    factories.make_draft(editor, title="Bản nháp", **alt)
    past = factories.make_draft(editor, title="Đã từng", **alt)
    workflow.save(past.pk, editor, past.newest_version_id, factories.make_content(title="Đã từng"))
    uses = {
        str(use.article.newest_version.title): (use.is_public, use.is_newest)
        for use in media_library.shown(editor, [file])[0].uses
    }
    assert uses == {"Đang đăng": (True, True), "Bản nháp": (False, True), "Đã từng": (False, False)}
    # A correction in draft without the picture: readers still see it.
    workflow.save(
        public.pk, editor, public.newest_version_id, factories.make_content(title="Đang đăng")
    )
    page = enter(editor).get(page_of(file)).text
    assert page.count("is-visible") == 1


def test_a_description_is_mended_in_every_article_that_shows_the_picture(enter):
    """In drafts; what may not be changed is told, and what readers see waits for approval."""
    editor = factories.make_user(Role.EDITOR)
    file, other = picture(editor, "cau.jpg", (1, 1, 9)), picture(editor, "do.jpg", (9, 1, 1))
    public = factories.make_published(
        editor,
        title="Đang đăng",
        image=file,
        image_alt="Cũ",
        body=in_text(file, "cũ nữa") + in_text(other, "Đò"),
    )
    waiting = factories.make_pending(editor, title="Chờ duyệt", image=file, image_alt="Cũ")
    same = factories.make_draft(editor, image=file, image_alt='Cầu "Sen" & đò')
    client = enter(editor)
    page = client.post(page_of(file), {"alt": '  Cầu "Sen" &  đò '})
    assert page.status_code == 200

    mended = factories.reload(public).newest_version
    assert (mended.number, mended.image_alt) == ("1.1", 'Cầu "Sen" & đò')
    assert 'alt="Cầu &quot;Sen&quot; &amp; đò"' in mended.body
    assert 'alt="Đò"' in mended.body
    assert public.publications.get().image_alt == "Cũ"
    assert factories.reload(waiting).newest_version.image_alt == "Cũ"
    assert factories.reload(same).newest_version_id == same.newest_version_id
    assert "Đang đăng" in page.text
    assert "Chờ duyệt" in page.text
    # Once more changes nothing.
    again = alt_mending.mend(editor, file, 'Cầu "Sen" & đò')
    assert [one.pk for one in again] == [waiting.pk]


def test_mending_needs_words_and_a_right_to_the_file(enter):
    editor, stranger = factories.make_user(Role.EDITOR), factories.make_user(Role.CONTRIBUTOR)
    file = picture(editor, "cau.jpg", (1, 1, 9))
    article = factories.make_draft(editor, image=file, image_alt="Cũ")
    assert enter(stranger).post(page_of(file), {"alt": "Mới"}).status_code == 404
    enter(editor).post(page_of(file), {"alt": "  "})
    assert factories.reload(article).newest_version_id == article.newest_version_id
    assert VersionFile.objects.filter(file=file).count() == 1
