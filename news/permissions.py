"""Who may do what: small predicates over roles, categories and the article's own history.

A role counts for its category and everything below it, or for the whole portal. A superuser is an
administrator, no more: publishing needs the approver's role and, from everyone, a second pair of
eyes.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from news.enums import Role, Status, Verb
from news.models import (
    Article,
    ArticleQuerySet,
    ArticleVersion,
    Category,
    Event,
    RoleAssignment,
    StoredFile,
)

EVERYWHERE = None
Scope = set[int] | None
Roles = dict[str, Scope]
WRITERS = (Role.CONTRIBUTOR, Role.EDITOR)
DESK = (Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


def roles(user: Any) -> Roles:
    """Return the roles of ``user``: each with its category ids, or EVERYWHERE (None).

    Read once for each user object, in at most two queries; disabled and anonymous people have none.
    """
    if not user.is_active or user.is_anonymous:
        return {}
    if not hasattr(user, "_news_roles"):
        user._news_roles = _read_roles(user)
    return user._news_roles


def _read_roles(user: Any) -> Roles:
    found: Roles = {Role.ADMINISTRATOR.value: EVERYWHERE} if user.is_superuser else {}
    given: dict[str, set[int]] = {}
    for role, category in RoleAssignment.objects.filter(user=user).values_list(
        "role", "category_id"
    ):
        if category is None:
            found[role] = EVERYWHERE
        else:
            given.setdefault(role, set()).add(category)
    for role, ids in given.items():
        if role not in found:
            found[role] = Category.objects.with_descendants(ids)
    return found


def has_role(user: Any, *wanted: str, category_id: int | None = None) -> bool:
    """Tell whether ``user`` has one of the ``wanted`` roles, in the category when one is given."""
    own = roles(user)
    for role in wanted:
        if role in own:
            scope = own[role]
            if scope is EVERYWHERE or category_id is None or category_id in scope:
                return True
    return False


def is_staff_member(user: Any) -> bool:
    """Tell whether ``user`` may enter the admin at all: anyone with a role."""
    return bool(roles(user))


def is_administrator(user: Any) -> bool:
    """Tell whether ``user`` looks after people, identity, categories and links."""
    return has_role(user, Role.ADMINISTRATOR)


def is_approver(user: Any) -> bool:
    """Tell whether ``user`` decides on articles of any category."""
    return has_role(user, Role.APPROVER)


def may_write(user: Any) -> bool:
    """Tell whether ``user`` may begin articles in some category."""
    return has_role(user, *WRITERS)


def may_use_desk(user: Any) -> bool:
    """Tell whether ``user`` works with articles in any way, and so finds them in a list."""
    return has_role(user, *DESK)


def may_plan(user: Any) -> bool:
    """Tell whether ``user`` follows what is scheduled: all of the desk but those who only write."""
    return has_role(user, Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


def may_keep_authors(user: Any) -> bool:
    """Tell whether ``user`` looks after the people named under articles."""
    return has_role(user, Role.EDITOR, Role.ADMINISTRATOR)


def may_see_statistics(user: Any) -> bool:
    """Tell whether ``user`` may read the figures of the whole portal."""
    return has_role(user, Role.ANALYST, Role.ADMINISTRATOR)


def categories_of(user: Any, *wanted: str) -> QuerySet[Category]:
    """Return the categories in which ``user`` has one of the ``wanted`` roles."""
    scopes = [scope for role, scope in roles(user).items() if role in wanted]
    if EVERYWHERE in scopes:
        return Category.objects.all()
    return Category.objects.filter(pk__in=set().union(*(scope or set() for scope in scopes)))


def offered_categories(user: Any, article: Article | None) -> QuerySet[Category]:
    """Return the categories ``user`` may choose: to write in, or to place ``article`` in."""
    if article is None:
        return categories_of(user, *WRITERS)
    offered = categories_of(user, Role.EDITOR, Role.APPROVER)
    return offered | Category.objects.filter(pk=article.category_id)


def may_create(user: Any, category_id: int) -> bool:
    """Tell whether ``user`` may begin an article in the category."""
    return has_role(user, *WRITERS, category_id=category_id)


def viewable_articles(user: Any) -> ArticleQuerySet:
    """Return the articles ``user`` may open in the admin.

    A writer sees the own ones, wherever they were moved, an editor and an approver those of their
    categories, an administrator all.
    """
    scope = desk_scope(user)
    if scope is EVERYWHERE:
        return Article.objects.all()
    condition = Q(category__in=scope) if scope else Q(pk__in=[])
    if may_write(user):
        condition |= Q(created_by=user)
    return Article.objects.filter(condition)


def desk_scope(user: Any) -> Scope:
    """Return the ids of the categories of which ``user`` may open every article, or EVERYWHERE."""
    scopes = [
        scope
        for role, scope in roles(user).items()
        if role in (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)
    ]
    if EVERYWHERE in scopes:
        return EVERYWHERE
    return set().union(*(scope or set() for scope in scopes))


def may_view(user: Any, article: Article) -> bool:
    """Tell whether ``user`` may open this article; the same rule as ``viewable_articles``."""
    return (
        has_role(user, Role.ADMINISTRATOR)
        or has_role(user, Role.EDITOR, Role.APPROVER, category_id=article.category_id)
        or (may_write(user) and article.created_by_id == user.pk)
    )


def may_edit(user: Any, article: Article) -> bool:
    """Tell whether ``user`` may write on: the creator while a writer, an editor of the category."""
    if article.created_by_id == user.pk and has_role(user, *WRITERS):
        return True
    return may_edit_any(user, article)


def may_edit_any(user: Any, article: Article) -> bool:
    """Tell whether ``user`` is an editor of the article's category."""
    return has_role(user, Role.EDITOR, category_id=article.category_id)


