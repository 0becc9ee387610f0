"""The news in the admin."""

from news.admin.article import ArticleAdmin
from news.admin.base import PortalModelAdmin
from news.admin.structure import ArticleTypeAdmin, AuthorAdmin, CategoryAdmin

__all__ = ["ArticleAdmin", "ArticleTypeAdmin", "AuthorAdmin", "CategoryAdmin", "PortalModelAdmin"]
