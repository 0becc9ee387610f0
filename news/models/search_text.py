"""The folded text that news.search finds in: one row per article, one per publication."""

from django.db import models


class SearchText(models.Model):
    """Folded words for finding, words with marks for ranking; see news.vietnamese."""

    folded = models.TextField()
    marked = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.folded[:80]


class ArticleSearchText(SearchText):
    """The newest version's text, for staff."""

    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="search_text"
    )


class PublicationSearchText(SearchText):
    """The published version's text, for readers."""

    publication = models.OneToOneField(
        "news.Publication", models.CASCADE, primary_key=True, related_name="search_text"
    )
