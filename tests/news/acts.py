"""What tests do to an article, and what they ask of it."""

from django.utils import timezone

from news import workflow
from news.models import Article, Publication
from tests import factories


def do(verb, article, person, **arguments):
    """Do a verb to the article as it is now."""
    article = factories.reload(article)
    return getattr(workflow, verb)(article.pk, person, article.newest_version_id, **arguments)


def correct(article, editor, approver, *, at=None, **fields):
    """Save, submit and approve a correction."""
    do("save", article, editor, content=factories.make_content(**fields), at=at)
    do("submit", article, editor, at=at)
    return do("approve", article, approver, at=at)


def visible_title(article, at=None):
    found = Publication.objects.visible(at).filter(article=article).first()
    return found.title if found else None


def state(article, at=None):
    when = at or timezone.now()
    return Article.objects.with_public_state(when).get(pk=article.pk).public_state
