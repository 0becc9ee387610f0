"""The rows of the article form in which documents are attached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from news import checks, documents, files, versions
from news.days import Day
from news.forms import readable
from news.models import ArticleVersion, StoredFile
from news.vietnamese import one_line


class AttachmentForm(forms.Form):
    """One attachment: a stored file or a new one, with the title readers see."""

    stored = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(widget=forms.HiddenInput, required=False)
    # By what the attachment is known when its file is replaced: see news.versions.
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(documents.KINDS)}),
    )
    title = forms.CharField(
        label=_("Title of the attachment"),
        max_length=250,
        required=False,
        help_text=_("Say in words what it is; readers choose by it."),
    )
    number = forms.CharField(label=_("Number and symbol"), max_length=60, required=False)
    date = Day(label=_("Issued on"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def stored_file(self) -> StoredFile | None:
        """The document this row holds now, uploaded or kept."""
        return readable(self["stored"].value() or "", self.user)

    def clean_file(self) -> StoredFile | None:
        """Store an uploaded document and remember it in the form."""
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        file = files.take_attachment(upload, self.user)
        extension = f".{file.name.rpartition('.')[2]}"
        self.data[self.add_prefix("stored")] = file.sha256
        self.data[self.add_prefix("name")] = files.tame_name(upload.name, extension)
        return file

    def attachment(self) -> versions.Attachment | None:
        """Return what this row attaches; None when it is empty or to be left out."""
        file = self.stored_file
        if file is None or file.is_image or self.cleaned_data.get("DELETE"):
            return None
        extension = f".{file.name.rpartition('.')[2]}"
        name = files.tame_name(self["name"].value() or file.name, extension)
        title = one_line(self.cleaned_data.get("title") or "") or name.removesuffix(extension)
        return versions.Attachment(
            file,
            title,
            name,
            number=self.cleaned_data.get("number") or "",
            date=self.cleaned_data.get("date"),
            key=self.cleaned_data.get("key") or file.sha256,
        )


class BaseAttachmentFormSet(forms.BaseFormSet):
    """All attachments of an article in their order."""

    def attachments(self) -> tuple[versions.Attachment, ...]:
        """Return what is attached, each file once, in the order asked for."""
        rows = sorted(
            self.forms,
            key=lambda form: (
                form.cleaned_data.get("ORDER") is None,
                form.cleaned_data.get("ORDER"),
            ),
        )
        found = (form.attachment() for form in rows)
        by_hash = {one.file.sha256: one for one in found if one}
        return tuple(by_hash.values())


AttachmentFormSet = forms.formset_factory(
    AttachmentForm,
    formset=BaseAttachmentFormSet,
    extra=1,
    can_delete=True,
    can_order=True,
    max_num=checks.MAX_ATTACHMENTS,
    absolute_max=checks.MAX_ATTACHMENTS + 5,
)


def initial_attachments(version: ArticleVersion) -> list[dict[str, Any]]:
    """Return what the attachment rows begin with when ``version`` is corrected."""
    return [
        {
            "stored": kept["sha256"],
            "name": kept["name"],
            "key": versions.key_of(kept),
            "title": kept["title"],
            "number": kept.get("number", ""),
            "date": versions.date_of(kept),
            "ORDER": place,
        }
        for place, kept in enumerate(version.attachments, start=1)
    ]
