"""Renditions: which there are, how large they may be, how pages name them, how they are made."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from PIL import Image, ImageDraw

from news import files, images, workflow
from news.enums import HomePlace, Role
from news.models import Publication, StoredFile
from tests import factories, samples

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# The tests share a folder of files, so each that takes a rendition away has a colour of its own.
EVERY_NAME = ["320.avif", "720.avif", "800.avif", "320.webp", "720.webp", "800.webp"]
EVERY_NAME += ["720.jpg", "800.jpg"]


def phone_photo(width=5472, height=3648):
    """Return a JPEG of 20 million points: gradients of sky and water under a sensor's noise."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    round_ = Image.radial_gradient("L").resize((width, height))
    scene = Image.merge("RGB", (round_, down, across))
    noise = Image.effect_noise((width, height), 100)
    target = io.BytesIO()
    Image.blend(scene, Image.merge("RGB", (noise,) * 3), 0.5).save(target, "JPEG", quality=90)
    return target.getvalue()


def kept(file):
    """Return the bytes of every rendition of ``file`` by name."""
    return {
        one.name: files.open_stored(files.rendition_path(file, one)).read()
        for one in images.renditions(file.width)
    }


@pytest.mark.parametrize(
    ("width", "jpegs"), [(200, [200]), (720, [720]), (800, [720, 800]), (2560, [720, 960])]
)
def test_jpeg_comes_in_fewer_widths(width, jpegs):
    assert images.rendition_widths(width, images.JPEG) == jpegs


def test_an_upload_makes_every_rendition():
    file = factories.make_stored_image()
    assert list(kept(file)) == EVERY_NAME


def test_a_photo_of_a_phone_comes_out_small():
    """20 million points, at most 150 kB in 960 px in each format; the widths stay affordable."""
    file = files.take_picture(SimpleUploadedFile("anh.jpg", phone_photo()), factories.make_user())
    assert (file.width, file.height) == (2560, 1707)
    sizes = {name: len(content) for name, content in kept(file).items()}
    for kind in images.MEDIA_TYPES:
        assert 3_000 < sizes[f"960.{kind}"] < 150_000
    assert sizes["1440.webp"] < 340_000


def test_quality_gives_way_when_a_rendition_is_too_large():
    """Plain noise is the worst a camera can send."""
    noise = Image.effect_noise((1000, 800), 30).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "JPEG", quality=90)
    file = files.take_picture(
        SimpleUploadedFile("anh.jpg", target.getvalue()), factories.make_user()
    )
    for name, content in kept(file).items():
        width = int(name.partition(".")[0])
        assert len(content) <= 150_000 * (width / 960) ** 2, name
    best = io.BytesIO()
    noise.save(best, quality=images.QUALITIES[images.WEBP][0], **images.OPTIONS[images.WEBP])
    assert best.tell() > 150_000 * (1000 / 960) ** 2


def test_an_avif_is_never_larger_than_the_webp_beside_it():
    """Flat drawings are where AVIF would lose; its bare frame of some hundred bytes is let be."""
    drawing = Image.new("RGB", (1280, 720), "white")
    pen = ImageDraw.Draw(drawing)
    for place in range(0, 1280, 16):
        pen.line((place, 0, 1280 - place, 720), fill=(200, place % 255, 30), width=3)
    target = io.BytesIO()
    drawing.save(target, "PNG")
    file = files.take_picture(SimpleUploadedFile("ve", target.getvalue()), factories.make_user())
    found = kept(file)
    for width in images.rendition_widths(file.width):
        assert len(found[f"{width}.avif"]) <= max(len(found[f"{width}.webp"]), images.SMALL)


def test_transparency_stays_and_jpeg_shows_it_on_white():
    target = io.BytesIO()
    picture = Image.new("RGBA", (700, 500), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 350, 500))
    picture.save(target, "PNG")
    file = files.take_picture(SimpleUploadedFile("a.png", target.getvalue()), factories.make_user())

    for name, content in kept(file).items():
        with Image.open(io.BytesIO(content)) as image:
            corner = image.convert("RGBA").getpixel((image.width - 5, 5))
        if name.endswith("jpg"):
            assert min(corner) > 250, name
        else:
            assert corner[3] < 5, name


# --- addresses ------------------------------------------------------------------------------------


@pytest.fixture
def shown():
    """A picture of 800 × 600 in a visible article."""
    file = factories.make_stored_image()
    factories.make_published(image=file, image_alt="Cầu")
    return file


