"""Reports against a plain model: exact figures over any days, compared, narrowed, in files."""

import csv
import io
import random
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news.enums import Role
from stats.models import DetailCount, OpeningBalance
from stats.periods import MOST_PARTS, Grain
from stats.reports.catalogue import ENTRIES
from tests import factories
from tests.stats.history import History, at, day, days, details

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 15)
NOW = at(2026, 3, 15)
FIRST = date(2024, 12, 20)
# Days that begin and end in and at the edges of months and years, and today's.
SPANS = [
    ("2024-12-20", "2026-03-15"),
    ("2025-01-01", "2025-12-31"),
    ("2025-12-31", "2026-01-01"),
    ("2026-02-01", "2026-02-28"),
    ("2026-01-17", "2026-03-03"),
    ("2026-03-01", "2026-03-15"),
    ("2026-03-15", "2026-03-15"),
    ("2025-02-28", "2025-03-01"),
]


@pytest.fixture
def moved_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def analyst(enter, moved_clock):
    return enter(factories.make_user(Role.ANALYST))


@pytest.fixture
def history(moved_clock):
    """Fourteen months of six articles; one is moved to another category within a month."""
    chance = random.Random(7)
    sections = [factories.make_category(name) for name in ("Kinh tế", "Văn hóa", "Thông báo")]
    writers = [factories.make_author(name) for name in ("Minh Khuê", "Ái Vân")]
    kinds = [factories.make_type(name=name) for name in ("Tin", "Phóng sự")]
    articles = [
        factories.make_published(
            category=sections[number % 2],
            author=writers[number % 2] if number else None,
            article_type=kinds[number // 3],
            title=title,
            at=at(2024, 12, 20, hour=1),
        )
        for number, title in enumerate(
            ["Cầu mới", "Mùa lúa", "Lũ về", "Chợ nổi", "Đường hoa", "Sách hay"]
        )
    ]
    told = History()
    told.all = articles
    told.sections, told.writers, told.kinds = sections, writers, kinds
    for one in days(FIRST, TODAY):
        for article in articles:
            if chance.random() < 0.3:
                moved = article is articles[0] and one >= date(2026, 1, 20)
                told.reads(
                    one,
                    article,
                    chance.randrange(0, 40),
                    chance.randrange(0, 9),
                    sections[2].pk if moved else None,
                )
        told.visits[one] = chance.randrange(1, 60), chance.randrange(1, 30)
        told.pages[one, "home"] = chance.randrange(0, 20)
        told.pages[one, "search"] = chance.randrange(0, 5)
    told.store()
    return told


def page(client, name="", **query):
    address = reverse("admin:report", args=[name]) if name else reverse("admin:statistics")
    return client.get(address, {key.rstrip("_"): value for key, value in query.items()})


def rows(client, name, **query):
    """Return the lines of a report's CSV below its heading, the total last."""
    answer = client.get(
        reverse("admin:report_file", args=[name, "csv"]),
        {key.rstrip("_"): value for key, value in query.items()},
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";"))[1:]


def span(first, last, **more):
    return {"from_": first, "to": last, "against": "none", **more}


def test_all_reports_of_articles_agree_with_the_days(analyst, history):
    for first, last in SPANS:
        _agree(analyst, history, span(first, last), (day(first), day(last)))


def _agree(analyst, history, asked, between):
    articles = history.articles(*between)
    found = {row[0]: int(row[1]) for row in rows(analyst, "bai-viet", **asked)}
    assert found == {str(one): articles[one.pk] for one in history.all if articles[one.pk]}
    by_category = history.categories(*between)
    names = {section.pk: section.name for section in history.sections}
    *shown, total = rows(analyst, "chuyen-muc", **asked)
    assert {row[0]: int(row[1]) for row in shown} == {
        names[pk]: views for pk, views in by_category.items()
    }
    assert int(total[1]) == articles.total()
    for name in ("loai-bai", "tac-gia"):
        assert int(rows(analyst, name, **asked)[-1][1]) == articles.total()


