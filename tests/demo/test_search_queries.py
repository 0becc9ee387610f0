"""What readers find in the demo: queries as people type them, with the first hit written down.

The expectations are the same on both databases. Titles are named by their beginnings.
"""

import unicodedata

import pytest
from django.utils import timezone

from news.enums import PublicState
from news.models import Article, Category, Publication
from news.search.query import Filters, Query
from news.search.results import CAP, search

SIDEWALK = "Quyết định ban hành Quy chế quản lý, sử dụng tạm thời vỉa hè"
MOSQUITO = "Thông báo triển khai chiến dịch diệt lăng quăng"
HEALTH = "Ngày hội sức khỏe: khám, tư vấn miễn phí"
FLOWERS = "Tuyến đường hoa do người dân tự chăm"
FLOWER_SHOPS = "Phố hoa do dân tự trồng"
LOTUS_PHOTOS = "Công bố kết quả cuộc thi ảnh “Sen trên đồng nước”"
LOTUS = "Phỏng vấn Giám đốc Hợp tác xã Sen Đồng Nước"
BRIDGE = "Cầu Kênh Mới hoàn thành bản mặt cầu"
TREES = "Đoàn viên, thanh niên trồng 2.000 cây xanh"
NIGHT_CLASS = "Lớp học đêm bên kênh Bảy"
MUSIC = "Đờn ca tài tử trở lại bến chợ"
READING = "Ngày hội đọc sách thu hút"
DRILL = "Diễn tập phòng, chống thiên tai"
ONE_DOOR = "Bộ phận một cửa thị xã rút ngắn thời gian"
LAMPS = "Đội sửa đèn lưu động"
POWER_CUT = "Thông báo tạm ngừng cung cấp điện"
HOTLINE = "Thông báo thay đổi số điện thoại đường dây nóng"
VACANCIES = "Trung tâm Văn hóa, Thể thao và Truyền thanh thông báo tuyển dụng"
MARKET = "Khai mạc phiên chợ nông sản"
RICE = "Thị xã ban hành kế hoạch sản xuất vụ lúa tới"
FIELDS = "Cánh đồng không bờ dọc kênh Bảy"
BOATS = "Ghe hàng ở ngã ba kênh Bảy"
VOLLEYBALL = "Đội Phường 1 vô địch Giải bóng chuyền"
FARMERS_CUP = "Giải bóng chuyền nông dân kéo sức mua"
BIRTH = "Hướng dẫn hồ sơ khai sinh"
TRACE = "Tra cứu tình trạng hồ sơ hành chính trực tuyến"
LIBRARY = "Thư viện thị xã mở bàn hướng dẫn dịch vụ công"
REPORTS = "Học bạ số ở các trường"
MANNERS = "Tập huấn kỹ năng giao tiếp cho 120 công chức"
COUNCIL = "Hội đồng nhân dân thị xã họp chuyên đề"
MEETING = "Lãnh đạo thị xã gặp gỡ người dân xã Thạnh Hưng"
DIGITAL = "Khai mạc Tuần lễ chuyển đổi số"
RECEPTION = "Lịch tiếp công dân định kỳ"
ELDERS = "Chủ nhiệm câu lạc bộ người cao tuổi"
CYCLING = "Mười hai cây số ven kênh"
ABOUT = "Giới thiệu thị xã Kiến Tường"
NOTHING = None

