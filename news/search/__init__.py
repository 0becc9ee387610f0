"""Finding articles and publications by their words; the only package that knows the search engine.

Texts and queries are folded the same way (news.vietnamese), so marks and the place of a tone do not
matter. Staff find articles with ``find``. What readers ask for is an ``Asked``; what
is found is written by ``filing`` in the transaction of the verb.
"""

from news.search.address import Asked
from news.search.desk import Found, Narrowed, find
from news.search.excerpts import hits
from news.search.filing import file_again, index_article, index_publication

__all__ = [
    "Asked",
    "Found",
    "Narrowed",
    "file_again",
    "find",
    "hits",
    "index_article",
    "index_publication",
]
