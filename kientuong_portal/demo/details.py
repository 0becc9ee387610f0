"""Plausible details of the demo's views and visits: where from, on what, when, which words.

Details of views add up to the day's views, those of visits to its visits, those of robots to the
robots' views, as folding would have left them.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from news.models import VersionFile
from stats.dimensions import Dimension
from stats.models import ArticleViews, DailyVisits, DetailCount, PageViews

# For how many days there are details: as if the portal had learnt to keep them then.
DAYS = 150
BATCH = 4000
DEVICES = {"phone": 71, "computer": 24, "tablet": 4, "other": 1}
BROWSERS = {
    "Chrome": 38,
    "Zalo": 18,
    "Safari": 14,
    "Cốc Cốc": 9,
    "Facebook": 8,
    "Samsung Internet": 5,
    "Edge": 4,
    "Firefox": 2,
    "Opera": 1,
    "": 1,
}
HOURS = (1, 1, 0, 0, 1, 3, 8, 14, 16, 15, 12, 9, 7, 10, 13, 14, 11, 9, 8, 10, 13, 12, 7, 3)
REFERRERS = {
    "": 46,
    "google.com": 24,
    "zalo.me": 11,
    "facebook.com": 9,
    "coccoc.com": 4,
    "longan.gov.vn": 3,
    "bing.com": 2,
    "dichvucong.gov.vn": 1,
}
BOTS = {
    "Googlebot": 34,
    "bingbot": 17,
    "coccocbot-web": 14,
    "facebookexternalhit": 10,
    "GPTBot": 9,
    "AhrefsBot": 8,
    "PetalBot": 5,
    "python-requests": 3,
}
SEARCHES = {
    "lich cup dien": 9,
    "dat dai": 7,
    "thu tuc hanh chinh": 6,
    "tiem chung": 5,
    "tuyen dung": 5,
    "giay phep xay dung": 4,
    "hoc phi": 3,
    "lich tiep cong dan": 3,
}
IN_VAIN = {"so do tan thanh": 3, "ket qua xo so": 2, "bhxh": 2, "gia lua hom nay": 1}
MISSING = {
    "/lists/thongbao/dispform.aspx": 4,
    "/van-ban/quyet-dinh-12.pdf": 2,
    "/wp-login.php": 6,
    "/trang-chu": 1,
}
REFUSED = {"token": 3, "origin": 1, "flood_visitor": 4, "flood_address": 2}


def fill(
    articles: Sequence[ArticleViews],
    days: Sequence[tuple[DailyVisits, list[PageViews]]],
    chance: random.Random,
) -> None:
    """Make the details of the last DAYS of ``days``."""
    if not days:
        return
    since = days[-1][0].day - timedelta(days=DAYS - 1)
    by_day: dict[date, list[ArticleViews]] = defaultdict(list)
    for row in articles:
        if row.day >= since:
            by_day[row.day].append(row)
    files = list(
        VersionFile.objects.filter(version__publications__isnull=False, file__width=None)
        .order_by("file__sha256")
        .values_list("file__sha256", flat=True)
        .distinct()
    )
    rows = []
    for visits, pages in days:
        if visits.day >= since:
            found = _of_day(visits, by_day[visits.day], pages, files, chance)
            rows += [
                DetailCount(day=visits.day, dimension=dimension, value=value, amount=amount)
                for (dimension, value), amount in sorted(found.items())
            ]
    DetailCount.objects.bulk_create(rows, batch_size=BATCH)


def _of_day(
    visits: DailyVisits,
    articles: Iterable[ArticleViews],
    pages: list[PageViews],
    files: list[str],
    chance: random.Random,
) -> Counter[tuple[str, str]]:
    read = {f"article-{row.article_id}": row.people for row in articles}
    shown = read | {page.page: page.people for page in pages}
    views = sum(shown.values())
    bots = sum(row.bots for row in [*articles, *pages])
    searches = sum(page.people for page in pages if page.page == "search") // 2
    hours = {str(hour): weight for hour, weight in enumerate(HOURS)}
    lots: list[tuple[str, dict[str, int], int]] = [
        (Dimension.DEVICE, DEVICES, views),
        (Dimension.BROWSER, BROWSERS, views),
        (Dimension.HOUR, hours, views),
        (Dimension.ENTRY, shown, visits.visits),
        (Dimension.REFERRER, REFERRERS, visits.visits),
        (Dimension.BOT, BOTS, bots),
        (Dimension.SEARCH, SEARCHES | IN_VAIN, searches),
        (Dimension.MISSING, MISSING, chance.randrange(3, 9)),
        (Dimension.REFUSED, REFUSED, chance.randrange(0, 4)),
        (Dimension.DOWNLOAD, dict.fromkeys(files, 1), round(views * 0.04)),
    ]
    found: Counter[tuple[str, str]] = Counter()
    for dimension, weights, total in lots:
        for value, amount in _shared_out(weights, total, chance).items():
            found[dimension, value] = amount
    for words in IN_VAIN:
        if found[Dimension.SEARCH, words]:
            found[Dimension.NOTHING, words] = found[Dimension.SEARCH, words]
    return +found


def _shared_out(weights: dict[str, int], total: int, chance: random.Random) -> Counter[str]:
    """Return ``total`` shared out by ``weights``, to the last one."""
    if not weights or not sum(weights.values()):
        return Counter()
    values = sorted(weights)
    return Counter(chance.choices(values, [weights[value] for value in values], k=total))