@pytest.mark.parametrize("name", EVERY_NAME)
def test_a_rendition_is_served_as_what_it_is(client, shown, name):
    response = client.get(f"/tep/{shown.sha256}/{name}")
    assert response.status_code == 200
    content = response.getvalue()
    with Image.open(io.BytesIO(content)) as image:
        assert image.get_format_mimetype() == response["Content-Type"]
        assert image.width == int(name.partition(".")[0])
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Disposition"] == f'inline; filename="{name}"'


def test_each_rendition_has_an_etag_of_its_own(client, shown):
    tags = {client.get(f"/tep/{shown.sha256}/{name}")["ETag"] for name in EVERY_NAME}
    assert len(tags) == len(EVERY_NAME)


@pytest.mark.parametrize(
    "name",
    [
        *("0320.webp", "320.WEBP", "320.png", "320.webp.jpg", "320.avif ", "960.webp", "+320.webp"),
        *("1440.jpg", "320.jpg", "\uff13\uff12\uff10.webp", "320", ".webp", "99999.webp"),
    ],
)
def test_a_name_that_is_no_rendition_leads_to_the_picture(client, shown, name):
    response = client.get(f"/tep/{shown.sha256}/{name}")
    assert response.status_code == 302
    assert response["Location"] == shown.get_absolute_url()


@pytest.mark.parametrize("end", ["%0A", "%0D%0AX-A:%20b", "%00", "%7F"])
@pytest.mark.parametrize("name", ["320.webp", "cau-kenh.jpg"])
def test_a_name_with_control_signs_does_not_exist(client, shown, name, end):
    assert client.get(f"/tep/{shown.sha256}/{name}{end}").status_code == 404


def test_a_rendition_that_is_not_made_yet_leads_to_the_picture(client):
    """As between an update that offers a new format and the command that makes it."""
    shown = factories.make_stored_image(colour=(7, 13, 211))
    factories.make_published(image=shown, image_alt="Cầu")
    default_storage.delete(files.rendition_path(shown, images.Rendition(320, "avif")))
    response = client.get(f"/tep/{shown.sha256}/320.avif", follow=True)
    assert response.redirect_chain == [(shown.get_absolute_url(), 302)]
    assert response["Content-Type"] == "image/jpeg"


def test_a_replaced_picture_has_a_new_address(client):
    """So no kept copy of the old one can stand in for it, and the old one is gone at once."""
    approver = factories.make_user(Role.APPROVER)
    editor = factories.make_user(Role.EDITOR)
    old = factories.make_stored_image(colour=(1, 2, 3))
    article = factories.make_published(image=old, image_alt="Cầu", approver=approver)
    new = factories.make_stored_image(colour=(3, 2, 1))
    assert old.name == new.name
    content = factories.make_content(image=new, image_alt="Cầu")
    workflow.save(article.pk, editor, article.newest_version_id, content)
    article = factories.reload(article)
    workflow.submit(article.pk, editor, article.newest_version_id)
    workflow.approve(article.pk, approver, article.newest_version_id)

    page = client.get(Publication.objects.visible().get().get_absolute_url()).text

    assert old.sha256 not in page
    assert f"/tep/{new.sha256}/720.jpg" in page
    assert client.get(f"/tep/{old.sha256}/720.avif").status_code == 404


# --- pages ----------------------------------------------------------------------------------------


def test_a_page_offers_every_format_and_tells_the_size(client, shown):
    page = client.get(Publication.objects.get().get_absolute_url()).text
    picture = re.search(r'<figure class="wide-figure">.*?</figure>', page, re.DOTALL)[0]
    folder = f"/tep/{shown.sha256}/"
    for kind in ("avif", "webp"):
        widths = ", ".join(f"{folder}{width}.{kind} {width}w" for width in (320, 720, 800))
        assert f'<source type="image/{kind}" srcset="{widths}" sizes="' in picture
    assert picture.index("image/avif") < picture.index("image/webp")
    assert f'<img src="{folder}720.jpg" width="800" height="600" alt="Cầu"' in picture
    assert f'<a class="zoom" href="{folder}800.webp">' in picture
    assert 'fetchpriority="high"' in picture
    assert "lazy" not in picture


