# ruff: noqa: E501 -- a browser's name is one string, best compared when it stands whole
"""Eighty names that browsers and programs give themselves, and whom each stands for."""

from stats import bots
from stats.bots import behaviour, bot_name, is_bot
from stats.devices import device_and_browser

ANDROID = "Mozilla/5.0 (Linux; Android {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Mobile Safari/537.36"
WEBVIEW = "Mozilla/5.0 (Linux; Android {}; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/{} Mobile Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36"
)
PEOPLE = [
    # phones used here
    ANDROID.format("13; SM-A135F", "126.0.0.0"),
    ANDROID.format("14; SM-S918B", "127.0.0.0"),
    ANDROID.format("10; K", "128.0.0.0"),
    ANDROID.format("12; CPH2239", "118.0.0.0"),
    ANDROID.format("13; CPH2387 Build/TP1A.220905.001", "120.0.6099.144"),
    ANDROID.format("11; vivo 1906", "119.0.0.0"),
    ANDROID.format("12; V2111", "121.0.0.0"),
    ANDROID.format("13; 22101316G", "122.0.0.0"),
    ANDROID.format("12; Redmi Note 9S", "109.0.0.0"),
    ANDROID.format("9; Redmi 6A", "99.0.4844.88"),
    ANDROID.format("8.1.0; Nokia 2.1", "91.0.4472.120"),
    ANDROID.format("7.0; SM-J730G", "80.0.3987.99"),
    ANDROID.format("13; RMX3624", "123.0.0.0"),
    ANDROID.format("6.0.1; Bphone B2017", "74.0.3729.157"),
    ANDROID.format("11; Vsmart Live 4", "108.0.0.0"),
    ANDROID.format("10; HUAWEI Y9 2019", "98.0.4758.101"),
    IPHONE.format("17_5") + " Version/17.5 Mobile/15E148 Safari/604.1",
    IPHONE.format("12_5_7") + " Version/12.1.2 Mobile/15E148 Safari/604.1",
    IPHONE.format("16_6") + " CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1",
    IPHONE.format("17_4") + " FxiOS/127.0 Mobile/15E148 Safari/605.1.15",
    "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; U; Android 12; vi-vn; Redmi Note 11) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.127 Mobile Safari/537.36 XiaoMi/MiuiBrowser/13.28.0-gn",
    "Mozilla/5.0 (Linux; Android 11; CPH2127) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/115.0.5790.168 Mobile Safari/537.36 HeyTapBrowser/45.10.5.1.1",
    "Mozilla/5.0 (Android 13; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
    "Opera/9.80 (Android; Opera Mini/75.0.2254/191.303; U; vi) Presto/2.12.423 Version/12.16",
    "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    "Mozilla/5.0 (Linux; U; Android 10; vi; SM-A207F) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36",
    # inside other apps
    WEBVIEW.format("13; SM-A135F", "126.0.6478.71")
    + " Zalo android/12060601 ZaloTheme/light ZaloLanguage/vn",
    IPHONE.format("17_5") + " Mobile/15E148 Zalo iOS/611 ZaloTheme/light ZaloLanguage/vn",
    WEBVIEW.format("12; CPH2269", "125.0.6422.165") + " [FB_IAB/FB4A;FBAV/468.1.0.56.78;IABMV/1;]",
    IPHONE.format("17_5")
    + " Mobile/15E148 [FBAN/FBIOS;FBAV/467.1.0.41.103;FBBV/604196104;FBDV/iPhone12,1;FBLC/vi_VN]",
    WEBVIEW.format("14; SM-A546E", "126.0.6478.71") + " [FBAN/MessengerLiteForiOS;FBAV/467.0]",
    WEBVIEW.format("13; V2205", "124.0.6367.179")
    + " musical_ly_2023405030 BytedanceWebview/d8a21c6",
    WEBVIEW.format("11; RMX2185", "120.0.6099.193") + " Instagram 332.0.0.38.90 Android",
    IPHONE.format("16_5") + " GSA/319.0.643174398 Mobile/15E148 Safari/604.1",
    IPHONE.format("17_5") + " Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.7.0",
    IPHONE.format("16_6") + " OPiOS/16.0.15.124050 Mobile/15E148 Safari/9537.53",
    WEBVIEW.format("13; SM-A135F", "126.0.6478.71") + " Viber/22.0",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0; NOKIA; Lumia 520)",
    # computers
    WINDOWS.format("10.0; Win64; x64", "126.0.0.0"),
    WINDOWS.format("10.0; Win64; x64", "126.0.0.0") + " Edg/126.0.2592.68",
    WINDOWS.format("6.1; WOW64", "109.0.0.0"),
    WINDOWS.format("10.0; Win64; x64", "126.0.0.0") + " OPR/112.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/126.0.0 Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36",
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/6.0 TV Safari/538.1",
]
# Previews of links that say of themselves less than "bot", and what each is called here.
UNDECLARED = {
    "Viber": "Viber",
    "Viber/20.0.0 CFNetwork/1410.0.3 Darwin/22.6.0": "Viber",
    "Zalo/1.0": "Zalo",
    "Mozilla/5.0 (compatible; zalo/1.0; +https://zalo.me)": "zalo",
    "Mozilla/5.0 (compatible; ZaloPlatform/1.0)": "ZaloPlatform",
    "Line/1.0": "Line",
    "Telegram-Android/10.9.1": "Telegram-Android",
    "kakaotalk-scrap/1.0; +https://devtalk.kakao.com/": "kakaotalk-scrap",
    "Mozilla/5.0 (compatible; MSTeamsUrlPreview/1.0)": "MSTeamsUrlPreview",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko; Microsoft URL Preview)": "URL Preview",
}
PROGRAMS = [
    # search engines
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    ANDROID.format("6.0.1; Nexus 5X Build/MMB29P", "126.0.6478.61")
    + " (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Googlebot-Image/1.0",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
    "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
    "Mozilla/5.0 (compatible; Applebot/0.1; +http://www.apple.com/go/applebot)",
    "Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)",
    # collectors for language models and for sellers of links
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    "CCBot/2.0 (https://commoncrawl.org/faq/)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
    # previews of links
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.24.10.80 A",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; SkypeUriPreview Preview/0.5) skype-url-preview@microsoft.com",
    "Twitterbot/1.0",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    *UNDECLARED,
    # watchers
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    # programs that read pages
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Chrome-Lighthouse",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "Java/17.0.8",
    "okhttp/4.12.0",
    "Scrapy/2.11.2 (+https://scrapy.org)",
    # nothing at all
    "",
    "   ",
]


