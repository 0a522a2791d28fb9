"""Opening and closing posts, and the first administrator."""

from typing import Any

from django import forms

from accounts.forms import NewPasswordFields
from core.clock import today
from liaison.choices import Role, Side
from liaison.models import Deputy, Seat, Session, Unit
from liaison.permissions import openable_roles, openable_sides

DAY = {"type": "date"}


class SeatForm(forms.Form):
    """Which post, for whom; fields that this unit's posts do not need are not asked."""

    role = forms.ChoiceField(label="岗位", error_messages={"required": "请选岗位"})
    deputy = forms.ModelChoiceField(
        Deputy.objects.none(),
        label="哪位代表",
        required=False,
        help_text="只列出还没有账号的在任代表。",
        empty_label="请选",
    )
    side = forms.ChoiceField(label="哪一方", required=False)
    session = forms.ModelChoiceField(
        Session.objects.none(), label="哪次会议", required=False, empty_label="请选"
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

    def __init__(self, *args: Any, unit: Unit, by: Seat, existing: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        roles = openable_roles(by, unit)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self._keep_side(by, needed=Role.LEADER in roles)
        self._keep_deputy(unit, needed=Role.DEPUTY in roles)
        self._keep_session(unit, needed=Role.SECRETARIAT in roles)
        for name in ("login", "phone") if existing else ("account",):
            del self.fields[name]

    def _keep_side(self, by: Seat, *, needed: bool) -> None:
        sides = openable_sides(by)
        if not needed:
            del self.fields["side"]
            return
        self.fields["side"].choices = [("", "不是领导，不用选")] + [
            (side.value, side.label) for side in sides
        ]

    def _keep_deputy(self, unit: Unit, *, needed: bool) -> None:
        if not needed or unit.congress_id is None:
            del self.fields["deputy"]
            return
        free = Deputy.objects.in_office(unit.congress_id).filter(user=None)
        self.fields["deputy"].queryset = free.order_by("sort_key", "id")

    def _keep_session(self, unit: Unit, *, needed: bool) -> None:
        if not needed:
            del self.fields["session"]
            return
        sessions = Session.objects.filter(term__congress_id=unit.congress_id)
        self.fields["session"].queryset = sessions.select_related("term__congress").order_by(
            "-opens_on"
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role = data.get("role")
        wanted = {
            Role.LEADER: ("side", "请选领导属于哪一方"),
            Role.DEPUTY: ("deputy", "请选是哪位代表"),
            Role.SECRETARIAT: ("session", "请选是哪次会议"),
        }
        if role in wanted:
            name, words = wanted[Role(role)]
            if name not in self.errors and not data.get(name):
                self.add_error(name, words)
        if role == Role.LEADER and data.get("side") not in Side.values:
            data["side"] = ""
        return data


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
