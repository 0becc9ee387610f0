"""Fill the rollups from the daily rows, in the database itself.

Details were not noted before. So that their sums hold from their first day on, what the last days
before this update counted stands in them as OTHERS: lines of those days may still wait in journals.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import Max, Sum

WAITING_DAYS = 7
OTHERS = "…"
MONTH = {
    "sqlite": "date(day, 'start of month')",
    "postgresql": "date_trunc('month', day)::date",
}


def fill_rollups(apps, schema_editor):
    month = MONTH[schema_editor.connection.vendor]
    schema_editor.execute(
        "INSERT INTO stats_articlemonth (month, article_id, category_id, people, bots)"
        f" SELECT {month}, article_id, category_id, SUM(people), SUM(bots)"
        f" FROM stats_articleviews GROUP BY {month}, article_id, category_id"
    )
    schema_editor.execute(
        "INSERT INTO stats_categoryday (day, category_id, people, bots)"
        " SELECT day, category_id, SUM(people), SUM(bots)"
        " FROM stats_articleviews GROUP BY day, category_id"
    )


def empty_rollups(apps, schema_editor):
    schema_editor.execute("DELETE FROM stats_articlemonth")
    schema_editor.execute("DELETE FROM stats_categoryday")


def fill_details(apps, schema_editor):
    people, bots, visits = {}, {}, {}
    for name in ("ArticleViews", "PageViews"):
        rows = _last_days(apps.get_model("stats", name))
        for day, read, programs in rows.annotate(Sum("people"), Sum("bots")):
            people[day] = people.get(day, 0) + read
            bots[day] = bots.get(day, 0) + programs
    for day, amount in _last_days(apps.get_model("stats", "DailyVisits")).annotate(Sum("visits")):
        visits[day] = amount
    sums = {
        **dict.fromkeys(("device", "browser", "hour"), people),
        **dict.fromkeys(("entry", "referrer"), visits),
        "bot": bots,
    }
    DetailCount = apps.get_model("stats", "DetailCount")
    DetailCount.objects.bulk_create(
        DetailCount(day=day, dimension=dimension, value=OTHERS, amount=amount)
        for dimension, days in sums.items()
        for day, amount in days.items()
        if amount
    )


def _last_days(model):
    last = model.objects.aggregate(last=Max("day"))["last"]
    rows = (
        model.objects.filter(day__gt=last - timedelta(days=WAITING_DAYS))
        if last
        else model.objects.none()
    )
    return rows.order_by("day").values_list("day")


def empty_details(apps, schema_editor):
    apps.get_model("stats", "DetailCount").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("stats", "0003_rollups_and_details"),
    ]

    operations = [
        migrations.RunPython(fill_rollups, empty_rollups),
        migrations.RunPython(fill_details, empty_details),
    ]
