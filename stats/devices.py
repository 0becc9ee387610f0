"""What kind of device and which family of browser shows a page, and no more than that.

The name that a browser gives itself is read here and kept nowhere.
"""

import re
from functools import lru_cache

from stats.bots import MAX_AGENT
from stats.dimensions import Device

# The first that is found decides: browsers name those they descend from.
BROWSERS = (
    ("Zalo", r"zalo"),
    ("Facebook", r"fban|fbav|fb_iab|fbios"),
    ("Instagram", r"instagram"),
    ("TikTok", r"musical_ly|bytedance|tiktok|trill_"),
    ("Cốc Cốc", r"coc_coc"),
    ("Samsung Internet", r"samsungbrowser"),
    ("Opera", r"opr/|opera|opios|\bopt/|opx/"),
    ("Edge", r"edg/|edga/|edgios/|edge/"),
    ("UC Browser", r"ucbrowser|ucweb"),
    ("Mi Browser", r"miuibrowser"),
    ("OPPO", r"heytapbrowser|oppobrowser"),
    ("vivo", r"vivobrowser"),
    ("Huawei", r"huaweibrowser"),
    ("Google", r"gsa/"),
    ("Firefox", r"firefox/|fxios/"),
    ("Internet Explorer", r"msie |trident/"),
    ("Chrome", r"chrome/|crios/|chromium/"),
    ("Safari", r"version/.*safari/"),
)
DEVICES = (
    (
        Device.OTHER,
        r"smart-?tv|hbbtv|googletv|appletv|bravia|web0s|crkey|playstation|xbox|nintendo",
    ),
    (Device.PHONE, r"opera mini|iphone|ipod|windows phone|kaios"),
    (Device.TABLET, r"ipad|tablet|\bsm-[tx]\d|\bkindle|\bsilk/"),
    (Device.PHONE, r"mobile|\bj2me"),
    (Device.TABLET, r"android"),
    (Device.COMPUTER, r"windows nt|macintosh|x11|cros |linux"),
)
_BROWSERS = [(name, re.compile(pattern)) for name, pattern in BROWSERS]
_DEVICES = [(name, re.compile(pattern)) for name, pattern in DEVICES]


@lru_cache(maxsize=2048)
def device_and_browser(user_agent: str) -> tuple[str, str]:
    """Return the device's class and the browser's family; "other" and "" for what is unknown."""
    agent = user_agent[:MAX_AGENT].lower()
    device = next((name for name, sign in _DEVICES if sign.search(agent)), Device.OTHER)
    browser = next((name for name, sign in _BROWSERS if sign.search(agent)), "")
    return str(device), browser
