"""Opening and closing posts, and the first administrator."""

from typing import Any

from django import forms

from accounts.forms import NewPasswordFields
from core.clock import today
from liaison.choices import Role
from liaison.models import Deputy, Seat, Session, Unit
from liaison.permissions import openable_sides

DAY = {"type": "date"}


class SeatForm(forms.Form):
    """Which post, for whom; fields that this unit's posts do not need are not asked."""

    role = forms.ChoiceField(label="岗位", error_messages={"required": "请选岗位"})
    deputy = forms.ModelChoiceField(
        Deputy.objects.none(),
        label="哪位代表",
        error_messages={"required": "请选是哪位代表"},
        help_text="只列出还没有账号的在任代表。",
        empty_label="请选",
    )
    side = forms.ChoiceField(label="哪一方", error_messages={"required": "请选属于哪一方"})
    session = forms.ModelChoiceField(
        Session.objects.none(),
        label="哪次会议",
        error_messages={"required": "请选是哪次会议"},
        empty_label="请选",
    )
    account = forms.CharField(
        label="登录名或手机号",
        max_length=80,
        error_messages={"required": "请填这位同志的登录名或手机号"},
    )
    name = forms.CharField(label="姓名", max_length=80, error_messages={"required": "请填姓名"})
    login = forms.CharField(
        label="登录名",
        max_length=40,
        help_text="全平台不能重复，建议用姓名拼音加数字。",
        error_messages={"required": "请填登录名"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        help_text="填了就能用手机号登录。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    title = forms.CharField(
        label="职务",
        max_length=40,
        required=False,
        help_text="例如：县人大常委会副主任。不填就显示岗位名称。",
    )
    starts_on = forms.DateField(
        label="从哪天起",
        required=False,
        help_text="不填就从今天起。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
    )

    def __init__(
        self, *args: Any, unit: Unit, by: Seat, roles: list[Role], existing: bool, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self._ask_role(roles)
        self._ask_of(roles[0], unit, by)
        for name in ("login", "phone") if existing else ("account",):
            del self.fields[name]

    def _ask_role(self, roles: list[Role]) -> None:
        field: Any = self.fields["role"]
        field.choices = [(role.value, role.label) for role in roles]
        field.initial = roles[0].value
        if len(roles) == 1:
            field.widget = forms.HiddenInput()

    def _ask_of(self, role: Role, unit: Unit, by: Seat) -> None:
        """What only this post needs; the rest is not asked."""
        fields: dict[str, Any] = self.fields
        if role == Role.LEADER:
            fields["side"].choices = [(one.value, one.label) for one in openable_sides(by)]
        elif role == Role.DEPUTY:
            free = Deputy.objects.in_office(unit.congress_id or 0).filter(user=None)
            fields["deputy"].queryset = free.order_by("sort_key", "id")
        elif role == Role.SECRETARIAT:
            held = Session.objects.filter(term__congress_id=unit.congress_id or 0)
            fields["session"].queryset = held.select_related("term__congress").order_by("-opens_on")
        for name in set(_ASKED_OF.values()) - {_ASKED_OF.get(role)}:
            del self.fields[name]


_ASKED_OF = {Role.LEADER: "side", Role.DEPUTY: "deputy", Role.SECRETARIAT: "session"}


def choose_roles(roles: list[Role], wanted: str) -> list[Role]:
    """A post that asks for something of its own has a form of its own; the plain ones share one."""
    plain = [role for role in roles if role not in _ASKED_OF]
    special = [role for role in roles if role in _ASKED_OF]
    if wanted in special:
        return [Role(wanted)]
    return plain or special[:1]


class CloseForm(forms.Form):
    last_day = forms.DateField(
        label="最后一天",
        required=False,
        help_text="不填就马上停用，这位同志要重新登录。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
    )
    reason = forms.CharField(
        label="原因", max_length=200, required=False, help_text="例如：调离、轮岗、退休。"
    )
    sure = forms.BooleanField(label="知道了：停用后本单位没有人能开岗位、重置密码", required=False)

    def __init__(self, *args: Any, last_administrator: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].widget.attrs["min"] = today().isoformat()
        if not last_administrator:
            del self.fields["sure"]


class SetupForm(NewPasswordFields):
    """The first administrator of an empty installation."""

    field_order = ("code", "division", "name", "login", "new", "again")
    code = forms.CharField(
        label="首装码",
        max_length=40,
        help_text="在服务器上执行 python3 manage.py setup_code，终端里会显示，24小时内有效。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": "请填首装码"},
    )
    division = forms.CharField(
        label="本平台所在地的区划代码",
        max_length=12,
        help_text="12位，例如桂阳县是431021000000。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "请填12位区划代码"},
    )
    name = forms.CharField(label="您的姓名", max_length=80)
    login = forms.CharField(
        label="登录名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
