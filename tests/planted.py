"""One article of every public state, and those whose state the clock alone will change."""

from datetime import timedelta

from django.utils import timezone

from news import workflow
from news.enums import Layout, Role
from tests import factories

SHOWN = {"shown", "republished", "corrected", "expiring"}
LATER = {"shown", "republished", "corrected", "scheduled"}


def plant(category, now=None, more=lambda name: {}):
    """Return titles by kind, of articles in ``category``: what is read today is ``SHOWN``.

    Two hours later it is ``LATER``: one article has opened and one has expired. ``more(name)``
    returns further content of the article of that kind.
    """
    now = now or timezone.now()
    hour = timedelta(hours=1)
    options = {
        name: {"title": f"Bài {name}", "summary": f"Nói về {name}"} | more(name) for name in NAMES
    }
    factories.make_draft(category=category, **options["never-published"])
    factories.make_pending(category=category, **options["pending"])
    factories.make_rejected(category=category, **options["rejected"])
    factories.make_published(category=category, published_at=now + hour, **options["scheduled"])
    factories.make_expired(category=category, **options["expired"])
    factories.make_withdrawn(category=category, **options["withdrawn"])
    factories.make_published(category=category, **options["shown"])
    factories.make_published(category=category, expires_at=now + hour, **options["expiring"])
    _republish(category, options["republished"])
    _correct(category, options["corrected"])
    return {name: fields["title"] for name, fields in options.items()}


NAMES = (
    *("never-published", "pending", "rejected", "scheduled", "expired", "withdrawn"),
    *("shown", "expiring", "republished", "corrected"),
)


def plant_page(category):
    """Return a page without date, which is no news."""
    kind = factories.make_type(Layout.PAGE)
    return factories.make_published(category=category, article_type=kind, title="Trang giới thiệu")


def _republish(category, fields):
    approver = factories.make_user(Role.APPROVER)
    article = factories.make_published(category=category, approver=approver, **fields)
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai số liệu")
    workflow.republish(article.pk, approver, article.newest_version_id)


def _correct(category, fields):
    """Leave a draft over the approved text."""
    article = factories.make_published(category=category, **fields)
    fields = fields | {"title": "Bài nháp", "summary": "Chưa duyệt"}
    content = factories.make_content(**fields)
    workflow.save(article.pk, factories.make_user(Role.EDITOR), article.newest_version_id, content)