def may_approve_in_category(user: Any, article: Article) -> bool:
    """Tell whether ``user`` is an approver of the article's category."""
    return has_role(user, Role.APPROVER, category_id=article.category_id)


def may_publish_in_emergency(user: Any, article: Article) -> bool:
    """Tell whether ``user`` may break the four-eyes rule, openly and with a reason."""
    return is_administrator(user)


def submitted_it(user: Any, article: Article) -> bool:
    """Tell whether ``user`` is who submitted the article."""
    return article.submitted_by_id == user.pk and may_view(user, article)


def may_place(user: Any, article: Article) -> bool:
    """Tell whether ``user`` may place the article: an approver when visible, else an editor."""
    if article.publications.visible().exists():
        return may_approve_in_category(user, article)
    return may_edit_any(user, article)


def people_with_role(role: str, category_id: int) -> set[int]:
    """Return the ids of the active people with ``role`` in the category; two queries.

    A role for a category above it counts, and one for all categories.
    """
    parents = dict(Category.objects.order_by().values_list("pk", "parent"))
    path: list[int] = []
    step: int | None = category_id
    while step is not None and step not in path:
        path.append(step)
        step = parents.get(step)
    found = RoleAssignment.objects.filter(
        Q(category=None) | Q(category__in=path), role=role, user__is_active=True
    )
    return set(found.values_list("user_id", flat=True))


def waiting_for(user: Any) -> ArticleQuerySet:
    """Return the articles that wait for this approver: in their categories, not of their making."""
    approved = (
        ArticleVersion.objects.filter(article=OuterRef("article"), minor=0)
        .order_by("-serial")
        .values("serial")[:1]
    )
    made = ArticleVersion.objects.filter(
        article=OuterRef("pk"), created_by=user, serial__gt=Coalesce(Subquery(approved), 0)
    )
    restores = Event.objects.filter(
        article=OuterRef("article"),
        verb=Verb.RESTORE,
        version__serial__gt=Coalesce(Subquery(approved), 0),
    )
    restored = ArticleVersion.objects.filter(
        article=OuterRef("pk"),
        created_by=user,
        serial__in=restores.values_list(
            Cast(KeyTextTransform("restored_serial", "details"), IntegerField())
        ),
    )
    return Article.objects.filter(
        ~Exists(made),
        ~Exists(restored),
        status=Status.PENDING,
        category__in=categories_of(user, Role.APPROVER),
    )


def emergencies_for(user: Any) -> ArticleQuerySet:
    """Return the emergency publications that this approver may review: in their categories."""
    # "Not null" says the same, but makes SQLite walk through all articles.
    marked = Article.objects.filter(emergency_by__gt=0).exclude(emergency_by=user)
    return marked.filter(category__in=categories_of(user, Role.APPROVER))


def emergency_publishers(article: Article) -> set[int]:
    """Return the ids of who published the article in an emergency since its last review."""
    done = Event.objects.filter(article=article)
    reviewed = done.filter(verb=Verb.REVIEW).aggregate(last=Max("pk"))["last"] or 0
    published = done.filter(verb=Verb.EMERGENCY_PUBLISH, pk__gt=reviewed)
    return set(published.values_list("created_by", flat=True))


def makers_since_approval(article: Article) -> set[int]:
    """Return the ids of everyone who made a version since the last approval.

    The four-eyes rule: none of them may approve, whatever else they are. Who wrote a version that
    somebody else has restored since then has made what is to be approved, too.
    """
    versions = ArticleVersion.objects.filter(article=article)
    approved = versions.filter(minor=0).aggregate(last=Max("serial"))["last"] or 0
    makers = dict(versions.values_list("serial", "created_by"))
    restores = Event.objects.filter(article=article, verb=Verb.RESTORE)
    origin = dict(restores.values_list("version__serial", "details__restored_serial"))
    found = set()
    for serial in makers:
        source: int | None = serial if serial > approved else None
        while source is not None:
            found.add(makers[source])
            source = origin.get(source)
    return found


def may_read_file(user: Any, file: StoredFile) -> bool:
    """Tell whether ``user`` may see an unpublished file: who brought it or may see its article."""
    if not is_staff_member(user):
        return False
    if has_role(user, *DESK) and file.uploads.filter(user=user).exists():
        return True
    return viewable_articles(user).filter(versions__file_links__file=file).exists()
