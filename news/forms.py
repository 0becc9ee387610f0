"""The form in which an article is written, and its inputs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from news import checks, files, permissions, richtext, royalty_counts, showing, versions, videos
from news.days import YEARS, Day
from news.models import Article, ArticleType, ArticleVersion, Author, Category, StoredFile
from news.vietnamese import one_line

FOCUS_POINTS = [
    ("", _("the middle")),
    ("50-15", _("above, in the middle")),
    ("50-85", _("below, in the middle")),
    ("15-50", _("on the left")),
    ("85-50", _("on the right")),
    ("15-15", _("above, on the left")),
    ("85-15", _("above, on the right")),
    ("15-85", _("below, on the left")),
    ("85-85", _("below, on the right")),
]


def focus_of(choice: str) -> tuple[int, int]:
    """Return what matters on a picture in percent from the left and from the top."""
    left, _dash, top = choice.partition("-")
    return int(left), int(top)


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own field for date and time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class LocalDateTimeField(forms.DateTimeField):
    """A date and time by the portal's clock, in years that a calendar of an office has."""

    widget = LocalDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment (aware); raises ValidationError for a date no office would write."""
        try:
            moment = super().to_python(value)
        except OverflowError:
            moment = None
            far = True
        else:
            far = moment is not None and moment.year not in YEARS
        if far:
            raise ValidationError(_("The year is not right."), code="year")
        return moment


class AddressInput(forms.TextInput):
    """An address. What is none comes back as it was typed, which the type "url" may not hold."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "url", "spellcheck": "false"} | (attrs or {}))


class BodyEditor(CKEditorWidget):
    """The rich-text editor; what enters it is cleaned like what is stored."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(config_name="article", attrs=attrs, template_name="news/body_editor.html")

    @property
    def media(self) -> forms.Media:
        """Return our module; it asks for the bundle once the page is drawn (editor-bundle.js)."""
        return forms.Media(js=[Script("js/editor.js", type="module")])

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the body that was sent; without the editor, each line typed is a paragraph."""
        body = super().value_from_datadict(data, files, name)
        return body and richtext.from_typed(body)

    def format_value(self, value: Any) -> str:
        """Return the body as it may enter the editor; what is too much to store only made safe."""
        body = value or ""
        try:
            richtext.check_measure(body)
        except ValidationError:
            return richtext.made_safe(body)
        return showing.for_editor(richtext.clean(body))


def body_widget() -> forms.Textarea:
    """Return the widget that the settings name for bodies: the one seam to the editor."""
    return import_string(settings.ARTICLE_BODY_WIDGET)()


