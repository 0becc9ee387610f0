"""Uploads and the virus scanner: infected ones are refused, unscanned ones wait unseen."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from news import files, virus_scan
from news.enums import Role
from news.models import StoredFile, Upload, WaitingFile
from news.versions import Attachment
from tests import factories, samples
from tests.news import clamd
from tests.portal import makers
from tests.portal.web import ask

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def path(settings, tmp_path):
    """Where the daemon listens once a test runs it."""
    settings.CLAMAV_SOCKET = str(tmp_path / "clamd")
    return tmp_path / "clamd"


@pytest.fixture
def editor():
    return factories.make_user(Role.EDITOR)


def infected_pdf():
    return samples.pdf(text=clamd.VIRUS.decode())


def scan():
    said = StringIO()
    call_command("scan_files", stdout=said, verbosity=2)
    return said.getvalue()


def test_what_comes_in_is_shown_to_the_scanner_whole(path, editor, monkeypatch):
    monkeypatch.setattr(virus_scan, "PIECE", 7)
    with clamd.running(path) as seen:
        file = files.take_attachment(samples.pdf(), editor)
    assert seen == [samples.pdf_bytes()]
    assert not WaitingFile.objects.exists()
    assert files.open_stored(file.path).read() == samples.pdf_bytes()


def test_an_infected_file_is_refused_with_a_sentence(path, editor):
    with clamd.running(path), pytest.raises(ValidationError, match="Test-Virus"):
        files.take_attachment(infected_pdf(), editor)
    assert not StoredFile.objects.exists()
    assert not Upload.objects.exists()


@pytest.mark.parametrize("says", [None, b"INSTREAM size limit exceeded. ERROR", b""])
def test_while_the_scanner_is_down_files_wait_unseen_and_staff_are_told(path, editor, enter, says):
    """Down: nobody listens, or what answers does not say yes or no."""
    makers.make_identity()
    if says is None:
        file = files.take_attachment(samples.pdf(), editor)
    else:
        with clamd.running(path, says or b"UNKNOWN COMMAND"):
            file = files.take_attachment(samples.pdf(), editor)
    article = factories.make_published(editor, attachments=(Attachment(file, "Tệp", "a.pdf"),))
    page = article.publications.get().get_absolute_url()
    address = f"/tep/{file.sha256}/a.pdf"
    assert ask(page).status == 200
    assert ask(address).status == 404
    client = enter(editor)
    assert client.get(address).status_code == 200
    library = reverse("admin:library")
    for told in (reverse("admin:index"), library):
        assert "?dung=cho-quet" in client.get(told).text
    assert file.sha256 in client.get(library, {"dung": "cho-quet"}).text

    with pytest.raises(CommandError, match="1"):
        scan()
    with clamd.running(path):
        scan()
    assert ask(address).status == 200
    assert "?dung=cho-quet" not in client.get(library).text


def test_a_virus_found_later_never_reaches_readers(path, editor, enter):
    file = files.take_attachment(infected_pdf(), editor)
    clean = files.take_attachment(samples.pdf(), editor)
    factories.make_published(
        editor, attachments=(Attachment(file, "Tệp", "a.pdf"), Attachment(clean, "Sạch", "b.pdf"))
    )
    with clamd.running(path):
        scan()
    assert WaitingFile.objects.get().found == "Test-Virus"
    assert ask(f"/tep/{file.sha256}/a.pdf").status == 404
    assert ask(f"/tep/{clean.sha256}/b.pdf").status == 200
    page = enter(editor).get(reverse("admin:library_file", args=[file.sha256])).text
    assert "Test-Virus" in page
    # It is not asked about again.
    with clamd.running(path) as seen:
        scan()
    assert seen == []


def test_what_readers_have_stays_when_it_is_brought_in_again_while_the_scanner_is_down(
    path, editor
):
    with clamd.running(path):
        file = files.take_attachment(samples.pdf(), editor)
    factories.make_published(editor, attachments=(Attachment(file, "Tệp", "a.pdf"),))
    files.take_attachment(samples.pdf(), factories.make_user(Role.EDITOR))
    assert ask(f"/tep/{file.sha256}/a.pdf").status == 200


def test_without_the_setting_nothing_is_scanned(settings, editor, django_assert_num_queries):
    settings.CLAMAV_SOCKET = ""
    files.take_attachment(infected_pdf(), editor)
    assert not WaitingFile.objects.exists()
    with django_assert_num_queries(0):
        assert virus_scan.standing() == virus_scan.Standing()
    with pytest.raises(CommandError):
        scan()
