"""Makers of what stands around the articles."""

from datetime import date

from kientuong_portal.models import SiteIdentity


def make_identity(valid_from=date(2013, 3, 18), **fields):
    """Return a site identity that holds from a day on."""
    usual = {
        "site_name": "Cổng thông tin điện tử",
        "agency": "ỦY BAN NHÂN DÂN THỊ XÃ SEN",
        "place_name": "thị xã Sen",
        "responsible": "Bà Nguyễn Thị Sen - Chánh Văn phòng",
        "address": "Số 1, đường Hoa Sen",
        "telephone": "(0272) 000001 - (0272) 000002",
        "email": "ubnd@sen.example",
    }
    return SiteIdentity.objects.create(valid_from=valid_from, **usual | fields)
