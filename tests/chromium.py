"""How chromium is started, and what browsers say of themselves; needs nothing of Django."""

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # So that pages take it for a reader's browser, which no program drives.
    "--disable-blink-features=AutomationControlled",
]
# Headless chromium names itself a program; readers' browsers do not.
READER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 "
    "Safari/537.36"
)
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