def test_the_course_adds_up_to_the_whole(analyst, history):
    for first, last in SPANS:
        is_long = (day(last) - day(first)).days > MOST_PARTS
        for grain in ("week", "month", "year") if is_long else Grain.values:
            _adds_up(analyst, history, first, last, grain)


def _adds_up(analyst, history, first, last, grain):
    *parts, total = rows(analyst, "tong-quan", **span(first, last, grain=grain))
    place = 1 if grain == "day" else 2
    visits, views = history.visits_in(day(first), day(last)), history.views(day(first), day(last))
    assert sum(int(row[place]) for row in parts) == visits == int(total[place])
    assert sum(int(row[place + 2]) for row in parts) == views == int(total[place + 2])
    assert parts[-1][0] == first


def test_types_and_authors_are_told_apart(analyst, history):
    read = history.articles(FIRST, TODAY)
    one, other = history.writers
    own = {
        pk: sum(read[a.pk] for a in history.all[1:] if a.newest_version.author == pk)
        for pk in history.writers
    }
    found = {
        row[0]: int(row[1]) for row in rows(analyst, "tac-gia", **span("2024-12-20", "2026-03-15"))
    }
    assert found == {
        str(one): own[one],
        str(other): own[other],
        "Không ghi": read[history.all[0].pk],
        "Tổng cộng": read.total(),
    }
    kinds = {row[0]: int(row[1]) for row in rows(analyst, "loai-bai", period="all", against="none")}
    assert kinds == {
        "Tin": sum(read[article.pk] for article in history.all[:3]),
        "Phóng sự": sum(read[article.pk] for article in history.all[3:]),
        "Tổng cộng": read.total(),
    }


def test_an_article_is_compared_and_its_ends_are_told(analyst, history):
    """February against January, the month before it."""
    first, last = date(2026, 2, 1), date(2026, 2, 28)
    now = history.articles(first, last)
    before = history.articles(date(2026, 1, 1), date(2026, 1, 31))
    read_on = {
        article.pk: [
            one
            for one, pk, _c, people, _b in history.read
            if pk == article.pk and people and first <= one <= last
        ]
        for article in history.all
    }
    for row in rows(analyst, "bai-viet", from_="2026-02-01", to="2026-02-28"):
        article = next(one for one in history.all if str(one) == row[0])
        moments = read_on[article.pk]
        assert row[1:4] == [
            str(now[article.pk]),
            str(before[article.pk]),
            str(now[article.pk] - before[article.pk]),
        ]
        assert float(row[4].replace(",", ".")) == pytest.approx(
            now[article.pk] / before[article.pk] - 1, abs=0.0001
        )
        assert row[5:] == [str(min(moments)), str(max(moments))]


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({}, "2026-01-31", "2026-02-28"),
        ({"against": "year"}, "2025-03-01", "2025-03-29"),
        (
            {"against": "other", "against_from": "2025-07-01", "against_to": "2025-07-03"},
            "2025-07-01",
            "2025-07-03",
        ),
    ],
)
def test_two_periods_are_compared(analyst, history, query, first, last):
    """The first fifteen days of March and those before, of a year before, or any."""
    asked = {"from_": "2026-03-01", "to": "2026-03-29", **query}
    total = rows(analyst, "tong-quan", **asked)[-1]
    assert int(total[-3]) == history.visits_in(day(first), day(last))
    by_category = rows(analyst, "chuyen-muc", **asked)[-1]
    assert int(by_category[3]) == history.categories(day(first), day(last)).total()


def test_filters_narrow_to_the_category_of_the_time(analyst, history):
    """A category with what lies below it; views read elsewhere stay there."""
    child = factories.make_category("Nông nghiệp", parent=history.sections[2])
    late = History()
    article = factories.make_published(category=child, title="Giá lúa", at=at(2026, 3, 1))
    late.reads(date(2026, 3, 10), article, 5)
    late.store()
    below = {history.sections[2].pk}
    expected = sum(people for one, _a, category, people, _b in history.read if category in below)
    asked = {"period": "all", "against": "none", "category": history.sections[2].pk}
    found = {row[0]: int(row[1]) for row in rows(analyst, "bai-viet", **asked)}
    assert found == {"Cầu mới": expected, "Giá lúa": 5}
    views = rows(analyst, "tong-quan", **asked)
    assert int(views[-1][2]) == expected + 5
    assert "Lượt truy cập" not in str(views)


