"""N articles straight into the tables, as the workflow would have left them, in batches."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F, Max, Model
from django.utils import timezone

from bench.words import Writer
from news.enums import Ending, Layout, Status, Verb
from news.models import (
    Article,
    ArticleSearchText,
    ArticleType,
    ArticleVersion,
    Author,
    Category,
    ContentGeneration,
    Event,
    Publication,
    PublicationSearchText,
    SearchWord,
    StoredFile,
    VersionFile,
)
from news.search import filing
from news.vietnamese import fold, mark, slugify
from stats import rollups
from stats.models import ArticleViews

BATCH = 1_000
# The names of PostgreSQL's indexes of search keys (migrations 0023 and 0073).
KEYS = "%searchtext_keys"
YEARS = 15
# One in so many is over, one in so many is still to come, one in so many has been read lately.
EXPIRED, SCHEDULED, READ = 200, 1_000, 50
# One in so many closes within days, is still being written, has no picture.
EXPIRING, UNFINISHED, WITHOUT_IMAGE = 2_000, 400, 300
UNFINISHED_STATUS = (Status.DRAFT, Status.PENDING, Status.REJECTED)
# How often each folded word has been written.
WORDS: Counter[str] = Counter()
KINDS: tuple[type[Model], ...] = (
    *(Article, ArticleVersion, Publication, ArticleSearchText, PublicationSearchText),
    *(Event, VersionFile, ArticleViews),
)


def run(articles: int, body_bytes: int, seed: int) -> None:
    """Make the demo if the database is empty, then add ``articles`` with bodies of that size."""
    call_command("demo")
    began = time.monotonic()
    site = _Site(Writer(seed), body_bytes, articles)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-200000")
    first = (Article.objects.aggregate(Max("pk"))["pk__max"] or 0) + 1
    first = max(first, (ArticleVersion.objects.aggregate(Max("pk"))["pk__max"] or 0) + 1)
    first = max(first, (Publication.objects.aggregate(Max("pk"))["pk__max"] or 0) + 1)
    with _without_search_keys():
        for start in range(0, articles, BATCH):
            count = min(BATCH, articles - start)
            _write(site, first + start, count, start)
            done = start + count
            if done % (BATCH * 10) == 0 or done == articles:
                print(f"{done:>9,} articles, {time.monotonic() - began:,.0f} s", flush=True)
    _finish()
    print(f"Bodies of about {body_bytes:,} bytes; the database takes {_size() / 2**20:,.0f} MiB.")


@contextmanager
def _without_search_keys() -> Iterator[None]:
    """Fill without PostgreSQL's indexes of search keys and build them afterwards.

    Row by row they take seven seconds a thousand articles, of eight.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef, indexname FROM pg_indexes WHERE indexname LIKE %s", [KEYS])
        indexes = cursor.fetchall()
        for _definition, name in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for definition, _name in indexes:
                cursor.execute(definition)


class _Site:
    """What articles are made of."""

    def __init__(self, writer: Writer, body_bytes: int, total: int) -> None:
        self.writer, self.body_bytes, self.total = writer, body_bytes, total
        self.now = timezone.now()
        self.users = list(get_user_model().objects.order_by("pk"))
        self.categories = list(Category.objects.exclude(slug="gioi-thieu"))
        self.authors = list(Author.objects.all())
        self.types = list(ArticleType.objects.filter(layout=Layout.ARTICLE))
        self.pictures = list(StoredFile.objects.filter(width__isnull=False)[:8])

    def creator(self, pk: int) -> Any:
        """Let everybody have begun as many."""
        return self.users[pk % len(self.users)]

    def published_at(self, position: int) -> datetime:
        """Spread the articles evenly over the years, the newest last, an hour ago."""
        back = timedelta(days=365 * YEARS) * (1 - (position + 1) / self.total)
        return self.now - timedelta(hours=1) - back


def _write(site: _Site, first: int, count: int, start: int) -> None:
    rows: dict[type[Model], list[Model]] = {kind: [] for kind in KINDS}
    for offset in range(count):
        for row in _article(site, first + offset, start + offset):
            rows[type(row)].append(row)
    with transaction.atomic():
        for kind in KINDS:
            kind._default_manager.bulk_create(rows[kind], batch_size=BATCH)