class ArticleForm(forms.Form):
    """An article's content. ``user`` decides which categories are offered.

    A picture that was uploaded is stored as soon as it is judged, and its hash goes into the form,
    so that another field's error does not lose it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The version that was written from, once a newer one has been met: see news.two_texts.
    began_from = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_category = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=250,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 1, "class": "grows title-field"}),
    )
    summary = forms.CharField(
        label=_("Summary"),
        max_length=1000,
        required=False,
        help_text=_("Plain text; shown in lists and above the article."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "grows"}),
    )
    body = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea)
    image = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG, PNG or WebP. Position and camera data are removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    stored_image = forms.CharField(widget=forms.HiddenInput, required=False)
    remove_image = forms.BooleanField(label=_("Without this picture"), required=False)
    image_alt = forms.CharField(
        label=_("What is to be seen"),
        max_length=300,
        required=False,
        help_text=_("Read aloud to people who cannot see the picture."),
    )
    image_decorative = forms.BooleanField(
        label=_("Decorative: the picture says nothing that the text does not"), required=False
    )
    image_caption = forms.CharField(label=_("Caption"), max_length=300, required=False)
    image_focus = forms.TypedChoiceField(
        label=_("What matters on the picture"),
        choices=FOCUS_POINTS,
        coerce=focus_of,
        empty_value=None,
        required=False,
        help_text=_("This part stays when a narrow place cuts the picture."),
    )
    video_file = forms.FileField(
        label=_("Video file"),
        required=False,
        help_text=_("MP4 with H.264. The picture above is shown until it plays."),
        widget=forms.FileInput(attrs={"accept": "video/mp4"}),
    )
    stored_video = forms.CharField(widget=forms.HiddenInput, required=False)
    remove_video = forms.BooleanField(label=_("Without this video"), required=False)
    video_url = forms.CharField(
        label=_("Address of the video at YouTube"),
        max_length=200,
        required=False,
        help_text=_("Readers' browsers ask YouTube only when they start the video."),
        widget=AddressInput,
    )
    redirect_url = forms.CharField(
        label=_("Link in place of the text"),
        max_length=500,
        required=False,
        validators=[checks.web_address],
        help_text=_("Readers are led to this address instead; the click counts as a view."),
        widget=AddressInput,
    )
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), empty_label=_("Choose…")
    )
    article_type = forms.ModelChoiceField(
        label=_("Article type"), queryset=None, empty_label=_("Choose…")
    )
    author = forms.ModelChoiceField(
        label=_("Author"), queryset=None, required=False, empty_label=_("No author named")
    )
    published_at = LocalDateTimeField(
        label=_("Publishing date"),
        required=False,
        help_text=_("Empty: the moment of approval. A time to come is waited for."),
    )
    expires_at = LocalDateTimeField(
        label=_("Shown until"),
        required=False,
        help_text=_("Empty: without end."),
    )
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    document_date = Day(label=_("Document date"), required=False)
    page_count = forms.DecimalField(
        label=_("A4 pages"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=1,
        localize=False,
    )
    photo_count = forms.IntegerField(
        label=_("Photos"), required=False, min_value=0, max_value=30_000
    )
    note = forms.CharField(
        label=_("What was changed"),
        max_length=300,
        required=False,
        help_text=_("For colleagues and for the history; readers do not see it."),
    )
    submit_reason = forms.CharField(
        label=_("Why it is to be sent all the same"),
        max_length=2000,
        required=False,
        help_text=_("The approver reads this together with the warnings."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "grows"}),
    )

    def __init__(self, *args: Any, user: Any, article: Article | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.article = article
        self.fields["body"].widget = body_widget()
        used = article.newest_version if article else None
        self.fields["category"].queryset = permissions.offered_categories(user, article)
        self.fields["article_type"].queryset = _offered(
            ArticleType, used.article_type_id if used else None
        )
        self.fields["author"].queryset = _offered(Author, used.author_id if used else None)
        if article:
            self.fields["category"].disabled = not permissions.may_place(user, article)
            self.fields["category"].initial = article.category_id

    def clean_body(self) -> str:
        """Refuse pictures that this person could not read: showing one would publish it."""
        body = self.cleaned_data["body"]
        richtext.check_measure(body)
        shown = {sha256 for sha256, _alt in richtext.pictures(richtext.clean(body))}
        newest = self.article.newest_version if self.article else None
        if newest and shown:
            shown.difference_update(newest.file_links.values_list("file__sha256", flat=True))
        for sha256 in shown:
            file = readable(sha256, self.user)
            if file is None or not file.is_image:
                raise ValidationError(
                    _(
                        "The text shows a picture that you may not use or that is no longer "
                        "there. Please remove it, or put it in again from your device."
                    )
                )
        return body

    def meet(self, newest: ArticleVersion) -> None:
        """Build on ``newest`` from now on, and remember which version was written from."""
        if not self["began_from"].value():
            self.data[self.add_prefix("began_from")] = self["version"].value()
        self.data[self.add_prefix("version")] = newest.pk

    @property
    def has_met(self) -> bool:
        """Whether somebody else's newer text stands beside this one."""
        return self.is_bound and bool(self["began_from"].value())

    @property
    def image_file(self) -> StoredFile | None:
        """The picture that the form holds now, uploaded or kept."""
        newest = self.article.newest_version if self.article else None
        file = self._held("stored_image", newest and newest.image)
        return file if file and file.is_image else None

    def clean_image(self) -> StoredFile | None:
        """Store an uploaded picture and remember it in the form."""
        upload = self.cleaned_data["image"]
        if not upload:
            return None
        file = files.take_picture(upload, self.user)
        self.data[self.add_prefix("stored_image")] = file.sha256
        return file

    def _held(self, field: str, own: StoredFile | None) -> StoredFile | None:
        """Return the file that ``field`` names; of the article's ``own`` nobody need be asked."""
        sha256 = self[field].value() or ""
        return own if own and own.sha256 == sha256 else readable(sha256, self.user)

    @property
    def video(self) -> StoredFile | None:
        """The video that the form holds now, uploaded or kept."""
        newest = self.article.newest_version if self.article else None
        file = self._held("stored_video", newest and newest.video)
        return file if file and file.is_video else None

    def clean_video_file(self) -> StoredFile | None:
        """Store an uploaded video and remember it in the form."""
        upload = self.cleaned_data["video_file"]
        if not upload:
            return None
        file = files.take_video(upload, self.user)
        self.data[self.add_prefix("stored_video")] = file.sha256
        return file

    def clean_video_url(self) -> str:
        address = self.cleaned_data["video_url"].strip()
        if address and not videos.youtube_id(address):
            raise ValidationError(
                _("This is no address of a video at YouTube. Copy it from the browser's bar.")
            )
        return address

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if not title:
            raise ValidationError(_("The title is missing."))
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("remove_image") and not cleaned.get("image"):
            self.data[self.add_prefix("stored_image")] = ""
        if cleaned.get("remove_video") and not cleaned.get("video_file"):
            self.data[self.add_prefix("stored_video")] = ""
        published_at, expires_at = cleaned.get("published_at"), cleaned.get("expires_at")
        if published_at and expires_at and expires_at <= published_at:
            self.add_error("expires_at", _("“Shown until” lies before the publishing date."))
        return cleaned

    @property
    def moves_to(self) -> Category | None:
        """The category chosen in place of the one that was seen; None when it was left alone."""
        chosen = self.cleaned_data["category"]
        stands = self.article.category_id if self.article else None
        return chosen if chosen.pk != (self.cleaned_data["seen_category"] or stands) else None

    @property
    def proposal(self) -> royalty_counts.Proposal:
        """What the text proposes for its royalty, as it stands in the form."""
        body = self["body"].value() or ""
        return royalty_counts.proposal(body, has_picture=self.image_file is not None)

    def content(self, attachments: tuple[versions.Attachment, ...]) -> versions.Content:
        """Return what was written, together with its attachments, for news.workflow."""
        cleaned = self.cleaned_data
        image = self.image_file
        kept = self.article.newest_version if self.article else None
        same = kept and image and kept.image_id == image.pk
        names = dict(kept.file_links.values_list("file_id", "name")) if kept and same else {}
        focus_x, focus_y = cleaned["image_focus"] or (None, None)
        return versions.Content(
            image=image,
            image_focus_x=focus_x,
            image_focus_y=focus_y,
            video=self.video,
            image_name=names.get(image.pk, "") if image else "",
            attachments=attachments,
            **{
                name: cleaned[name]
                for name in versions.COLUMNS
                if name in cleaned and name not in ("image", "published_at", "expires_at")
            },
            **self._moments(),
        )

    def _moments(self) -> dict[str, datetime | None]:
        """Return the dates; one that was left as it stood keeps the seconds the input cannot show.

        A publishing date that was never set stays unset, so that approval decides it.
        """
        published_at, expires_at = (
            self.cleaned_data["published_at"],
            self.cleaned_data["expires_at"],
        )
        newest = self.article.newest_version if self.article else None
        if newest and published_at == _to_the_minute(self.initial["published_at"]):
            decided = self.initial["published_at"]
            published_at = decided if newest.published_at else None
        if newest and expires_at == _to_the_minute(self.initial["expires_at"]):
            expires_at = self.initial["expires_at"]
        return {"published_at": published_at, "expires_at": expires_at}