def test_articles_are_found_by_words_without_marks_by_type_and_author(analyst, history):
    def found(**query):
        return {row[0] for row in rows(analyst, "bai-viet", period="all", **query)}

    assert found(q="lua") == {"Mùa lúa"}
    assert found(q="ĐƯỜNG hoa") == {"Đường hoa"}
    assert found(q="khong co bai nay") == set()
    assert found(article_type=history.kinds[1].pk) == {"Chợ nổi", "Đường hoa", "Sách hay"}
    assert found(author=history.writers[0].pk) == {"Lũ về", "Đường hoa"}


def test_visitors_of_several_days_are_never_added_up(analyst, history):
    month = [history.visits[one][1] for one in days(date(2026, 2, 1), date(2026, 2, 28))]
    total = rows(analyst, "tong-quan", **span("2026-02-01", "2026-02-28"))[-1]
    assert int(total[2]) == round(sum(month) / len(month))
    # Half of March has not come yet and does not lower the mean.
    lasted = [history.visits[one][1] for one in days(date(2026, 3, 1), TODAY)]
    total = rows(analyst, "tong-quan", **span("2026-03-01", "2026-03-31"))[-1]
    assert int(total[2]) == round(sum(lasted) / len(lasted))


def test_opening_balances_stand_apart(analyst, history):
    OpeningBalance.objects.create(kind="visits", amount=579_360, label="Cổng cũ")
    OpeningBalance.objects.create(kind="views", article=history.all[0], amount=234, label="Cổng cũ")
    text = page(analyst, period="all").text
    assert "579.360" in text
    assert "234" in text
    counted = history.visits_in(FIRST, TODAY)
    total = rows(analyst, "tong-quan", period="all", against="none")[-1]
    assert counted in map(int, filter(str.isdecimal, total))
    assert int(rows(analyst, "bai-viet", period="all")[0][1]) == max(
        history.articles(FIRST, TODAY).values()
    )


def test_hours_fall_on_their_weekdays(analyst):
    # Monday, Sunday, and the Monday after.
    for one, hour, amount in (
        ("2026-03-02", "8", 5),
        ("2026-03-08", "8", 2),
        ("2026-03-09", "23", 3),
    ):
        details("hour", day(one), **{hour: amount})
    found = rows(analyst, "gio", **span("2026-03-02", "2026-03-09"))
    assert found[8] == ["8h", "5", "0", "0", "0", "0", "0", "2", "7"]
    assert found[23] == ["23h", "3", "0", "0", "0", "0", "0", "0", "3"]
    assert found[-1] == ["Tổng cộng", "8", "0", "0", "0", "0", "0", "2", "10"]


@pytest.mark.parametrize(
    ("name", "dimension", "value", "shown"),
    [
        ("thiet-bi", "device", "phone", "Điện thoại"),
        ("trinh-duyet", "browser", "", "Trình duyệt khác"),
        ("nguon", "referrer", "", "Không rõ: gõ địa chỉ, mở từ dấu trang hoặc từ ứng dụng"),
        ("nguon", "referrer", "…", "Các giá trị còn lại"),
        ("tim-kiem", "search", "lich cup dien", "lich cup dien"),
        ("khong-thay", "nothing", "bhxh", "bhxh"),
        ("dia-chi-sai", "missing", "/trang-chu", "/trang-chu"),
        ("robot", "bot", "Googlebot", "Googlebot"),
        ("tu-choi", "refused", "origin", "Gửi từ trang web khác"),
        ("trang-vao", "entry", "home", "Trang chủ"),
        ("trang-vao", "entry", "article-999999", "Bài số 999999"),
    ],
)
def test_details_are_counted_and_named(analyst, name, dimension, value, shown):
    for one, amount in (("2026-02-28", 1), ("2026-03-01", 2), ("2026-03-02", 4), ("2026-03-15", 8)):
        DetailCount.objects.create(day=day(one), dimension=dimension, value=value, amount=amount)
    found = rows(analyst, name, from_="2026-03-01", to="2026-03-02")
    assert found[0][:5] == [shown, "6", "1,0000", "1", "5"]
    answer = page(analyst, name, from_="2026-03-01", to="2026-03-02")
    assert shown in answer.text


