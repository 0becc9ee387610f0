"""The desk's verbs over HTTP: by POST, by the right people, on the version that was seen."""

import re

import pytest

from news import workflow
from news.enums import Role, Status, Verb
from news.models import Article
from tests import factories
from tests.news.desk import address, verb_address

pytestmark = [pytest.mark.django_db, pytest.mark.once]


ASKED = {
    Verb.SUBMIT: (factories.make_draft, {}),
    Verb.RECALL: (factories.make_pending, {}),
    Verb.APPROVE: (factories.make_pending, {}),
    Verb.REJECT: (factories.make_pending, {"reason": "Thiếu nguồn"}),
    Verb.EMERGENCY_PUBLISH: (factories.make_draft, {"reason": "Lũ lên"}),
    Verb.REVIEW: (factories.make_emergency, {"reason": "Đã xem"}),
    Verb.WITHDRAW: (factories.make_published, {"reason": "Sai số liệu"}),
    Verb.REPUBLISH: (factories.make_withdrawn, {"closes_at": "2099-01-01T00:00"}),
    Verb.RESCHEDULE: (factories.make_scheduled, {"opens_at": "2098-01-01T00:00"}),
    Verb.CANCEL: (factories.make_scheduled, {}),
    Verb.RESTORE: (factories.make_draft, {"serial": 1}),
    Verb.PLACE: (factories.make_published, {"slug": "Địa chỉ mới", "featured_rank": 1}),
}


def ready(verb, person):
    make, fields = ASKED[verb]
    article = make()
    Article.objects.filter(pk=article.pk).update(submitted_by=person)
    if verb == Verb.PLACE:
        fields = fields | {"category": article.category_id, "seen": article.revision}
    return article, {"version": article.newest_version_id} | fields


def test_every_verb_but_save_has_an_address():
    assert set(ASKED) == set(Verb) - {Verb.SAVE}


@pytest.mark.parametrize("verb", ASKED)
def test_a_verb_is_done_by_post(enter, verb):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(verb, boss)
    events = article.events.count()

    response = enter(boss).post(verb_address(article, verb), data)

    assert response.status_code == 302
    assert article.events.count() == events + 1
    assert article.events.first().verb == verb


@pytest.mark.parametrize("verb", ASKED)
def test_a_verb_is_not_done_by_get(enter, verb):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, _data = ready(verb, boss)
    events = article.events.count()

    assert enter(boss).get(verb_address(article, verb)).status_code == 405
    assert article.events.count() == events


@pytest.mark.parametrize("verb", ASKED)
def test_the_wrong_role_is_forbidden(enter, verb):
    """Who sees the article but lacks the role: 403; who does not see it at all: 404."""
    chief = factories.make_user(Role.ADMINISTRATOR)
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(verb, boss)
    person = factories.make_user(Role.EDITOR) if verb == Verb.EMERGENCY_PUBLISH else chief
    events = article.events.count()

    assert enter(person).post(verb_address(article, verb), data).status_code == 403
    analyst = factories.make_user(Role.ANALYST)
    assert enter(analyst).post(verb_address(article, verb), data).status_code == 404
    assert article.events.count() == events


@pytest.mark.parametrize(("reason", "status"), [("Thiếu nguồn tin về cầu.", 409), (" ", 200)])
def test_what_was_typed_for_a_verb_that_is_gone_stays(enter, approver, reason, status):
    article = factories.make_pending()
    seen = article.newest_version_id
    workflow.approve(article.pk, factories.make_user(Role.APPROVER), seen)

    sent = {"version": seen, "reason": reason}
    response = enter(approver).post(verb_address(article, "reject"), sent)

    assert response.status_code == status
    (offer,) = [offer for offer in response.context["offers"] if offer.verb == Verb.REJECT]
    assert offer.form["reason"].value() == reason
    assert 'id="verb-reject" open' in response.text


@pytest.mark.parametrize("verb", ASKED)
def test_a_stale_version_is_refused_and_what_was_typed_stays(enter, verb):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(verb, boss)
    events = article.events.count()

    response = enter(boss).post(
        verb_address(article, verb), data | {"version": article.newest_version_id + 1000}
    )

    assert response.status_code == 409
    assert article.events.count() == events
    if "reason" in data:
        assert data["reason"] in response.text


