"""Issue 6's acceptance 9: nothing kept holds an address, or the key of a day that is over."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from stats import bounds, folding
from stats.tokens import Page, token_for
from tests import factories
from tests.portal import makers
from tests.stats.test_counting import CRAWLER, HEADERS, article_token, send

NOON = timezone.make_aware(datetime(2026, 5, 4, 12, 0))
# Used in no other test, so that they cannot come from there.
ADDRESSES = ("198.51.100.231", "2001:db8:77:88::99")


def database_files():
    """Return the files in which the database keeps its tables and its write-ahead log."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return [file for file in name.parent.glob(f"{name.name}*") if file.is_file()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT current_setting('data_directory')")
        (folder,) = cursor.fetchone()
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (number,) = cursor.fetchone()
    tables = Path(folder, "base", str(number)).glob("*")
    return [*tables, *(file for file in Path(folder, "pg_wal").glob("*") if file.is_file())]


@pytest.mark.django_db(transaction=True)
def test_no_address_and_no_key_of_yesterday_is_kept(client, journals, settings, caplog):
    makers.make_identity()
    with time_machine.travel(NOON, tick=False):
        article = factories.make_published()
        for address in ADDRESSES:
            send(client, article_token(article), address=address)
            send(client, token_for(Page("home")), CRAWLER, address=address)
            send(client, "made-up", address=address)
            client.get("/khong-co/", headers=HEADERS, REMOTE_ADDR=address)
            client.get("/tim-kiem/?q=cau", headers=HEADERS, REMOTE_ADDR=address)
            for _ in range(bounds.ADDRESS_MESSAGES):
                bounds.door.admits(address)
            assert send(client, token_for(Page("home")), address=address).status_code == 429
        (file,) = settings.VISITOR_KEYS_DIR.glob("*.key")
        key = file.read_bytes()
    bounds.door.clear()
    with time_machine.travel(NOON + timedelta(hours=13), tick=False):
        send(client, article_token(article), address=ADDRESSES[0])
        folding.fold()

    kept = [*journals.rglob("*"), *database_files(), *Path(settings.DATA_DIR).glob("*.log")]
    contents = [file.read_bytes() for file in kept if file.is_file()]
    assert any(b"article-" in content for content in contents)
    contents.append(caplog.text.encode())
    for secret in (*(address.encode() for address in ADDRESSES), key, key.hex().encode()):
        assert not [content[:20] for content in contents if secret in content]