def _article(site: _Site, pk: int, position: int) -> Iterator[Model]:
    """Yield the rows of one article; article, version and publication share their number."""
    starts_at, ends_at = _interval(site, position)
    moment = starts_at
    choices = (site.categories, site.authors, site.types, site.pictures)
    category, author, kind, picture = (site.writer.random.choice(each) for each in choices)
    paragraphs = site.writer.body(site.body_bytes, pk)
    title, summary = site.writer.title(pk), paragraphs[1][:300]
    picture = None if position % WITHOUT_IMAGE == 17 else picture
    status = _status(position)
    repeated: dict[str, Any] = {
        "title": title,
        "summary": summary,
        "image": picture,
        "image_alt": "Quang cảnh buổi làm việc" if picture else "",
        "author": author,
        "article_type": kind,
        "layout": kind.layout,
        "published_at": moment,
    }
    article = _article_row(site, pk, slugify(title), category, moment)
    article.status, article.article_type = status, kind
    if status == Status.PENDING:
        article.submitted_at, article.submitted_by = article.modified_at, article.created_by
    article.without_image = None if picture else True
    yield article
    is_approved = status == Status.APPROVED
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    yield _version(article, body, category, repeated)
    publication = Publication(
        pk=pk,
        article_id=pk,
        version_id=pk,
        starts_at=starts_at,
        ends_at=ends_at,
        planned_end=ends_at,
        ending=Ending.EXPIRY if ends_at else Ending.NONE,
        picture_count=0,
        slug=slugify(title),
        category=category,
        **repeated,
    )
    if is_approved:
        yield publication
    for row in _search_rows(article, publication, [title, summary, author.pen_name], paragraphs):
        if is_approved or isinstance(row, ArticleSearchText):
            yield row
    if picture:
        yield VersionFile(version_id=pk, file=picture, name=picture.name)
    yield _event(article, min(moment, site.now))
    if position % READ == 0 and ends_at is None and starts_at <= site.now and is_approved:
        yield _views(site, pk, category, position)


def _version(
    article: Article, body: str, category: Category, repeated: dict[str, Any]
) -> ArticleVersion:
    is_approved = article.status == Status.APPROVED
    return ArticleVersion(
        pk=article.pk,
        article_id=article.pk,
        serial=1,
        major=1 if is_approved else 0,
        minor=0 if is_approved else 1,
        author_name=repeated["author"].pen_name,
        category_name=category.name,
        page_count=Decimal("1.5"),
        photo_count=1,
        file_count=1 if repeated["image"] else 0,
        body=body,
        created_at=article.created_at,
        created_by=article.created_by,
        **repeated,
    )


def _status(position: int) -> Status:
    if position % UNFINISHED != 13:
        return Status.APPROVED
    return UNFINISHED_STATUS[position // UNFINISHED % len(UNFINISHED_STATUS)]


def _article_row(site: _Site, pk: int, slug: str, category: Category, moment: datetime) -> Article:
    return Article(
        pk=pk,
        slug=slug,
        category=category,
        status=Status.APPROVED,
        newest_version_id=pk,
        created_at=moment,
        created_by=site.creator(pk),
        modified_at=min(moment, site.now),
        modified_by=site.creator(pk),
    )


def _views(site: _Site, pk: int, category: Category, position: int) -> ArticleViews:
    return ArticleViews(
        day=timezone.localdate(site.now - timedelta(days=position % 28)),
        article_id=pk,
        category=category,
        people=1 + position % 997,
    )


def _event(article: Article, moment: datetime) -> Event:
    is_approved = article.status == Status.APPROVED
    return Event(
        article_id=article.pk,
        version_id=article.pk,
        version_number="1.0" if is_approved else "0.1",
        verb=Verb.APPROVE if is_approved else Verb.SAVE,
        to_status=article.status,
        created_at=moment,
        created_by=article.created_by,
    )


def _interval(site: _Site, position: int) -> tuple[datetime, datetime | None]:
    """Return from when until when the article is visible; None: without an end."""
    moment = site.published_at(position)
    if position % EXPIRED == 7:
        return moment, min(moment + timedelta(days=30), site.now - timedelta(minutes=5))
    if position % EXPIRING == 23:
        return moment, site.now + timedelta(days=1, seconds=position % 400_000)
    if position % SCHEDULED == 11:
        return site.now + timedelta(days=2, seconds=position % 86_400), None
    return moment, None


def _search_rows(
    article: Article, publication: Publication, head: list[str], paragraphs: list[str]
) -> Iterator[Model]:
    sentences = [
        sentence for paragraph in paragraphs for sentence in paragraph.split(". ") if sentence
    ]
    parts = [*head, *sentences]
    folded = " ".join(map(_folded, parts))
    marked = f" {' '.join(map(_marked, parts))} "
    if article.status == Status.APPROVED:
        WORDS.update(set(folded.split()))
    yield ArticleSearchText(
        article_id=article.pk,
        folded=folded,
        marked=marked,
        facets=filing.desk_facets(article),
    )
    yield PublicationSearchText(
        publication_id=publication.pk,
        folded=folded,
        marked=marked,
        sort_key=filing.sort_key(publication.published_at, publication.pk),
        facets=filing.facets_of(publication),
    )


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=50_000)
def _marked(text: str) -> str:
    return mark(text).strip()


def _finish() -> None:
    """Leave the database as a portal at work would have it."""
    newest = PublicationSearchText.objects.select_related("publication__version").last()
    if newest:
        own = filing.texts_of(newest.publication.version)
        if (newest.folded, newest.marked) != (own["folded"], own["marked"]):
            raise AssertionError("the search rows are not those that news.search would write")
    known = SearchWord.objects.in_bulk()
    SearchWord.objects.bulk_create(
        [SearchWord(word=word, uses=uses) for word, uses in WORDS.items() if word not in known],
        batch_size=1_000,
    )
    for word in known:
        SearchWord.objects.filter(word=word).update(uses=F("uses") + WORDS[word])
    ContentGeneration.bump()
    rollups.fill()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), KINDS):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            for kind in (ArticleSearchText, PublicationSearchText):
                table = kind._meta.db_table
                cursor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('optimize')")  # noqa: S608 -- our own table's name
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])
