"""The unit's number sequence, and the letter that was sealed."""

from typing import Any

from django import forms

from suggestions.forms.base import DeedForm, file_field


class SeriesForm(forms.Form):
    prefix = forms.CharField(  # type: ignore[assignment]
        label="机关代字",
        max_length=20,
        help_text="只填代字，年份和顺序号由系统编。",
        widget=forms.TextInput(attrs={"placeholder": "如示公函"}),
        error_messages={"required": "请填写机关代字，如示公函。"},
    )
    last = forms.IntegerField(
        label="今年已用到第几号",
        min_value=0,
        max_value=99_999,
        initial=0,
        help_text="下一封从后一号编起；从没编过的填0。",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "请填已用到第几号，没有的填0。"},
    )


class SealedForm(DeedForm):
    """`waiting` is an upload that has arrived already: it need not be chosen again."""

    hide_optional = True

    scan = file_field(
        "盖章的答复函", help_text="扫描件或照片，PDF、JPG都可以，拍全带二维码的那一页。"
    )
    number = forms.CharField(
        label="发文字号",
        max_length=40,
        required=False,
        help_text="系统会读函上的二维码；读不到的，照盖章件填。",
        widget=forms.TextInput(attrs={"placeholder": "×公函〔2026〕12号"}),
    )
    waiting = forms.UUIDField(required=False, widget=forms.HiddenInput)
    arrived: Any = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        missing = not data.get("scan") and not data.get("waiting")
        if missing and "scan" not in self.errors:
            self.add_error("scan", "请选盖章的扫描件或照片。")
        return data

    def kwargs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("scan", "number")}
