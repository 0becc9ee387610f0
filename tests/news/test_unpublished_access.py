"""Every person × every address that shows something of an article nobody has published.

Two sections; the article stands in one of them. What its writer may do hangs on the role held now.
"""

import pytest
from django.urls import reverse

from news.enums import Role
from news.models import RoleAssignment
from tests import factories
from tests.news import desk
from tests.news.acts import do

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HERE, ELSEWHERE, ABOVE = "here", "elsewhere", "above"
# Role, where it holds (None: everywhere), whether the person wrote the article; then what is
# allowed: to see the files, to read the article, to write on in it.
FILES, READS, WRITES = {"files"}, {"files", "read"}, {"files", "read", "write"}
PEOPLE = {
    "its contributor": (Role.CONTRIBUTOR, HERE, True, WRITES),
    "its contributor, by now elsewhere": (Role.CONTRIBUTOR, ELSEWHERE, True, WRITES),
    "another contributor": (Role.CONTRIBUTOR, HERE, False, set()),
    "its editor": (Role.EDITOR, HERE, True, WRITES),
    "its editor, by now elsewhere": (Role.EDITOR, ELSEWHERE, True, WRITES),
    "another editor": (Role.EDITOR, HERE, False, WRITES),
    "an editor of the section above": (Role.EDITOR, ABOVE, False, WRITES),
    "an editor elsewhere": (Role.EDITOR, ELSEWHERE, False, set()),
    "an approver": (Role.APPROVER, HERE, False, READS),
    "its writer, now an approver": (Role.APPROVER, HERE, True, READS),
    "an approver elsewhere": (Role.APPROVER, ELSEWHERE, False, set()),
    # Who brought a file sees it while working with articles.
    "its writer, now an approver elsewhere": (Role.APPROVER, ELSEWHERE, True, FILES),
    "an analyst": (Role.ANALYST, None, False, set()),
    "its writer, now an analyst": (Role.ANALYST, None, True, set()),
    "an accountant": (Role.ACCOUNTANT, None, False, set()),
    "its writer, now an accountant": (Role.ACCOUNTANT, None, True, set()),
    "an administrator": (Role.ADMINISTRATOR, None, False, READS),
    "its writer, without a role": (None, None, True, set()),
    "nobody": (None, None, False, set()),
}


@pytest.fixture
def sections():
    above = factories.make_category()
    return {
        ABOVE: above,
        HERE: factories.make_category(parent=above),
        ELSEWHERE: factories.make_category(),
        None: None,
    }


@pytest.fixture
def write(sections):
    """Write an article in two versions: ``write(person)`` returns it with its files."""

    def make(writer):
        given = RoleAssignment.objects.create(
            user=writer, role=Role.CONTRIBUTOR, category=sections[HERE]
        )
        inside = factories.make_stored_image(writer, colour=(30, 20, 10))
        content = {
            "image": factories.make_stored_image(writer, colour=(10, 20, 30)),
            "image_alt": "Cầu",
            "body": f'<p>Chữ.</p><p><img src="{inside.get_absolute_url()}" alt="Kênh"></p>',
            "attachments": (factories.make_attachment(writer),),
        }
        author = factories.fresh(writer)
        article = factories.make_draft(author, sections[HERE], **content)
        do("save", article, author, content=factories.make_content(title="Bản sau", **content))
        given.delete()
        return factories.reload(article)

    return make


def addresses(article):
    """Return every address that shows something of ``article``, by what it shows."""
    newest, pk = article.newest_version, article.pk
    linked = {link.file for link in newest.file_links.select_related("file")}
    pages = {
        "page": reverse("admin:news_article_change", args=[pk]),
        "version": reverse("admin:news_article_version", args=[pk, 1]),
        "comparison": reverse("admin:news_article_compare", args=[pk]) + "?tu=1&den=2",
        "preview": reverse("admin:news_article_preview", args=[pk]),
        "previewed page": reverse("admin:news_article_preview_page", args=[pk]),
        "unsaved texts": reverse("admin:news_article_unsaved", args=[pk]),
    }
    for file in linked:
        pages[f"file {file.name}"] = file.get_absolute_url()
        pages[f"library {file.name}"] = reverse("admin:library_file", args=[file.sha256])
        if file.is_image:
            pages[f"rendition {file.sha256}"] = reverse("news:file", args=[file.sha256, "320.webp"])
    assert len(pages) >= 6 + 2 * 3
    return pages


def wanted_for(name):
    return "files" if name.split()[0] in ("file", "library", "rendition") else "read"


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_not_published_is_shown_to_whom_it_concerns(enter, sections, write, who):
    role, where, is_own, allowed = PEOPLE[who]
    person = factories.make_user()
    article = write(person if is_own else factories.make_user())
    if role:
        RoleAssignment.objects.create(user=person, role=role, category=sections[where])
    pages = addresses(article)
    at_work = enter(factories.fresh(person))
    found = {name: at_work.get(address).status_code == 200 for name, address in pages.items()}
    assert found == {name: wanted_for(name) in allowed for name in pages}
    in_list = at_work.get(reverse("admin:news_article_changelist"))
    assert ("Bản sau" in in_list.text) == ("read" in allowed)

    sent = {"person": person.pk, "tab": "0" * 32, "turn": 1, "title": "Bản thứ ba"}
    autosave = reverse("admin:news_article_autosave", args=[article.pk])
    assert (at_work.post(autosave, sent).status_code == 200) == ("write" in allowed)
    at_work.post(desk.address(article), desk.form_data(article, title="Bản thứ ba"))
    assert (article.versions.count() == 3) == ("write" in allowed)


def test_nobody_reads_it_without_logging_in(client, write):
    answers = [client.get(address) for address in addresses(write(factories.make_user())).values()]
    assert {answer.status_code for answer in answers} == {302, 404}
    assert not any("Bản sau" in answer.text for answer in answers)
