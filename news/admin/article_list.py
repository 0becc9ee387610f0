"""The page with the list of articles: filters as addresses, rows by key, and what to do to many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news import listing, permissions
from news.admin import bulk_verbs
from news.days import Day
from news.enums import PublicState, Status
from news.listing import Asked, Listing, Rows
from news.models import Article, ArticleType, Category, SavedFilter

if TYPE_CHECKING:
    from news.admin.article import ArticleAdmin

# Name, what it asks for, and whom it is offered to.
STANDARD = (
    (gettext_lazy("All"), "", permissions.may_use_desk),
    (gettext_lazy("Mine"), "mine=written", permissions.may_write),
    (gettext_lazy("Waiting for me"), "mine=waiting", permissions.is_approver),
    (gettext_lazy("Returned"), "status__exact=rejected", permissions.may_use_desk),
    (gettext_lazy("Scheduled"), "public_state=scheduled", permissions.may_use_desk),
    (gettext_lazy("Expiring soon"), "public_state=expiring", permissions.may_use_desk),
    (gettext_lazy("Without picture"), "image=none", permissions.may_use_desk),
)


@dataclass(frozen=True)
class Chip:
    """A filter with a name, as a link; ``pk`` where it is one of the person's own."""

    label: str
    query: str
    is_current: bool
    pk: int | None = None


@dataclass(frozen=True)
class Column:
    """A column that another app brings: its name, heading, and a cell for each article's id."""

    name: str
    label: str
    cells: dict[int, SafeString]


@dataclass(frozen=True)
class Row:
    """One article as the list shows it; ``choice`` names it and the version that is shown."""

    article: Any
    choice: str
    category: str
    cells: list[tuple[str, SafeString]]


class FilterForm(forms.Form):
    """The filters that are chosen from: what was asked for, and what of it cannot be read."""

    q = forms.CharField(
        label=gettext_lazy("Find"),
        help_text=gettext_lazy(
            "Words from title, summary, text, author or number; marks do not matter."
        ),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    mine = forms.ChoiceField(label=gettext_lazy("People"))
    status__exact = forms.ChoiceField(label=gettext_lazy("Status"))
    public_state = forms.ChoiceField(label=gettext_lazy("For readers"))
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    article_type = forms.ChoiceField(label=gettext_lazy("Article type"))
    image = forms.ChoiceField(label=gettext_lazy("Picture"))

    def __init__(
        self, given: QueryDict, asked: Asked, categories: list[Category], user: Any
    ) -> None:
        read = {"status__exact": asked.status, "from": asked.first_day, "to": asked.last_day}
        typed = {name: given.get(name, "") for name in ("from", "to") if not read[name]}
        super().__init__(vars(asked) | read | typed)
        self.use_required_attribute = False
        unread = _(
            "This day cannot be read, so the list is not narrowed by it. Example: 05/10/2026."
        )
        day = {"required": False, "error_messages": dict.fromkeys(("invalid", "year"), unread)}
        self.fields["from"] = Day(label=_("Changed from"), **day)
        self.fields["to"] = Day(label=_("Changed until"), **day)
        mine = [(listing.WRITTEN, _("Begun by me"))]
        if permissions.is_approver(user):
            mine.append((listing.WAITING, _("Waiting for me")))
        # What was cancelled is read together with what was withdrawn (news.listing).
        states = dict(PublicState.choices) | {
            PublicState.WITHDRAWN.value: _("Withdrawn, or schedule cancelled"),
            listing.EXPIRING: _("Expiring within 7 days"),
        }
        offered = {
            "mine": mine,
            "status__exact": Status.choices,
            "public_state": states.items(),
            "category": in_tree(categories),
            "article_type": list(ArticleType.objects.values_list("pk", "name")),
            "image": [(listing.WITHOUT_IMAGE, _("Without picture"))],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", _("All")), *choices]
            self.fields[name].required = False
        self.fields["q"].required = False


def in_tree(categories: list[Category]) -> list[tuple[int, str]]:
    """Return the categories in the tree's order, those below others indented."""
    children: dict[int | None, list[Category]] = {}
    for one in categories:
        children.setdefault(one.parent_id, []).append(one)

    def below(parent: int | None, depth: int) -> list[tuple[int, str]]:
        found = []
        for one in children.get(parent, []):
            found.append((one.pk, "– " * depth + one.name))
            found += below(one.pk, depth + 1)
        return found

    return below(None, 0)


@never_cache
@require_safe
def show(request: HttpRequest, model_admin: ArticleAdmin) -> HttpResponse:
    """Show a page of the articles that the address asks for and the person may open."""
    if not permissions.may_use_desk(request.user):
        raise PermissionDenied
    asked = Asked.of(request.GET, model_admin.rankings)
    found = Listing(request.user, asked, list(Category.objects.all()))
    ranking = model_admin.rankings.get(asked.order)
    rows = found.rows(request.GET, ranking and ranking.ids)
    articles = listing.articles_of(rows.ids, found.now)
    columns = model_admin.extra_columns(articles)
    chips = _chips(request.user, asked, model_admin)
    own_chips = _own_chips(request.user, asked)
    context = admin.site.each_context(request) | {
        "title": _("Articles"),
        "asked": asked,
        "page": rows,
        "rows": _rows(articles, found.categories, columns),
        "columns": columns,
        "chips": chips,
        "own_chips": own_chips,
        "filters": FilterForm(request.GET, asked, found.categories, request.user),
        "is_narrowed": _is_narrowed(asked),
        # What a chip tells already need not push the articles down.
        "is_named": any(chip.is_current for chip in [*chips, *own_chips]),
        "tasks": bulk_verbs.offered(request.user),
        "previous": _turned(asked, rows, forwards=False),
        "following": _turned(asked, rows, forwards=True),
        # Where the bulk verbs and the filters lead back to.
        "back": request.GET.urlencode(),
    }
    return render(request, "admin/news/article/list.html", context)


def _rows(articles: list[Article], categories: list[Category], columns: list[Column]) -> list[Row]:
    names = {one.pk: one.name for one in categories}
    return [
        Row(
            article,
            bulk_verbs.choice(article),
            names.get(article.category_id, ""),
            [(column.name, column.cells[article.pk]) for column in columns],
        )
        for article in articles
    ]


def _chips(user: Any, asked: Asked, model_admin: ArticleAdmin) -> list[Chip]:
    chips = [(str(label), query) for label, query, may in STANDARD if may(user)]
    chips += [(one.label, f"order={name}") for name, one in model_admin.rankings.items()]
    return [Chip(label, query, query == asked.query) for label, query in chips]


def _own_chips(user: Any, asked: Asked) -> list[Chip]:
    kept = SavedFilter.objects.filter(user=user)
    return [Chip(one.name, one.query, one.query == asked.query, one.pk) for one in kept]


def _is_narrowed(asked: Asked) -> bool:
    """Tell whether any filter in the folded part of the form is set."""
    only_words = Asked(q=asked.q, order=asked.order)
    return asked != only_words


def _turned(asked: Asked, rows: Rows, *, forwards: bool) -> str:
    """Return the query of the page after this one, or before it; "" where there is none."""
    query = QueryDict(asked.query, mutable=True)
    if rows.is_ranking:
        number = rows.page + (1 if forwards else -1)
        if not 1 <= number <= rows.pages:
            return ""
        query["trang"] = str(number)
    else:
        name, key = ("truoc", rows.older) if forwards == rows.newest_first else ("sau", rows.newer)
        if not key:
            return ""
        query[name] = key
    return query.urlencode()
