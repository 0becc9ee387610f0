"""Repeat type and picture of the newest versions, and file staff's texts, in steps of STEP rows."""

from django.db import migrations

STEP = 10_000
COLUMNS = (
    "UPDATE news_article SET article_type_id = v.article_type_id, "
    "without_image = CASE WHEN v.image_id IS NULL THEN {true} END "
    "FROM news_articleversion v WHERE v.id = news_article.newest_version_id "
    "AND news_article.id >= {first} AND news_article.id < {end}"
)
FACETS = (
    "UPDATE news_articlesearchtext SET facets = 'đc' || a.category_id || ' đn' || a.created_by_id "
    "|| ' đs' || a.status || coalesce(' đt' || a.article_type_id, '') "
    "FROM news_article a WHERE a.id = news_articlesearchtext.article_id "
    "AND a.id >= {first} AND a.id < {end}"
)


def forwards(apps, schema_editor):
    true = "true" if schema_editor.connection.vendor == "postgresql" else "1"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM news_article")
        last = cursor.fetchone()[0] or 0
    for first in range(0, last + 1, STEP):
        for statement in (COLUMNS, FACETS):
            schema_editor.execute(
                statement.format(true=true, first=first, end=first + STEP), params=None
            )


class Migration(migrations.Migration):
    dependencies = [("news", "0071_drop_old_desk_index")]

    # On the way back 0070 takes the columns away with what is in them.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
