"""Inviting a body outside the county's tree, and taking the invitation up."""

from typing import Any

from django import forms

from accounts.forms import NewPasswordFields
from liaison.forms.fields import day_field
from liaison.permissions import OUTSIDE


class InviteForm(forms.Form):
    contact = forms.CharField(
        label="发给谁",
        max_length=80,
        help_text="这个单位里收码的人，例如办公室张某；只有您这边看得到。",
        error_messages={"required": "请写明发给谁。"},
    )
    ends_on = day_field("有效期至", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].help_text = "不填就是15天，最多60天。"


class InviteUnitForm(InviteForm):
    field_order = ("name", "kind", "contact", "ends_on")
    name = forms.CharField(
        label="单位名称",
        max_length=80,
        help_text="写全称，例如国家税务总局示范县税务局。",
        error_messages={"required": "请填写单位名称。"},
    )
    kind = forms.ChoiceField(
        label="种类",
        choices=[(kind.value, kind.label) for kind in OUTSIDE],
        widget=forms.RadioSelect(attrs={"class": "seg"}),
        initial=OUTSIDE[0].value,
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="邀请码",
        max_length=40,
        error_messages={"required": "请填邀请码。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class JoinForm(NewPasswordFields, CodeForm):
    """Somebody without an account."""

    field_order = ("code", "name", "login", "phone", "new", "again")
    name = forms.CharField(
        label="您的姓名", max_length=80, error_messages={"required": "请填您的姓名。"}
    )
    login = forms.CharField(
        label="登录名",
        max_length=40,
        help_text="全平台不能重复，建议用姓名拼音加数字。",
        error_messages={"required": "请填登录名。"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        help_text="填了就能用手机号登录。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
