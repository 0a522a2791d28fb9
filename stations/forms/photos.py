"""Several photos in one field; each is looked at by content when it is kept."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Cleans to a list, empty when none was chosen."""

    def __init__(self, *, most: int, **kwargs: Any):
        self.most = most
        attrs = {"accept": "image/*", "data-photo": str(most)}
        super().__init__(widget=PhotosInput(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not sent and self.required:
            raise forms.ValidationError("请先选照片。")
        if len(sent) > self.most:
            raise forms.ValidationError(f"最多{self.most}张，请去掉几张。")
        return [super(PhotosField, self).clean(one, initial) for one in sent]