@pytest.mark.parametrize(
    ("verb", "field", "value"),
    [
        (Verb.REJECT, "reason", " "),
        (Verb.WITHDRAW, "reason", " "),
        (Verb.REVIEW, "reason", " "),
        (Verb.EMERGENCY_PUBLISH, "reason", " "),
        (Verb.EMERGENCY_PUBLISH, "reason", "Lũ " * 700),
        (Verb.REPUBLISH, "closes_at", "ngày mai"),
        (Verb.RESCHEDULE, "opens_at", "ngày mai"),
        (Verb.RESCHEDULE, "opens_at", ""),
        (Verb.PLACE, "category", "999999"),
        (Verb.PLACE, "slug", ""),
        (Verb.PLACE, "featured_until", "0001-01-01T00:00"),
        (Verb.PLACE, "featured_rank", "mười"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(enter, verb, field, value):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(verb, boss)

    response = enter(boss).post(verb_address(article, verb), data | {field: value})

    assert response.status_code == 200
    (offer,) = [offer for offer in response.context["offers"] if offer.verb == verb]
    assert list(offer.form.errors) == [field]
    assert str(offer.form[field].errors) in response.text
    assert offer.form[field].value() == value
    assert "<details open" in response.text or f'id="verb-{verb}" open' in response.text


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.EMERGENCY_PUBLISH, Verb.REVIEW])
def test_a_reason_that_is_too_long_is_refused_whole(enter, verb):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(verb, boss)
    events, long = article.events.count(), "Thiếu " * 334 + "hết."

    response = enter(boss).post(verb_address(article, verb), data | {"reason": long})

    assert response.status_code == 200
    assert long in response.text
    assert f'id="{verb}_reason_error"' in response.text
    # A browser would cut what is pasted without a word.
    assert 'data-limit="2000"' in response.text
    assert "maxlength" not in response.text
    assert article.events.count() == events


def test_an_unknown_verb_is_not_found(enter):
    article = factories.make_draft()
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    for verb in ("save", "delete", "x"):
        response = enter(boss).post(verb_address(article, verb), {"version": 1})
        assert response.status_code == 404


def test_approving_an_older_version_than_the_newest_is_refused(enter):
    writer, approver = factories.make_user(Role.EDITOR), factories.make_user(Role.APPROVER)
    article = factories.make_pending(writer)
    looked_at = article.newest_version_id
    workflow.recall(article.pk, writer, looked_at)
    content = factories.make_content(title="Đã đổi sau lưng")
    workflow.save(article.pk, writer, looked_at, content)
    article = factories.reload(article)
    workflow.submit(article.pk, writer, article.newest_version_id)

    response = enter(approver).post(verb_address(article, "approve"), {"version": looked_at})

    assert response.status_code == 409
    assert "Đã đổi sau lưng" in response.text
    assert factories.reload(article).status == Status.PENDING


def test_a_refused_verb_leads_to_its_own_field(enter):
    """The writing form on the same page has a category, too; ids are there once."""
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(Verb.PLACE, boss)

    response = enter(boss).post(verb_address(article, Verb.PLACE), data | {"slug": "…"})

    assert 'aria-invalid="true"' in response.text
    assert "Xin sửa những chỗ được đánh dấu bên dưới; chưa có gì được thực hiện" in response.text
    ids = re.findall(r' id="([^"]+)"', response.text)
    assert sorted(ids) == sorted(set(ids))


def test_a_refusal_links_to_the_input_it_is_about(enter):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(Verb.RESCHEDULE, boss)
    response = enter(boss).post(
        verb_address(article, Verb.RESCHEDULE), data | {"opens_at": "2020-01-01T00:00"}
    )
    assert response.status_code == 409
    assert '<a href="#reschedule_opens_at">' in response.text
    assert 'id="reschedule_opens_at"' in response.text


def test_the_text_is_dated_by_its_new_hour(enter):
    approver = factories.make_user(Role.APPROVER)
    article, data = ready(Verb.RESCHEDULE, approver)
    client = enter(approver)
    client.post(verb_address(article, Verb.RESCHEDULE), data | {"closes_at": "2099-01-01T00:00"})
    page = client.get(address(article)).text
    assert "Ngày 01/01/2098, 00:00 · hiển thị đến 00:00, 01/01/2099" in page


def test_featuring_until_a_moment_that_has_passed_is_refused(enter):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(Verb.PLACE, boss)
    past = {"is_featured": "on", "featured_until": "2020-01-01T00:00"}
    response = enter(boss).post(verb_address(article, Verb.PLACE), data | past)
    assert response.status_code == 409
    assert '<a href="#place_featured_until">Thời điểm này đã qua.</a>' in response.text
    assert not factories.reload(article).is_featured


def test_the_desk_says_what_was_done_to_which_article(enter):
    boss = factories.make_user(*factories.EVERY_DESK_ROLE)
    article, data = ready(Verb.PLACE, boss)
    usual = {"slug": article.slug, "featured_rank": article.featured_rank, "from": "desk"}
    sent = data | usual | {"is_featured": "on"}
    response = enter(boss).post(verb_address(article, Verb.PLACE), sent, follow=True)
    (message,) = [str(one) for one in response.context["messages"]]
    assert message == f"Đã thực hiện: Đặt nổi bật – “{article}” (phiên bản 1.0)."
