"""Forms of a visit that is on record: corrections, the signed sheet, why somebody looks."""

from typing import Any

from django import forms

from stations.forms.photos import PhotosField
from stations.services.reception_later import MOST_SHEETS

REASON_HINT = "上面有姓名和电话。谁看的、为什么看，都会记录下来，本单位管理员能看到。"


class CorrectForm(forms.Form):
    text = forms.CharField(
        label="更正或补充的内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class GuardianForm(forms.Form):
    guardian_name = forms.CharField(label="监护人", max_length=80, required=False)
    guardian_consents = forms.BooleanField(label="监护人同意登记", required=False)
    reason = forms.CharField(
        label="联系不上的，写明原因",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SheetForm(forms.Form):
    scans = PhotosField(
        most=MOST_SHEETS,
        label="签名表",
        help_text=f"照片或PDF，最多{MOST_SHEETS}份",
        error_messages={"required": "请先选签名表的照片或PDF。"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # A PDF has nothing to shrink or show, so the picker of photos leaves this field alone.
        self.fields["scans"].widget.attrs = {"accept": "image/*,application/pdf"}
