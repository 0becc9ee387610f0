"""Why a verb may be refused: what must hold for it beside role, status and version.

Each function looks at one attempted act and yields every reason it finds, as a sentence for the
person. news.workflow names them in its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news import checks, intervals, permissions
from news.enums import Status, Verb
from news.models import Article, ArticleVersion, Event
from news.vietnamese import slugify

LAST_RANK = 999


@dataclass(frozen=True)
class Refusal:
    """One reason why a verb was refused.

    ``kind`` is "permission", "state", "stale", "four_eyes", "reason", "check" or "warning", which a
    reason answers; ``field`` names the form field that a check is about, ``file`` the attachment.
    """

    kind: str
    message: str
    field: str = ""
    file: str = ""


class Refused(Exception):
    """A verb was refused and nothing was changed; ``refusals`` holds every reason at once."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(" ".join(refusal.message for refusal in refusals))
        self.refusals = refusals

    @property
    def kinds(self) -> set[str]:
        return {refusal.kind for refusal in self.refusals}


@dataclass
class Act:
    """One attempt at a verb: what is done to which article, by whom, when, with what."""

    verb: Verb
    article: Article
    user: Any
    version_id: int
    at: datetime
    reason: str
    arguments: dict[str, Any]

    @property
    def version(self) -> ArticleVersion:
        """The article's newest version; every article has one."""
        version = self.article.newest_version
        if version is None:
            raise ArticleVersion.DoesNotExist(self.article.pk)
        return version


def wrong_status(act: Act) -> str:
    """Return the sentence for an article whose status does not allow the verb."""
    last = Event.objects.filter(article=act.article).select_related("created_by").first()
    sentence = _("The article is not in a state that allows this: %(status)s.") % {
        "status": Status(act.article.status).label
    }
    if last:
        sentence += " " + _("The last step was “%(verb)s” by %(person)s at %(time)s.") % {
            "verb": last.get_verb_display(),
            "person": last.created_by,
            "time": _moment(last.created_at),
        }
    return sentence


def newer_version(act: Act) -> str:
    """Return the sentence for an act on a version that is no longer the newest."""
    return saved_meanwhile(act.version, act.user)


def saved_meanwhile(version: ArticleVersion, user: Any) -> str:
    """Tell ``user`` of a version that was saved in between, by somebody else or by themselves."""
    if version.created_by_id == user.pk:
        return _(
            "You have saved version %(number)s yourself meanwhile (%(time)s), after this page was "
            "opened. Look at it first."
        ) % {"number": version.number, "time": _moment(version.created_at)}
    return _("%(person)s has saved version %(number)s meanwhile (%(time)s). Look at it first.") % {
        "person": version.created_by,
        "number": version.number,
        "time": _moment(version.created_at),
    }


def is_fit(act: Act) -> Iterator[Refusal]:
    """What keeps the content that came from being stored."""
    content = act.arguments.get("content")
    for fault in checks.unfit(content) if content else ():
        yield Refusal("check", fault.message, fault.field)


def is_complete(act: Act) -> Iterator[Refusal]:
    """Every fault the checks find; warnings only where no reason was given for them."""
    for fault in checks.faults(act.article, act.version, act.at):
        if not fault.is_warning:
            yield Refusal("check", fault.message, fault.field, fault.file)
        elif not act.reason:
            yield Refusal("warning", fault.message, fault.field, fault.file)


def second_pair_of_eyes(act: Act) -> Iterator[Refusal]:
    """The four-eyes rule, and a closing time that has passed."""
    if act.user.pk in permissions.makers_since_approval(act.article):
        yield Refusal(
            "four_eyes",
            _("You have worked on this text since the last approval; somebody else must approve."),
        )
    expires_at = act.version.expires_at
    if expires_at and expires_at <= intervals.opening(act.version, act.at):
        yield Refusal("check", _("“Shown until” lies in the past."), "expires_at")


def emergency_is_marked(act: Act) -> Iterator[Refusal]:
    """A review needs a marked emergency publication by somebody else."""
    if act.article.emergency_by_id is None:
        yield Refusal("state", _("There is no emergency publication to review."))
    elif act.user.pk in permissions.emergency_publishers(act.article):
        yield Refusal(
            "four_eyes", _("You have published this yourself; somebody else must review it.")
        )


def is_open_or_planned(act: Act) -> Iterator[Refusal]:
    """Only what is open or planned can be withdrawn."""
    if not (intervals.visible(act.article, act.at) or intervals.next_planned(act.article, act.at)):
        yield Refusal("state", _("The article is neither published nor scheduled."))


def has_ended(act: Act) -> Iterator[Refusal]:
    """Only what has ended can be published again, until a time to come."""
    if intervals.last_ended(act.article, act.at) is None:
        yield Refusal("state", _("Only what was withdrawn or has expired can be published again."))
    closes_at = act.arguments.get("closes_at")
    if closes_at and closes_at <= act.at:
        yield Refusal("check", _("The closing time lies in the past."), "closes_at")


def is_planned(act: Act) -> Iterator[Refusal]:
    """Only what is planned can be cancelled."""
    if intervals.next_planned(act.article, act.at) is None:
        yield Refusal("state", _("No publication is scheduled."))


def can_move(act: Act) -> Iterator[Refusal]:
    """A new opening must lie ahead, after its predecessor's, and before the closing."""
    planned = intervals.next_planned(act.article, act.at)
    if planned is None:
        yield Refusal("state", _("No publication is scheduled."))
        return
    opens_at, closes_at = act.arguments.get("opens_at"), act.arguments.get("closes_at")
    if opens_at is None:
        return
    predecessor = intervals.predecessor_of(planned)
    if opens_at <= act.at:
        yield Refusal("check", _("The opening time lies in the past."), "opens_at")
    elif predecessor and opens_at <= predecessor.starts_at:
        yield Refusal(
            "check", _("At that time the version it replaces is not open yet."), "opens_at"
        )
    if closes_at and closes_at <= opens_at:
        yield Refusal("check", _("The closing time lies before the opening."), "closes_at")


def version_exists(act: Act) -> Iterator[Refusal]:
    """Only a version that exists can be restored."""
    serial = act.arguments.get("serial")
    if serial is not None and not act.article.versions.filter(serial=serial).exists():
        yield Refusal("check", _("This version does not exist."), "serial")


def may_stand_there(act: Act) -> Iterator[Refusal]:
    """Placing in another category needs the same right there; address and rank must be usable."""
    category = act.arguments.get("category")
    if category is not None and category.pk != act.article.category_id:
        there = Article(pk=act.article.pk, category=category)
        if not permissions.may_place(act.user, there):
            yield Refusal("check", _("You may not place articles in that category."), "category")
    slug = act.arguments.get("slug")
    if slug is not None and (not slug or slug != slugify(slug)):
        yield Refusal("check", _("The address needs at least one letter or digit."), "slug")
    rank = act.arguments.get("featured_rank")
    if rank is not None and not 1 <= rank <= LAST_RANK:
        yield Refusal(
            "check",
            _("The rank is a number from 1 to %(last)d.") % {"last": LAST_RANK},
            "featured_rank",
        )
    yield from _ends_before_it_begins(act)


def _ends_before_it_begins(act: Act) -> Iterator[Refusal]:
    """Featuring until a moment that has passed would change nothing that readers see."""
    if not {"is_featured", "featured_until"} & act.arguments.keys():
        return
    until = act.arguments.get("featured_until", act.article.featured_until)
    if act.arguments.get("is_featured", act.article.is_featured) and until and until <= act.at:
        yield Refusal("check", _("This moment has passed."), "featured_until")


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