def test_entry_pages_and_files_are_called_by_their_names(analyst):
    author = factories.make_author("Ngọc Ánh")
    paper = factories.make_attachment(title="Quyết định")
    article = factories.make_published(title="Cầu mới", author=author, attachments=(paper,))
    details("entry", TODAY, **{f"article-{article.pk}": 3, f"category-{article.category_id}": 2})
    details("entry", TODAY, **{f"author-{author.pk}": 1})
    details("download", TODAY, **{paper.file.sha256: 4})
    asked = {"period": "today", "against": "none"}
    assert [row[:2] for row in rows(analyst, "trang-vao", **asked)] == [
        ["Cầu mới", "3"],
        [f"Chuyên mục: {article.category}", "2"],
        ["Tác giả: Ngọc Ánh", "1"],
        ["Tổng cộng", "6"],
    ]
    assert rows(analyst, "tai-ve", **asked)[0][:2] == [paper.file.name, "4"]


def test_the_page_says_where_details_are_not_whole(analyst):
    details("device", day("2026-03-10"), phone=1)
    text = page(analyst, "thiet-bi", from_="2026-03-01", to="2026-03-15").text
    assert "Số liệu chi tiết có từ ngày 10/03/2026" in text
    assert (
        "Số liệu chi tiết có"
        not in page(analyst, "thiet-bi", **span("2026-03-10", "2026-03-15")).text
    )


def test_long_reports_have_pages_and_files_hold_everything(analyst):
    DetailCount.objects.bulk_create(
        DetailCount(day=TODAY, dimension="search", value=f"tu {number:04}", amount=number + 1)
        for number in range(1_120)
    )
    first = page(analyst, "tim-kiem", period="today")
    assert first.text.count('<th scope="row"') == 51
    assert "trang 1/20" in first.text
    assert "Còn 120 dòng" in first.text
    last = page(analyst, "tim-kiem", period="today", page="20")
    assert 'rel="next"' not in last.text
    assert "tu 0120" in last.text
    assert "tu 0119" not in last.text
    assert len(rows(analyst, "tim-kiem", period="today")) == 1_121
    for odd in ("0", "-1", "x", "99999999999", "²"):
        assert page(analyst, "tim-kiem", period="today", page=odd).status_code == 200


# --- files


def sheet_of(client, name, **query):
    answer = client.get(
        reverse("admin:report_file", args=[name, "xlsx"]),
        {key.rstrip("_"): value for key, value in query.items()},
    )
    assert answer["Content-Disposition"].endswith('.xlsx"')
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_workbook_holds_numbers_as_numbers_and_days_as_days(analyst, history):
    book = sheet_of(analyst, "tong-quan", **span("2026-02-01", "2026-02-28"))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == [
        "Ngày",
        "Lượt truy cập",
        "Khách",
        "Lượt xem trang",
        "Robot",
    ]
    written = {row[0].value.date(): row[1].value for row in sheet.iter_rows(min_row=2, max_row=29)}
    assert written == {
        one: history.visits[one][0] for one in days(date(2026, 2, 1), date(2026, 2, 28))
    }
    assert sheet["A2"].number_format == "dd/mm/yyyy"
    assert sheet["A30"].value == "Cả kỳ"
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert about["Các ngày"] == "tháng 02/2026"


@pytest.mark.parametrize("words", ["=1+1", "+84", "-1", "@a", "\tx", '=HYPERLINK("http://x")'])
def test_nothing_that_readers_typed_becomes_a_formula(analyst, words):
    details("search", TODAY, **{words: 3})
    assert rows(analyst, "tim-kiem", period="today")[0][0] == f"'{words}"
    cell = sheet_of(analyst, "tim-kiem", period="today").worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", words)


