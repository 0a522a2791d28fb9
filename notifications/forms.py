from django import forms

from accounts.models import User


class PreferenceForm(forms.Form):
    """Mail needs an address; a digest needs mail."""

    hide_optional = True

    mail = forms.BooleanField(label="同时发邮件给我", required=False)
    email = forms.EmailField(
        label="邮箱地址",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    digest = forms.BooleanField(
        label="每天汇总成一封",
        required=False,
        help_text="每个工作日早上八点四十，把新的通知和要到期的事合在一封邮件里；没有就不发。",
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("mail") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "请填写收邮件的地址。")
        return data
