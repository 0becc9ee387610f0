"""The sums of the daily rows by month and by category, made anew from the daily rows.

Folding keeps them up; this is for whoever writes daily rows by another way, as the demo does.
"""

from django.db import connection, transaction

MONTHS = {
    "sqlite": "date(day, 'start of month')",
    "postgresql": "date_trunc('month', day)::date",
}


def fill() -> None:
    """Make all rows of ArticleMonth and CategoryDay anew."""
    month = MONTHS[connection.vendor]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM stats_articlemonth")
        cursor.execute("DELETE FROM stats_categoryday")
        cursor.execute(
            "INSERT INTO stats_articlemonth"  # noqa: S608 -- MONTHS is ours
            " (month, article_id, category_id, people, bots)"
            f" SELECT {month}, article_id, category_id, SUM(people), SUM(bots)"
            f" FROM stats_articleviews GROUP BY {month}, article_id, category_id"
        )
        cursor.execute(
            "INSERT INTO stats_categoryday (day, category_id, people, bots)"
            " SELECT day, category_id, SUM(people), SUM(bots)"
            " FROM stats_articleviews GROUP BY day, category_id"
        )
