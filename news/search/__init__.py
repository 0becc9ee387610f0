"""Finding articles and publications by their words; the only package that knows the search engine.

Texts and queries are folded the same way (news.vietnamese), so marks and the place of a tone do not
matter. Staff find articles with ``find``. Readers' results come from ``results.search``; what it
reads is written by ``filing`` in the transaction of the verb.
"""

from news.search.engine import find
from news.search.excerpts import Excerpt, excerpt, highlighted
from news.search.filing import file_again, index_article, index_publication
from news.search.query import Filters, Query
from news.search.results import CAP, Results, search
from news.search.spelling import suggestion

__all__ = [
    "CAP",
    "Excerpt",
    "Filters",
    "Query",
    "Results",
    "excerpt",
    "file_again",
    "find",
    "highlighted",
    "index_article",
    "index_publication",
    "search",
    "suggestion",
]