QUERIES = [
    # with marks, without, capitals, either place of the tone, composed or not
    ("vỉa hè", SIDEWALK),
    ("via he", SIDEWALK),
    ("VIA HE", SIDEWALK),
    ("VỈA HÈ", SIDEWALK),
    (unicodedata.normalize("NFD", "vỉa hè"), SIDEWALK),
    (unicodedata.normalize("NFD", "quy chế vỉa hè"), SIDEWALK),
    ("sức khỏe người cao tuổi", HEALTH),
    ("sức khoẻ người cao tuổi", HEALTH),
    ("suc khoe nguoi cao tuoi", HEALTH),
    ("ngày hội sức khỏe", HEALTH),
    ("ngày hội sức khoẻ", HEALTH),
    (unicodedata.normalize("NFD", "ngày hội sức khoẻ"), HEALTH),
    ("tuyến đường hoa tự chăm", FLOWERS),
    ("tuyen duong hoa tu cham", FLOWERS),
    ("phố hoa", FLOWER_SHOPS),
    ("phố hoa hộ kinh doanh", FLOWER_SHOPS),
    ("pho hoa ho kinh doanh", FLOWER_SHOPS),
    ("văn hoá thể thao tuyển dụng", VACANCIES),
    ("văn hóa thể thao tuyển dụng", VACANCIES),
    ("van hoa the thao tuyen dung", VACANCIES),
    # đ and d
    ("đờn ca tài tử", MUSIC),
    ("don ca tai tu", MUSIC),
    ("đon ca tai tu", MUSIC),
    ("Đội sửa đèn", LAMPS),
    ("doi sua den", LAMPS),
    ("đội sua den lưu dong", LAMPS),
    ("điện thoại đường dây nóng", HOTLINE),
    ("dien thoai duong day nong", HOTLINE),
    ("diễn tập thiên tai", DRILL),
    ("dien tap thien tai", DRILL),
    # numbers
    ("08/QĐ-UBND", SIDEWALK),
    ("08/qd-ubnd", SIDEWALK),
    ("08 QĐ UBND", SIDEWALK),
    ('"08/QĐ-UBND"', SIDEWALK),
    ("112/TB-UBND", MOSQUITO),
    ("112/tb-ubnd", MOSQUITO),
    ("QĐ-UBND quy chế vỉa hè", SIDEWALK),
    ("UBND-112/TB", NOTHING),
    ("trồng 2.000 cây xanh", TREES),
    ("1.268 tác phẩm", LOTUS_PHOTOS),
    ("1268 tác phẩm", NOTHING),
    ("4.200 ha né rầy", RICE),
    ("120 công chức", MANNERS),
    # phrases
    ('"sốt xuất huyết"', MOSQUITO),
    ('"sot xuat huyet"', MOSQUITO),
    ('"xuất huyết sốt"', NOTHING),
    ("xuất huyết sốt", MOSQUITO),
    ('"lăng quăng" "sốt xuất huyết"', MOSQUITO),
    ('"cầm cuốc tập cầm bút"', NIGHT_CLASS),
    ('"lớp học đêm" kênh', NIGHT_CLASS),
    ("“sen trên đồng nước”", "Một buổi sáng mùa sen trên đồng nước"),
    ('"Sen Đồng Nước" giám đốc', LOTUS),
    ('"né rầy', RICE),
    ('phiên "chợ nông sản"', MARKET),
    # words from anywhere: title, summary, text, author, in any order
    ("cầu kênh mới thử tải", BRIDGE),
    ("bản mặt cầu thông xe", BRIDGE),
    ("bóng chuyền thanh niên vô địch", VOLLEYBALL),
    ("bóng chuyền tiểu thương", FARMERS_CUP),
    ("khai sinh trạm y tế", BIRTH),
    ("tra cứu hồ sơ mã số giấy hẹn", TRACE),
    ("thư viện dịch vụ công học sinh", LIBRARY),
    ("học bạ số", REPORTS),
    ("tập huấn giao tiếp", MANNERS),
    ("hội đồng nhân dân họp chuyên đề", COUNCIL),
    ("gặp gỡ Thạnh Hưng kiến nghị", MEETING),
    ("tuần lễ chuyển đổi số", DIGITAL),
    ("tiếp công dân", RECEPTION),
    ("câu lạc bộ người cao tuổi", ELDERS),
    ("mười hai cây số", CYCLING),
    ("đọc sách phụ huynh", READING),
    ("một cửa rút ngắn", ONE_DOOR),
    ("cánh đồng không bờ", FIELDS),
    ("ghe hàng bến neo", BOATS),
    ("ngừng cung cấp điện", POWER_CUT),
    ("giới thiệu thị xã", ABOUT),
    # operators of SQL, FTS5 and tsquery are only text
    ("vỉa hè AND", NOTHING),
    ("vỉa OR hè", NOTHING),
    ("vỉa NOT hè", NOTHING),
    ("NEAR(vỉa hè)", NOTHING),
    ("vỉa & hè", SIDEWALK),
    ("vỉa | hè", SIDEWALK),
    ("!vỉa <-> hè", SIDEWALK),
    ("(vỉa hè)", SIDEWALK),
    ("vỉa:* hè:A", NOTHING),
    ("vỉa* hè^", SIDEWALK),
    ("folded:vỉa", NOTHING),
    ("{folded facets}: vỉa", NOTHING),
    ("%vỉa_ hè%", SIDEWALK),
    ("vỉa\\ hè\\", SIDEWALK),
    ("'vỉa' ; hè --", SIDEWALK),
    ("'); DROP TABLE news_publication; --", NOTHING),
    ("' OR 1=1 --", NOTHING),
    ("<script>vỉa hè</script>", NOTHING),
    ("{{ vỉa }} {% hè %} ${}", SIDEWALK),
    ("đc1", NOTHING),
    ("đlarticle", NOTHING),
    # odd: nothing, signs, invisible signs, very long, very many words
    ("!!! ???", NOTHING),
    ('""', NOTHING),
    ("。、「」", NOTHING),
    ("\x00vỉa\x00 \u202ehè\u200b", SIDEWALK),
    ("  vỉa \t\n hè  ", SIDEWALK),
    ("vỉa " * 1250, SIDEWALK),
    ("a" * 5000, NOTHING),
    ("vỉa hè " + "!" * 5000, SIDEWALK),
    ('"' * 5000, NOTHING),
    (" ".join(f"chu{number}" for number in range(300)), NOTHING),
    ("vỉa hè " * 150, SIDEWALK),
    ("🚲 vỉa hè", SIDEWALK),
    ("xyzzy", NOTHING),
]