def initial_of(version: ArticleVersion, article: Article) -> dict[str, Any]:
    """Return what the form begins with when ``version`` is corrected."""
    content = versions.content_of(version)
    initial = {name: getattr(content, name) for name in versions.COLUMNS if name != "image"}
    initial["image_focus"] = (
        f"{content.image_focus_x}-{content.image_focus_y}"
        if content.image_focus_x is not None
        else ""
    )
    shown = article.publications.filter(version=version).order_by("-pk").first()
    if shown:
        # An approver may have moved the closing since; the newer decision is the one to go on from.
        initial["expires_at"] = shown.planned_end
        is_planned = shown.starts_at > timezone.now()
        initial["published_at"] = (
            shown.published_at if is_planned else content.published_at or shown.published_at
        )
    return initial | {
        "version": version.pk,
        "stored_image": content.image.sha256 if content.image else "",
        "stored_video": content.video.sha256 if content.video else "",
        "category": article.category_id,
        "seen_category": article.category_id,
    }


def _offered(model: type[ArticleType] | type[Author], used: int | None) -> Any:
    """Return what is offered for new texts, and what this one uses already."""
    manager = model._default_manager
    return manager.filter(is_active=True) | manager.filter(pk=used or 0)


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment else None


def readable(sha256: str, user: Any) -> StoredFile | None:
    """Return the file with this hash when ``user`` may use it in an article; else None."""
    is_hash = files.HASH.fullmatch(sha256)
    file = StoredFile.objects.filter(sha256=sha256).first() if is_hash else None
    if file and (files.is_public(file) or permissions.may_read_file(user, file)):
        return file
    return None
