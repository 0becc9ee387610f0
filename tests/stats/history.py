"""A history of counts for reports: rows of days with the sums that folding keeps beside them."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.utils import timezone

from stats.models import (
    ArticleMonth,
    ArticleViews,
    CategoryDay,
    DailyVisits,
    DetailCount,
    PageViews,
)


def at(year, month, day, hour=12):
    """Return a moment by the portal's clock."""
    return timezone.make_aware(datetime(year, month, day, hour))


def days(first, last):
    """Return every day from ``first`` to ``last``, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


class History:
    """What was counted, as a plain list: (day, article, category, people, bots)."""

    def __init__(self):
        self.read = []
        self.visits = {}
        self.pages = Counter()

    def reads(self, day, article, people, bots=0, category=None):
        """Let ``article`` have been read on ``day``, in its own category or in ``category``."""
        self.read.append((day, article.pk, category or article.category_id, people, bots))

    def store(self):
        """Write the rows, and the sums as folding would have kept them."""
        by_row, by_day, by_month = {}, {}, {}
        for day, article, category, people, bots in self.read:
            for sums, key in (
                (by_row, (day, article, category)),
                (by_day, (day, category)),
                (by_month, (day.replace(day=1), article, category)),
            ):
                old = sums.get(key, (0, 0))
                sums[key] = old[0] + people, old[1] + bots
        ArticleViews.objects.bulk_create(
            ArticleViews(day=day, article_id=article, category_id=category, people=p, bots=b)
            for (day, article, category), (p, b) in by_row.items()
        )
        CategoryDay.objects.bulk_create(
            CategoryDay(day=day, category_id=category, people=p, bots=b)
            for (day, category), (p, b) in by_day.items()
        )
        ArticleMonth.objects.bulk_create(
            ArticleMonth(month=month, article_id=article, category_id=category, people=p, bots=b)
            for (month, article, category), (p, b) in by_month.items()
        )
        DailyVisits.objects.bulk_create(
            DailyVisits(day=day, visits=visits, visitors=visitors)
            for day, (visits, visitors) in self.visits.items()
        )
        PageViews.objects.bulk_create(
            PageViews(day=day, page=page, people=people)
            for (day, page), people in self.pages.items()
        )

    def articles(self, first, last):
        """Return the views by article from ``first`` to ``last``."""
        found = Counter()
        for day, article, _category, people, _bots in self.read:
            if first <= day <= last:
                found[article] += people
        return +found

    def categories(self, first, last):
        """Return the views by the category of the time."""
        found = Counter()
        for day, _article, category, people, _bots in self.read:
            if first <= day <= last:
                found[category] += people
        return +found

    def views(self, first, last):
        """Return all page views by people."""
        pages = sum(people for (day, _page), people in self.pages.items() if first <= day <= last)
        return pages + self.articles(first, last).total()

    def visits_in(self, first, last):
        """Return the visits."""
        return sum(visits for day, (visits, _one) in self.visits.items() if first <= day <= last)


def details(dimension, day, **amounts):
    """Store amounts of a dimension on one day."""
    for value, amount in amounts.items():
        DetailCount.objects.create(day=day, dimension=dimension, value=value, amount=amount)


def day(text):
    """Return the day that ``text`` writes as 2026-10-05."""
    return date.fromisoformat(text)
