"""Counts in the admin: the views beside each article, opening balances, the statistics page."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from news.admin import ArticleAdmin, PortalModelAdmin
from news.admin.article import Ranking
from news.admin.article_list import Column
from news.models import Article
from news.templatetags.news_tags import number
from stats import figures, reports
from stats.models import OpeningBalance

admin.site.unregister(Article)


@admin.register(Article)
class CountedArticleAdmin(ArticleAdmin):
    """The list of articles with what each was read, and those that are read most."""

    rankings: ClassVar = {
        "read": Ranking(
            _("Most read in 30 days"),
            figures.most_read_of,
        )
    }

    def extra_columns(self, articles: list[Article]) -> list[Column]:
        """Add the views so far."""
        views = reports.views_of(article.pk for article in articles)
        label = '{} <span class="narrow-only">{}</span>'
        cells = {pk: format_html(label, number(count), _("views")) for pk, count in views.items()}
        return [*super().extra_columns(articles), Column("views", _("Views"), cells)]


class OpeningBalanceForm(forms.ModelForm):
    """A balance; the article is named by its number, because a list of all would be endless."""

    class Meta:
        model = OpeningBalance
        fields = ["kind", "article", "amount", "label", "counted_until"]
        widgets = {"article": forms.NumberInput}
        error_messages = {
            "article": {"invalid_choice": _("There is no article of this number.")},
        }


@admin.register(OpeningBalance)
class OpeningBalanceAdmin(PortalModelAdmin):
    """Totals carried over from an older portal."""

    list_display = ["kind", "article", "shown_amount", "label"]
    list_select_related = ["article__newest_version"]
    form = OpeningBalanceForm

    @admin.display(
        description=OpeningBalance._meta.get_field("amount").verbose_name, ordering="amount"
    )
    def shown_amount(self, balance: OpeningBalance) -> str:
        return number(balance.amount)
