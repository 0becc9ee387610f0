"""What differs between two texts of an article, as people read: words, pictures, tables, fields.

``compare(Side.of_version(…), Side.of_content(…))`` is all that pages need; the template
``admin/news/article/_differences.html`` shows what it returns. Nothing here writes or queries, but
for the files that an unsaved content names.
"""

from news.differences.result import Differences, compare
from news.differences.sides import Side
from news.differences.tally import Tally, in_words

__all__ = ["Differences", "Side", "Tally", "compare", "in_words"]
