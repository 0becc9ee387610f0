"""Whether versions, events and status agree."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from news.consistency.contradiction import Contradiction
from news.enums import Status, Verb
from news.models import Article, ArticleVersion, Event

MADE_BY = (Verb.SAVE, Verb.RESTORE)
APPROVED_BY = (Verb.APPROVE, Verb.EMERGENCY_PUBLISH)


def serials_count_on() -> Iterator[Contradiction]:
    """The serial numbers of an article's versions run from 1 without a gap."""
    counted = ArticleVersion.objects.order_by().values("article")
    for row in counted.annotate(last=Max("serial"), count=Count("pk")).exclude(last=F("count")):
        yield Contradiction(
            row["article"],
            _("%(count)d versions, but the last one has the serial number %(last)d") % row,
        )


def numbers_grow() -> Iterator[Contradiction]:
    """A later version has a higher number."""
    later = ArticleVersion.objects.filter(
        article=OuterRef("article"), serial__gt=OuterRef("serial")
    )
    not_higher = later.filter(
        Q(major__lt=OuterRef("major")) | Q(major=OuterRef("major"), minor__lte=OuterRef("minor"))
    )
    for version in _slim(ArticleVersion.objects.filter(Exists(not_higher))):
        yield Contradiction(
            version.article_id,
            _("a version after %(number)s does not have a higher number")
            % {"number": version.number},
        )


def newest_is_the_last() -> Iterator[Contradiction]:
    """The newest version an article names is its own with the highest serial number."""
    last = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-serial")
    named = Article.objects.annotate(last=Subquery(last.values("pk")[:1]))
    wrong = named.filter(
        Q(newest_version=None) | Q(last=None) | ~Q(newest_version=F("last"))
    ).order_by("pk")
    for article in wrong.values_list("pk", flat=True).iterator():
        yield Contradiction(article, _("the newest version it names is not its last one"))


def status_is_that_of_the_last_event() -> Iterator[Contradiction]:
    """An article's status is what the last event left, about the newest version."""
    last = Event.objects.filter(article=OuterRef("pk")).order_by("-pk")
    articles = Article.objects.annotate(
        last_status=Coalesce(Subquery(last.values("to_status")[:1]), Value("")),
        last_version=Subquery(last.values("version")[:1]),
    ).order_by("pk")
    wrong = articles.exclude(last_status=F("status"))
    for pk, status, told in wrong.values_list("pk", "status", "last_status").iterator():
        yield Contradiction(
            pk,
            _("its status is “%(status)s”, but the last event left “%(told)s”")
            % {"status": status, "told": told},
        )
    other = articles.exclude(last_version=None).exclude(last_version=F("newest_version"))
    for pk in other.values_list("pk", flat=True).iterator():
        yield Contradiction(pk, _("its last event is not about its newest version"))
    unsigned = Article.objects.filter(status=Status.PENDING)
    unsigned = unsigned.filter(Q(submitted_by=None) | Q(submitted_at=None))
    for pk in unsigned.values_list("pk", flat=True).iterator():
        yield Contradiction(pk, _("it waits for approval, but nobody has submitted it"))


def events_follow_each_other() -> Iterator[Contradiction]:
    """Each event begins from the status in which the one before it ended."""
    before = Event.objects.filter(article=OuterRef("article"), pk__lt=OuterRef("pk"))
    left = Coalesce(Subquery(before.order_by("-pk").values("to_status")[:1]), Value(""))
    wrong = Event.objects.annotate(left=left).exclude(left=F("from_status"))
    for event in wrong.order_by("pk").iterator():
        yield Contradiction(
            event.article_id,
            _("event %(event)d begins from “%(from)s”, but the one before it left “%(left)s”")
            % {"event": event.pk, "from": event.from_status, "left": event.left},
        )
    foreign = Event.objects.exclude(version__article=F("article")).order_by("pk")
    for pk, article in foreign.values_list("pk", "article").iterator():
        yield Contradiction(
            article, _("event %(event)d is about another article's version") % {"event": pk}
        )


def versions_have_their_event() -> Iterator[Contradiction]:
    """Each version was saved or restored by an event of its own."""
    made = Event.objects.filter(version=OuterRef("pk"), verb__in=MADE_BY)
    for version in _slim(ArticleVersion.objects.filter(~Exists(made))):
        yield Contradiction(
            version.article_id,
            _("no event tells who saved version %(number)s") % {"number": version.number},
        )


def approvals_have_their_event() -> Iterator[Contradiction]:
    """A version has a whole number exactly when an event has approved or published it."""
    approved = Event.objects.filter(version=OuterRef("pk"), verb__in=APPROVED_BY)
    for version in _slim(ArticleVersion.objects.filter(~Exists(approved), minor=0)):
        yield Contradiction(
            version.article_id,
            _("no event tells who approved version %(number)s") % {"number": version.number},
        )
    for version in _slim(ArticleVersion.objects.filter(Exists(approved)).exclude(minor=0)):
        yield Contradiction(
            version.article_id,
            _("version %(number)s was approved, but has no whole number")
            % {"number": version.number},
        )


def revisions_count_the_acts() -> Iterator[Contradiction]:
    """An article's revision is the number of events after the one that began it."""
    counted = Event.objects.filter(article=OuterRef("pk")).order_by().values("article")
    acts = counted.annotate(acts=Count("pk") - 1).values("acts")
    articles = Article.objects.annotate(acts=Coalesce(Subquery(acts), 0))
    wrong = articles.exclude(revision=F("acts")).order_by("pk")
    for pk, revision, number in wrong.values_list("pk", "revision", "acts").iterator():
        yield Contradiction(
            pk,
            _("its revision is %(revision)d, but %(acts)d acts followed its beginning")
            % {"revision": revision, "acts": number},
        )


def emergencies_are_marked() -> Iterator[Contradiction]:
    """An article is marked exactly when its last emergency publication was not reviewed."""
    own = Event.objects.filter(article=OuterRef("pk"))
    last = own.filter(verb__in=(Verb.EMERGENCY_PUBLISH, Verb.REVIEW)).order_by("-pk")
    articles = Article.objects.annotate(last_verb=Subquery(last.values("verb")[:1]))
    is_open = Q(last_verb=Verb.EMERGENCY_PUBLISH)
    unmarked = articles.filter(is_open, emergency_by=None)
    needless = articles.filter(~is_open | Q(last_verb=None)).exclude(emergency_by=None)
    for wrong in (unmarked, needless):
        for pk in wrong.order_by("pk").values_list("pk", flat=True).iterator():
            yield Contradiction(pk, _("its mark of an emergency does not agree with its events"))


def _slim(found: QuerySet[ArticleVersion]) -> Iterator[ArticleVersion]:
    """Yield the versions without what they say, in order."""
    return (
        found.only("article", "serial", "major", "minor").order_by("article", "serial").iterator()
    )
