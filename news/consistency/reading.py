"""Whether what readers get agrees: intervals, what they repeat, search rows, the generation."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from news import workflow
from news.consistency.contradiction import Contradiction
from news.enums import Ending, Verb
from news.models import (
    Article,
    ContentGeneration,
    Event,
    Publication,
    PublicationSearchText,
)
from news.search import filing

REPEATED = (
    *("article", "title", "summary", "layout", "image", "image_alt", "redirect_url"),
    *("image_focus_x", "image_focus_y", "article_type", "author"),
)
PLACED = ("slug", "category", "is_featured", "featured_until", "featured_rank")
OPENED_BY = (Verb.APPROVE, Verb.EMERGENCY_PUBLISH, Verb.REPUBLISH)


def intervals_lie_apart() -> Iterator[Contradiction]:
    """No two intervals of an article share a moment."""
    own = Publication.objects.opened_or_planned()
    other = own.filter(article=OuterRef("article")).exclude(pk=OuterRef("pk"))
    # Of two that overlap, one opens within the other.
    around = other.filter(
        Q(ends_at=None) | Q(ends_at__gt=OuterRef("starts_at")), starts_at__lte=OuterRef("starts_at")
    )
    for publication in own.filter(Exists(around)).order_by("article", "pk").iterator():
        yield Contradiction(
            publication.article_id,
            _("publication %(pk)d opens within another one") % {"pk": publication.pk},
        )


def intervals_keep_to_their_plan() -> Iterator[Contradiction]:
    """An interval ends no later than planned, and says why it ends."""
    late = Q(planned_end__isnull=False) & (Q(ends_at=None) | Q(ends_at__gt=F("planned_end")))
    unplanned = Q(ending=Ending.EXPIRY) & (Q(planned_end=None) | ~Q(ends_at=F("planned_end")))
    unsaid = Q(ends_at=None) & ~Q(ending=Ending.NONE) | Q(ends_at__isnull=False, ending=Ending.NONE)
    for publication in Publication.objects.filter(late | unplanned | unsaid).order_by("pk"):
        yield Contradiction(
            publication.article_id,
            _("publication %(pk)d does not end as planned") % {"pk": publication.pk},
        )


def dates_do_not_follow_their_opening() -> Iterator[Contradiction]:
    """The date lists are sorted by never lies after the opening; front.rows_of relies on it."""
    late = Publication.objects.filter(published_at__gt=F("starts_at")).order_by("pk")
    for pk, article in late.values_list("pk", "article").iterator():
        yield Contradiction(
            article, _("publication %(pk)d is dated after its opening") % {"pk": pk}
        )


def publications_repeat_their_version() -> Iterator[Contradiction]:
    """What a publication repeats is what its version says."""
    for column in REPEATED:
        wrong = Publication.objects.filter(_differ(column, f"version__{column}")).order_by("pk")
        for pk, article in wrong.values_list("pk", "article").iterator():
            yield Contradiction(
                article,
                _("publication %(pk)d differs from its version in %(column)s")
                % {"pk": pk, "column": column},
            )


def publications_were_approved() -> Iterator[Contradiction]:
    """What is or was to be read is an approved version, opened by an event."""
    opened = Event.objects.filter(article=OuterRef("article"), verb__in=OPENED_BY)
    wrong = Publication.objects.filter(~Q(version__minor=0) | ~Exists(opened)).order_by("pk")
    for pk, article in wrong.values_list("pk", "article").iterator():
        yield Contradiction(
            article, _("publication %(pk)d shows what nobody has approved") % {"pk": pk}
        )


def placements_agree() -> Iterator[Contradiction]:
    """What readers see or will see stands where its article stands."""
    now = timezone.now()
    current = Publication.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now))
    for column in PLACED:
        wrong = current.filter(_differ(column, f"article__{column}")).order_by("pk")
        for pk, article in wrong.values_list("pk", "article").iterator():
            yield Contradiction(
                article,
                _("publication %(pk)d stands elsewhere than its article: %(column)s")
                % {"pk": pk, "column": column},
            )


def publications_are_filed() -> Iterator[Contradiction]:
    """Each publication has its search row, with its own key and facets."""
    missing = Publication.objects.filter(search_text=None).order_by("pk")
    for pk, article in missing.values_list("pk", "article").iterator():
        yield Contradiction(article, _("publication %(pk)d has no search row") % {"pk": pk})
    rows = PublicationSearchText.objects.select_related("publication").only(
        *("sort_key", "facets", "publication__article", "publication__published_at"),
        *("publication__category", "publication__layout", "publication__article_type"),
    )
    for row in rows.order_by("pk").iterator():
        publication = row.publication
        key = filing.sort_key(publication.published_at, publication.pk)
        if (row.sort_key, row.facets) != (key, filing.facets_of(publication)):
            yield Contradiction(
                publication.article_id,
                _("the search row of publication %(pk)d is filed elsewhere")
                % {"pk": publication.pk},
            )


def articles_are_filed() -> Iterator[Contradiction]:
    """Each article has its search row."""
    for pk in Article.objects.filter(search_text=None).order_by("pk").values_list("pk", flat=True):
        yield Contradiction(pk, _("it has no search row"))


def words_are_those_of_the_text() -> Iterator[Contradiction]:
    """Articles and publications are found by the words they hold."""
    articles = Article.objects.exclude(search_text=None).exclude(newest_version=None)
    for article in articles.select_related("newest_version", "search_text").iterator(500):
        version = article.newest_version
        if version and filing.texts_of(version)["folded"] != article.search_text.folded:
            yield Contradiction(article.pk, _("its search row holds other words than its text"))
    shown = Publication.objects.exclude(search_text=None)
    for publication in shown.select_related("version", "search_text").iterator(500):
        if filing.texts_of(publication.version)["folded"] != publication.search_text.folded:
            yield Contradiction(
                publication.article_id,
                _("the search row of publication %(pk)d holds other words than its text")
                % {"pk": publication.pk},
            )


def generation_counts_what_readers_saw() -> Iterator[Contradiction]:
    """The content generation has grown with every act that readers could see."""
    verbs = [verb for verb, rule in workflow.RULES.items() if rule.readers_see]
    acts = Event.objects.filter(verb__in=verbs).count()
    row = ContentGeneration.objects.filter(pk=1).first()
    number = row.number if row else 1
    if number <= acts:
        yield Contradiction(
            0,
            _("the content generation is %(number)d, though readers could see %(acts)d acts")
            % {"number": number, "acts": acts},
        )


def _differ(one: str, other: str) -> Q:
    """Return the condition that two columns differ, where null equals null only."""
    only_one = Q(**{f"{one}__isnull": True, f"{other}__isnull": False})
    only_other = Q(**{f"{one}__isnull": False, f"{other}__isnull": True})
    both = Q(**{f"{one}__isnull": False, f"{other}__isnull": False})
    return only_one | only_other | both & ~Q(**{one: F(other)})
