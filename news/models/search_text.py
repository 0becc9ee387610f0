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
    """The newest version's text, for staff; news.search.filing writes it."""

    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="search_text"
    )
    # Null, because a column with a default would rewrite the whole table on SQLite.
    facets = models.CharField(
        max_length=100, null=True, help_text="Category, creator, status and type, as words."
    )


class PublicationSearchText(SearchText):
    """The published version's text, for readers, filed by date; news.search.filing writes it."""

    publication = models.OneToOneField(
        "news.Publication", models.CASCADE, primary_key=True, related_name="search_text"
    )
    # Null, because a column with a default would rewrite the whole table on SQLite.
    sort_key = models.BigIntegerField(
        null=True,
        help_text="Day of publishing and id in one number; the order results are read in.",
    )
    facets = models.CharField(
        max_length=100, null=True, help_text="Category, article type and layout, as words."
    )

    class Meta:
        indexes = [models.Index(fields=["sort_key"], name="search_text_by_date")]


class SearchWord(models.Model):
    """A folded word of the published texts and in how many publications it stands."""

    word = models.CharField(max_length=40, primary_key=True)
    uses = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.word
