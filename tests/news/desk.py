"""Addresses of the desk and what its forms send."""

from django.urls import reverse

ADD = reverse("admin:news_article_add")


def address(article):
    return reverse("admin:news_article_change", args=[article.pk])


def verb_address(article, verb):
    return reverse("admin:news_article_do", args=[article.pk, verb])


def form_data(article=None, **fields):
    """Return what the article form sends; ``fields`` replace parts of it."""
    version = article.newest_version if article else None
    usual = {
        "version": version.pk if version else "",
        "title": "Khánh thành cầu kênh Bảy",
        "summary": "Cây cầu mới nối hai bờ kênh.",
        "body": "<p>Sáng nay, cầu được đưa vào sử dụng.</p>",
        "category": article.category_id if article else "",
        "article_type": version.article_type_id if version else "",
        "attachments-TOTAL_FORMS": 1,
        "attachments-INITIAL_FORMS": 0,
        "_save": "",
    }
    return usual | fields


def new_data(here, kind, **fields):
    """Return what the form of a new article sends."""
    return form_data(**{"category": here.pk, "article_type": kind.pk} | fields)
