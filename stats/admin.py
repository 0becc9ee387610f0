"""Counts in the admin: the views beside each article, opening balances, the statistics page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from news.admin import ArticleAdmin, PortalModelAdmin
from news.models import Article
from news.templatetags.news_tags import number
from stats import reports
from stats.models import OpeningBalance

admin.site.unregister(Article)


@admin.register(Article)
class CountedArticleAdmin(ArticleAdmin):
    """The list of articles with what each was read."""

    list_display = [*ArticleAdmin.list_display, "views"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return reports.with_views(super().get_queryset(request))

    @admin.display(description=_("Views"), ordering="views")
    def views(self, article: Any) -> str:
        label = '{} <span class="narrow-only">{}</span>'
        return format_html(label, number(article.views), _("views"))


class OpeningBalanceForm(forms.ModelForm):
    """A balance; the article is named by its number, because a list of all would be endless."""

    class Meta:
        model = OpeningBalance
        fields = ["kind", "article", "amount", "label", "counted_until"]
        widgets = {"article": forms.NumberInput}


@admin.register(OpeningBalance)
class OpeningBalanceAdmin(PortalModelAdmin):
    """Totals carried over from an older portal."""

    list_display = ["kind", "article", "amount", "label"]
    list_select_related = ["article__newest_version"]
    form = OpeningBalanceForm
