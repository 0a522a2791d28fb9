"""What a person types about the own account."""

from typing import Any

from django import forms

from accounts.passwords import MINIMUM, REMEMBERED


class SignInForm(forms.Form):
    hide_optional = True
    username = forms.CharField(
        label="登录名或手机号",
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "请填登录名或手机号"},
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填密码"},
    )


class NewPasswordFields(forms.Form):
    """A new password, typed twice."""

    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=200,
        help_text=(
            f"至少{MINIMUM}位，小写字母、大写字母、数字、符号至少三种，"
            f"不能和最近{REMEMBERED}次用过的相同。"
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请填新密码"},
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再输一次新密码"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新密码不一样，请再输一次。")
        return data


class PasswordForm(NewPasswordFields):
    field_order = ("old", "new", "again")
    old = forms.CharField(
        label="现在的密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填现在的密码"},
    )
