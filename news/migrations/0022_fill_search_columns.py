"""File what is already published by date and facets, and count its words, in steps of STEP rows."""

from collections import Counter

from django.db import migrations

STEP = 10_000
TABLE = "news_publicationsearchtext"
LONGEST_WORD = 40
FACETS = "'đc' || p.category_id || coalesce(' đt' || p.article_type_id, '') || ' đl' || p.layout"
DAY = {
    "postgresql": "floor(extract(epoch FROM p.published_at) / 86400)::bigint",
    "sqlite": "CAST(julianday(date(p.published_at)) - 2440587.5 AS integer)",
}


def _steps(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT max(publication_id) FROM {TABLE}")
        last = cursor.fetchone()[0] or 0
    return ((first, first + STEP) for first in range(0, last + 1, STEP))


def forwards(apps, schema_editor):
    day = DAY[schema_editor.connection.vendor]
    texts = apps.get_model("news", "PublicationSearchText").objects
    words = apps.get_model("news", "SearchWord").objects
    uses = Counter()
    for first, end in _steps(schema_editor):
        schema_editor.execute(
            f"UPDATE {TABLE} SET sort_key = {day} * 4294967296 + p.id, facets = {FACETS} "
            f"FROM news_publication p WHERE p.id = {TABLE}.publication_id "
            f"AND p.id >= {first} AND p.id < {end}",
            params=None,
        )
        rows = texts.filter(publication__gte=first, publication__lt=end)
        for folded in rows.values_list("folded", flat=True).iterator():
            uses.update({word for word in folded.split() if len(word) <= LONGEST_WORD})
    words.bulk_create(
        (words.model(word=word, uses=count) for word, count in uses.items()), batch_size=1000
    )


def backwards(apps, schema_editor):
    apps.get_model("news", "SearchWord").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("news", "0021_drop_old_search_index")]

    operations = [migrations.RunPython(forwards, backwards)]
