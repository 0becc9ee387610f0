"""What each verb does to the article, its versions and its publications once it is allowed.

Called by news.workflow alone, inside the transaction in which it has taken the article. Each
function returns the details that the event keeps.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from news import checks, differences, intervals, refusals, search, versions
from news.differences import Side
from news.models import Article, ArticleVersion
from news.refusals import Act, Refused
from news.versions import Content
from news.vietnamese import slugify

UNTITLED_SLUG = "bai-viet"


def address_of(title: str) -> str:
    """Return the slug that an article has from its title until one is set by hand."""
    return slugify(title) or UNTITLED_SLUG


def save(act: Act) -> dict[str, Any]:
    """Write the content that came as the next version; its note stands for a reason."""
    before = act.version
    version = _new_version(act, act.arguments["content"], act.arguments["note"])
    act.reason = version.note
    return _changed(before, version)


def restore(act: Act) -> dict[str, Any]:
    """Write a new version equal to an earlier one."""
    restored = act.article.versions.get(serial=act.arguments["serial"])
    note = _("Restored from version %(number)s") % {"number": restored.number}
    before = act.version
    version = _new_version(act, versions.content_of(restored), note)
    details = {"restored_serial": restored.serial, "restored_number": restored.number}
    return details | _changed(before, version)


def submit(act: Act) -> dict[str, Any]:
    """Note who asked for approval, and when; a reason stays with the warnings that it answers."""
    _set(act.article, submitted_at=act.at, submitted_by=act.user)
    answered = checks.warnings(act.article, act.version, act.at) if act.reason else []
    if not answered:
        act.reason = ""
        return {}
    return {"warnings": [warning.message for warning in answered]}


def approve(act: Act) -> dict[str, Any]:
    """Give the next whole number and open a publication at ``max(now, published_at)``."""
    return _publish(act, intervals.opening(act.version, act.at))


def emergency_publish(act: Act) -> dict[str, Any]:
    """Publish now and mark the article until another person reviews it."""
    _set(act.article, emergency_by=act.user)
    return _publish(act, act.at)


def review(act: Act) -> dict[str, Any]:
    """End the mark."""
    _set(act.article, emergency_by=None)
    return {}


def withdraw(act: Act) -> dict[str, Any]:
    """End what is open now and empty what is planned."""
    intervals.withdraw(act.article, act.at)
    return {}


def republish(act: Act) -> dict[str, Any]:
    """Open a new interval for the version that readers saw last."""
    ended = intervals.last_ended(act.article, act.at)
    if ended is None:
        raise Refused(list(refusals.has_ended(act)))
    return {"version": ended.version.number} | _open(
        act, ended.version, act.at, act.arguments["closes_at"]
    )


def reschedule(act: Act) -> dict[str, Any]:
    """Move the planned interval."""
    planned = intervals.next_planned(act.article, act.at)
    if planned is None:
        raise Refused(list(refusals.is_planned(act)))
    before = _interval(planned.starts_at, planned.ends_at)
    opens_at, closes_at = act.arguments["opens_at"], act.arguments["closes_at"]
    intervals.move(planned, opens_at, closes_at, act.at)
    search.file_again(act.article, act.at)
    return {"before": before} | _interval(opens_at, closes_at)


def cancel(act: Act) -> dict[str, Any]:
    """Empty the planned interval and give its predecessor its own end back."""
    planned = intervals.next_planned(act.article, act.at)
    if planned is None:
        raise Refused(list(refusals.is_planned(act)))
    intervals.cancel(planned, act.at)
    return _interval(planned.starts_at, None)


def place(act: Act) -> dict[str, Any]:
    """Change the placement, also where readers see it; the details hold old and new values."""
    changed = {
        name: value for name, value in act.arguments.items() if getattr(act.article, name) != value
    }
    details = {
        name: [str(getattr(act.article, name)), str(value)] for name, value in changed.items()
    }
    if changed:
        _set(act.article, **changed)
        intervals.repeat_placement(act.article, act.at)
        search.file_again(act.article, act.at)
    return details


def repeat_newest(article: Article, version: ArticleVersion, **changes: Any) -> None:
    """Make ``version`` the newest and repeat what lists are narrowed by; other ``changes`` too."""
    _set(
        article,
        newest_version=version,
        article_type=version.article_type,
        without_image=None if version.image_id else True,
        **changes,
    )


def _new_version(act: Act, content: Content, note: str) -> ArticleVersion:
    article = act.article
    before = act.version
    version = versions.snapshot(article, content, act.user, act.at, note)
    changes: dict[str, Any] = {}
    # The address follows the title until readers may have seen it, unless it was set by hand.
    follows = article.slug == address_of(before.title)
    if follows and not article.publications.exists():
        changes["slug"] = address_of(version.title)
    repeat_newest(article, version, **changes)
    return version


def _changed(before: ArticleVersion, after: ArticleVersion) -> dict[str, Any]:
    """Return how much a new version changed, counted once for every list of versions to come."""
    found = differences.compare(Side.of_version(before), Side.of_version(after))
    return {"differences": found.tally}


def _set(article: Article, **values: Any) -> None:
    for name, value in values.items():
        setattr(article, name, value)
    article.save(update_fields=list(values))


def _publish(act: Act, starts_at: datetime) -> dict[str, Any]:
    versions.promote(act.version)
    return _open(act, act.version, starts_at, act.version.expires_at)


def _open(
    act: Act, version: ArticleVersion, starts_at: datetime, ends_at: datetime | None
) -> dict[str, Any]:
    publication = intervals.open_publication(
        act.article, version, starts_at=starts_at, ends_at=ends_at, at=act.at
    )
    search.index_publication(publication)
    return _interval(publication.starts_at, publication.ends_at)


def _interval(starts_at: datetime, ends_at: datetime | None) -> dict[str, Any]:
    return {
        "visible_from": starts_at.isoformat(),
        "visible_until": ends_at.isoformat() if ends_at else None,
    }