def test_each_name_stands_for_whom_it_should():
    agents = dict.fromkeys(PEOPLE, False) | dict.fromkeys(PROGRAMS, True)
    assert len(agents) >= 80
    wrong = {agent: bot for agent, bot in agents.items() if is_bot(agent) != bot}
    assert wrong == {}


# How many of PEOPLE, in their order, are read on which device; the iPad stands among the phones.
CLASSES = ["phone"] * 20 + ["tablet"] + ["phone"] * 19 + ["computer"] * 10 + ["other"]
FAMILIES = {
    0: "Chrome",
    16: "Safari",
    18: "Chrome",
    19: "Firefox",
    20: "Safari",
    21: "Samsung Internet",
    22: "Mi Browser",
    23: "OPPO",
    24: "Firefox",
    25: "Opera",
    27: "UC Browser",
    28: "Zalo",
    29: "Zalo",
    30: "Facebook",
    31: "Facebook",
    32: "Facebook",
    33: "TikTok",
    34: "Instagram",
    35: "Google",
    36: "Opera",
    37: "Opera",
    38: "Chrome",
    39: "Internet Explorer",
    40: "Chrome",
    41: "Edge",
    43: "Opera",
    44: "Cốc Cốc",
    45: "Firefox",
    46: "Internet Explorer",
    47: "Safari",
}


def test_each_browser_is_of_its_class_and_family():
    found = [device_and_browser(agent) for agent in PEOPLE]
    wrong = [
        (agent, told, expected)
        for agent, (told, _browser), expected in zip(PEOPLE, found, CLASSES, strict=True)
        if told != expected
    ]
    assert wrong == []
    assert {number: found[number][1] for number in FAMILIES} == FAMILIES


def test_what_says_nothing_of_its_device_is_another_one():
    for agent in ("", "x" * 10_000, "\x00😀", "Mozilla/5.0"):
        assert device_and_browser(agent) == ("other", "")


def test_bots_are_told_by_name():
    assert bot_name(PROGRAMS[0]) == "Googlebot"
    assert bot_name("curl/8.5.0") == "curl"
    assert bot_name("  ") == bots.NAMELESS
    assert bot_name(PEOPLE[0]) == ""
    assert {agent: bot_name(agent) for agent in UNDECLARED} == UNDECLARED
    assert all(len(bot_name(agent)) <= bots.MAX_NAME for agent in PROGRAMS)


def test_programs_are_told_by_what_they_do():
    assert behaviour(driven=True, language="vi") == bots.AUTOMATED
    assert behaviour(driven=False, language=" ") == bots.NO_LANGUAGE
    assert behaviour(driven=False, language="vi-VN") == ""


def test_a_name_of_any_length_is_judged():
    assert is_bot("Googlebot/2.1 " + "x" * 10_000)
    assert not is_bot(PEOPLE[0] + "; x" * 3_000)
    assert not is_bot("\x00😀" * 100)
