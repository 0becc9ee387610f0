"""The demo's identity, categories, types, authors, menus and link sets."""

from datetime import date

from kientuong_portal.models import Link, LinkSet, SiteIdentity
from news.enums import HomePlace, Layout
from news.models import Article, ArticleType, Author, Category

CATEGORIES = (
    ("gioi-thieu", "Giới thiệu", None, HomePlace.NONE, "Thông tin chung về thị xã và bộ máy."),
    (
        "tin-tuc-su-kien",
        "Tin tức – Sự kiện",
        None,
        HomePlace.NONE,
        "Hoạt động của thị xã, các phường, xã và các ngành.",
    ),
    (
        "kinh-te",
        "Kinh tế",
        "tin-tuc-su-kien",
        HomePlace.COLUMN,
        "Nông nghiệp, công thương, xây dựng và đời sống sản xuất.",
    ),
    (
        "van-hoa-xa-hoi",
        "Văn hóa – Xã hội",
        "tin-tuc-su-kien",
        HomePlace.COLUMN,
        "Giáo dục, y tế, văn hóa, thể thao và an sinh.",
    ),
    (
        "cai-cach-hanh-chinh",
        "Cải cách hành chính",
        None,
        HomePlace.COLUMN,
        "Thủ tục, dịch vụ công trực tuyến và bộ phận một cửa.",
    ),
    ("thong-bao", "Thông báo", None, HomePlace.NOTICES, "Thông báo của Ủy ban nhân dân thị xã."),
)
TYPES = (
    ("tin", "Tin", Layout.ARTICLE),
    ("bai-phan-anh", "Bài phản ánh", Layout.ARTICLE),
    ("phong-van", "Phỏng vấn", Layout.ARTICLE),
    ("phong-su", "Phóng sự", Layout.ARTICLE),
    ("anh", "Ảnh", Layout.ALBUM),
    ("video", "Video", Layout.VIDEO),
    ("van-ban", "Văn bản", Layout.DOCUMENT),
    ("trang", "Trang", Layout.PAGE),
)
AUTHORS = ("Minh Khuê", "Tuấn Hùng", "Ngọc Ánh", "Đức Thịnh", "Ái Vân", "Ban Biên tập")
SERVICES = (
    ("Tra cứu hồ sơ một cửa", "https://dichvucong.gov.vn/", "search-file"),
    ("Thủ tục hành chính", "https://thutuc.dichvucong.gov.vn/", "document"),
    ("Phản ánh, kiến nghị", "https://pakn.dichvucong.gov.vn/", "speech"),
)
# Pages of this site that hold no articles of their own.
LISTS = (("Văn bản", "/van-ban/"), ("Ảnh", "/anh/"), ("Video", "/video/"))
ABOUT = (
    ("Sơ đồ cổng", "/so-do-cong/"),
    ("Hỗ trợ tiếp cận", "/tro-nang/"),
    ("Quyền riêng tư", "/quyen-rieng-tu/"),
    ("Cách đếm", "/cach-dem/"),
    ("RSS", "/rss.xml"),
)
LINKED_SITES = (
    ("Cổng Thông tin điện tử Chính phủ", "https://chinhphu.vn/"),
    ("Cổng Dịch vụ công quốc gia", "https://dichvucong.gov.vn/"),
    ("Công báo", "https://congbao.chinhphu.vn/"),
    ("Cơ sở dữ liệu quốc gia về văn bản pháp luật", "https://vbpl.vn/"),
)


def fill() -> None:
    """Make what articles are placed in; the links follow when the articles are there."""
    SiteIdentity.objects.create(
        valid_from=date(2013, 3, 18),
        site_name="Cổng thông tin điện tử",
        agency="ỦY BAN NHÂN DÂN THỊ XÃ KIẾN TƯỜNG",
        place_name="thị xã Kiến Tường",
        responsible="Ông Lê Quang Tửu - Chánh Văn phòng HĐND và UBND thị xã",
        address="Số 12, đường 30/4, Phường 1, thị xã Kiến Tường, tỉnh Long An",
        telephone="(0272) 3841981 - (0272) 3840958",
        fax="(072) 3841936",
        email="ubndtxkientuong@longan.gov.vn",
        trust_badge_url="https://tinnhiemmang.vn/",
        description=(
            "Tin tức, thông báo, văn bản và hướng dẫn thủ tục của Ủy ban nhân dân "
            "thị xã Kiến Tường."
        ),
    )
    for position, (slug, name, parent, place, description) in enumerate(CATEGORIES, start=1):
        Category.objects.create(
            slug=slug,
            name=name,
            parent=Category.objects.get(slug=parent) if parent else None,
            position=position,
            home_place=place,
            description=description,
        )
    for position, (slug, name, layout) in enumerate(TYPES, start=1):
        ArticleType.objects.create(slug=slug, name=name, layout=layout, position=position)
    for pen_name in AUTHORS:
        Author.objects.create(pen_name=pen_name)


def fill_links(introduction: Article, contact: Article, reception: Article) -> None:
    """Make the menus and link sets; ``reception`` tells when citizens are received."""
    menu = LinkSet.objects.create(name="Trình đơn chính", place=LinkSet.Place.MAIN_MENU)
    Link.objects.create(link_set=menu, position=1, label="Trang chủ", url="/")
    Link.objects.create(link_set=menu, position=2, label="Giới thiệu", article=introduction)
    top = Category.objects.filter(parent=None).exclude(slug="gioi-thieu")
    for position, category in enumerate(top, start=3):
        Link.objects.create(
            link_set=menu, position=position, label=category.name, category=category
        )
    _fill_addresses(menu, LISTS, 10)
    Link.objects.create(link_set=menu, position=90, label="Liên hệ", url="/lien-he/")

    footer = LinkSet.objects.create(name="Thông tin", place=LinkSet.Place.FOOTER)
    Link.objects.create(
        link_set=footer, position=1, label="Giới thiệu và cơ cấu tổ chức", article=introduction
    )
    Link.objects.create(link_set=footer, position=2, label="Liên hệ", url="/lien-he/")
    _fill_addresses(footer, ABOUT, 3)

    services = LinkSet.objects.create(
        name="Dành cho người dân và doanh nghiệp", place=LinkSet.Place.SERVICES
    )
    for position, (label, url, icon) in enumerate(SERVICES, start=1):
        Link.objects.create(link_set=services, position=position, label=label, url=url, icon=icon)
    notices = Category.objects.get(slug="thong-bao")
    for position, (label, icon, target) in enumerate(
        (
            ("Lịch tiếp công dân", "person", {"article": reception}),
            ("Thông báo mới nhất", "calendar", {"category": notices}),
            ("Đường dây nóng", "telephone", {"article": contact}),
        ),
        start=len(SERVICES) + 1,
    ):
        Link.objects.create(link_set=services, position=position, label=label, icon=icon, **target)
    linked = LinkSet.objects.create(name="Liên kết", place=LinkSet.Place.LINKED_SITES)
    _fill_addresses(linked, LINKED_SITES, 1)


def _fill_addresses(link_set: LinkSet, links: tuple[tuple[str, str], ...], first: int) -> None:
    for position, (label, url) in enumerate(links, start=first):
        Link.objects.create(link_set=link_set, position=position, label=label, url=url)