def found(text, filters=None, **options):
    return search(Query(text), filters or Filters(), **options)


# pytest-django makes only the databases that some mark asks for; the demo's fixture has none.
@pytest.mark.django_db
def test_there_are_at_least_eighty_queries():
    assert len({query for query, _title in QUERIES}) >= 80


# The queries share a test: workers that divided them would each fill a demo of their own.
def test_first_hit(demo):
    wrong = {}
    for text, title in QUERIES:
        titles = [row.title for row in found(text).rows]
        right = titles and titles[0].startswith(title) if title else not titles
        if not right:
            wrong[text] = titles[:3]
    assert wrong == {}


def test_the_page_shows_what_is_found(demo, client):
    for text in (text for text, title in QUERIES if title):
        first = found(text).rows[0]
        response = client.get("/tim-kiem/", {"q": text})
        assert response.status_code == 200, text
        assert f"{first.article_id}/" in response.text.split("story-list")[1], text
        assert "<mark>" in response.text, text


def test_the_page_helps_when_nothing_is_found(demo, client):
    for text in (text for text, title in QUERIES if not title):
        response = client.get("/tim-kiem/", {"q": text})
        assert response.status_code == 200, text
        assert "<mark>" not in response.text, text
        assert 'class="panel search-empty"' in response.text, text
        assert 'href="tel:' in response.text.split('class="panel search-empty"')[1], text
        assert 'id="newest"' in response.text, text


def test_every_visible_article_is_found_by_its_title_and_no_other_ever(demo):
    visible = set(Publication.objects.visible().values_list("article", flat=True))
    hidden = 0
    for article in Article.objects.with_public_state(timezone.now()).select_related(
        "newest_version"
    ):
        every = found(f'"{article.newest_version.title}"').rows
        assert {row.article_id for row in every} <= visible
        if article.public_state == PublicState.VISIBLE:
            published = Publication.objects.visible().get(article=article)
            assert article.pk in {row.article_id for row in found(published.title).rows}
        else:
            hidden += 1
            assert article.pk not in {row.article_id for row in every}
    assert hidden >= 8


def test_filters_keep_what_they_say(demo):
    def rows(**filters):
        return found("kênh", Filters(**filters), by_date=True).rows

    economy = Category.objects.get(slug="kinh-te")
    dates = sorted(row.published_at for row in found("kênh").rows)
    assert {row.category_id for row in rows(categories=[economy.pk])} == {economy.pk}
    day = timezone.localtime(dates[5]).date()
    until, since = rows(last_day=day), rows(first_day=day)
    assert until
    assert all(timezone.localtime(row.published_at).date() <= day for row in until)
    assert all(timezone.localtime(row.published_at).date() >= day for row in since)
    assert {row.layout for row in found("quyết định", Filters(layout="document")).rows} == {
        "document"
    }


def test_order_by_date(demo):
    result = found("người dân", by_date=True)
    dates = [row.published_at for row in result.rows]
    assert result.total < CAP
    assert len(dates) == 12
    assert dates == sorted(dates, reverse=True)