def test_every_address_on_a_page_is_a_rendition_that_is_there(client, shown):
    factories.make_published(image=factories.make_stored_image(size=(2000, 900)), image_alt="Kênh")
    for address in ("/", Publication.objects.first().get_absolute_url()):
        found = set(re.findall(r"/tep/[0-9a-f]{64}/[^\s\"]+", client.get(address).text))
        assert found
        assert {client.get(one).status_code for one in found} == {200}


def test_only_the_lead_picture_is_fetched_at_once(client):
    category = factories.make_category(home_place=HomePlace.COLUMN)
    for _ in range(3):
        article = factories.make_published(
            category=category, image=factories.make_stored_image(), image_alt="Cầu"
        )
    Publication.objects.filter(article=article).update(is_featured=True)
    page = client.get("/").text
    eager = re.findall("<img src=[^>]*fetchpriority=[^>]*>", page)
    assert len(eager) == 1
    assert page.count('"lazy"') == page.count("<picture>") - 1 >= 1
    sized = re.findall(r'<img src="/tep/[^>]* width="800" height="600" alt="', page)
    assert len(sized) == page.count("<picture>")


@pytest.mark.parametrize(
    ("focus", "classes"),
    [
        ((None, None), None),
        ((15, 85), "focus-x-15 focus-y-85"),
        ((50, 15), "focus-x-50 focus-y-15"),
        ((90, 40), "focus-x-85 focus-y-50"),
    ],
)
def test_what_matters_stays_in_a_crop(client, focus, classes):
    category = factories.make_category()
    factories.make_published(
        category=category,
        image=factories.make_stored_image(),
        image_alt="Cầu",
        image_focus_x=focus[0],
        image_focus_y=focus[1],
    )
    for address in (category.get_absolute_url(), "/"):
        found = re.findall('<img src="/tep/[^>]*>', client.get(address).text)
        assert found
        for image in found:
            assert re.findall(' class="(.*?)"', image) == ([classes] if classes else [])
    with open("static/css/common.css", encoding="utf-8") as sheet:
        rules = sheet.read()
    assert all(f".{one}" in rules for one in (classes or "").split())


# --- the command ----------------------------------------------------------------------------------


def run(capsys, **options):
    call_command("make_renditions", **options)
    return capsys.readouterr().out


def test_the_command_makes_what_is_missing_and_nothing_else(capsys):
    whole = factories.make_stored_image(colour=(13, 7, 211))
    part = factories.make_stored_image(colour=(13, 211, 7))
    factories.make_attachment()
    before = kept(part)
    for name in ("320.avif", "720.jpg"):
        default_storage.delete(f"{part.path.removesuffix('original')}{name}")
    mark = files.rendition_path(whole, images.Rendition(320, "webp"))
    default_storage.delete(mark)
    default_storage.save(mark, io.BytesIO(b"as it is"))

    assert re.findall(r"\d+", run(capsys)) == ["2", "2"]

    assert kept(part) == before
    assert kept(whole)["320.webp"] == b"as it is"
    assert re.findall(r"\d+", run(capsys)) == ["2", "0"]


def test_the_command_makes_all_of_them_anew_when_told(capsys):
    file = factories.make_stored_image(colour=(211, 13, 7))
    before = kept(file)
    mark = files.rendition_path(file, images.Rendition(320, "webp"))
    default_storage.delete(mark)
    default_storage.save(mark, io.BytesIO(b"broken"))

    assert re.findall(r"\d+", run(capsys, all=True)) == ["1", "8"]

    assert kept(file) == before


def test_one_lost_picture_does_not_stop_the_command(capsys):
    lost = factories.make_stored_image(colour=(211, 7, 13))
    later = factories.make_stored_image(colour=(7, 211, 13))
    for file in (lost, later):
        default_storage.delete(files.rendition_path(file, images.Rendition(320, "avif")))
    original = files.open_stored(lost.path).read()
    default_storage.delete(lost.path)

    with pytest.raises(CommandError, match="1"):
        call_command("make_renditions")

    said = capsys.readouterr()
    assert lost.path in said.err
    assert "320.avif" in kept(later)
    assert StoredFile.objects.count() == 2
    default_storage.save(lost.path, io.BytesIO(original))


def test_a_camera_picture_lying_on_its_side_has_upright_renditions():
    exif = Image.Exif()
    exif[0x0112] = 6
    file = files.take_picture(samples.picture(size=(900, 600), exif=exif), factories.make_user())
    for content in kept(file).values():
        with Image.open(io.BytesIO(content)) as image:
            assert image.height > image.width