def test_a_file_holds_what_the_page_shows(analyst, history):
    query = {"period": "last-month", "category": history.sections[0].pk, "q": "lu"}
    shown = page(analyst, "bai-viet", **query).text
    for name, views, *_rest in rows(analyst, "bai-viet", **query):
        assert name in shown
        assert f">{int(views):,}<".replace(",", ".") in shown
    about = sheet_of(analyst, "bai-viet", **query).worksheets[1]
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Chuyên mục"] == "Kinh tế"
    assert told["Từ trong tiêu đề"] == "lu"
    assert told["So với"] == "tháng 01/2026"


# --- what is asked for


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"from_": "32/13/2026"}, "from", "Xin nhập một ngày có thật"),
        ({"to": "hôm qua"}, "to", "Xin nhập một ngày có thật"),
        ({"from_": "2026-03-02", "to": "2026-03-01"}, "to", "Ngày cuối phải bằng hoặc sau"),
        ({"from_": "0001-01-01"}, "from", "Năm không đúng"),
        ({"against": "other"}, "against_from", "so sánh với những ngày nào"),
        (
            {"against": "other", "against_from": "2026-01-02", "against_to": "2026-01-01"},
            "against_to",
            "Ngày cuối phải bằng hoặc sau",
        ),
        ({"against": "moon"}, "against", "moon"),
        ({"from_": "2016-01-01", "to": "2026-01-01", "grain": "day"}, "grain", "quá dài"),
        ({"category": "999999"}, "category", "999999"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    analyst, query, field, sentence
):
    answer = page(analyst, "tong-quan", **query)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert sentence in str(form.errors[field])
    for name, value in query.items():
        assert form[name.rstrip("_")].value() == value
    # The file leads back to the page.
    asked = {key.rstrip("_"): value for key, value in query.items()}
    file = analyst.get(reverse("admin:report_file", args=["tong-quan", "csv"]), asked)
    assert file.status_code == 422
    assert "attachment" not in file.get("Content-Disposition", "")


def test_what_no_day_field_can_show_stays_readable(analyst):
    text = page(analyst, from_="32/13/2026").text
    assert '<input type="text" name="from" value="32/13/2026"' in text


@pytest.mark.parametrize("first", ["2026-03-10", "10/03/2026"])
def test_a_day_alone_is_a_period(analyst, first):
    answer = page(analyst, from_=first)
    assert (answer.context["period"].first, answer.context["period"].days) == (day("2026-03-10"), 1)


def test_an_unknown_period_is_the_usual_one(analyst):
    answer = page(analyst, period="x")
    assert answer.context["period"].days == 30
    assert 'aria-current="true">30 ngày' in answer.text


def test_every_report_says_when_it_has_nothing(analyst):
    for name in ENTRIES:
        answer = page(analyst, name, period="last-month")
        assert answer.status_code == 200, name
        if name != "tong-quan":
            assert "Không có số liệu trong những ngày này." in answer.text, name


def test_a_report_asks_as_often_for_many_rows_as_for_few(analyst, history):
    def queries(**query):
        with CaptureQueriesContext(connection) as asked:
            page(analyst, "bai-viet", period="all", **query)
        return len(asked)

    page(analyst, "bai-viet")
    assert queries(author=history.writers[0].pk) == queries(article_type=history.kinds[1].pk)


def test_the_address_of_an_unknown_report_is_not_found(analyst):
    assert analyst.get("/quan-tri/thong-ke/khong-co/").status_code == 404
    assert analyst.get("/quan-tri/thong-ke/khong-co.csv").status_code == 404
    assert analyst.get("/quan-tri/thong-ke/tong-quan.pdf").status_code == 404


def test_days_before_anything_and_to_come_are_empty(analyst, history):
    for first, last in (("1990-01-01", "1990-01-31"), ("2026-03-16", "2026-04-30")):
        found = rows(analyst, "tong-quan", **span(first, last))
        assert {cell for row in found for cell in row[1:]} == {"0"}
        assert rows(analyst, "bai-viet", **span(first, last)) == []
    assert (TODAY + timedelta(days=1)) not in history.visits
