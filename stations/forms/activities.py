"""Forms of an activity: planning it, its people, holding it, findings, photos, summary."""

from typing import Any, ClassVar

from django import forms

from core.clock import today
from liaison.models import Deputy, Seat, Unit
from stations import services
from stations.choices import ActivityKind, AttendeeRole
from stations.forms.deeds import area, seg
from stations.forms.photos import PhotosField
from stations.forms.reception import LONGEST, date_input, narrow, own_station, time_input
from stations.models import Activity, Attendee, Station, Theme

GUEST_ROLES = [
    (str(role), role.label)
    for role in (AttendeeRole.DEPARTMENT, AttendeeRole.EXPERT, AttendeeRole.STAFF)
]


class PeopleField(forms.ModelMultipleChoiceField):
    """Ticked from a list: names, with post where two share one."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            Deputy.objects.none(),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "names"}),
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ActivityForm(forms.Form):
    """What, when, where, what for; agenda one line an item; who is asked."""

    station = forms.ModelChoiceField(Station.objects.none(), label="联络站", empty_label="请选择")
    kind = forms.ChoiceField(label="种类", choices=ActivityKind.choices, widget=seg())
    title = forms.CharField(label="活动名称", max_length=80)
    held_on = forms.DateField(label="日期", widget=date_input())
    starts_at = forms.TimeField(label="开始", required=False, widget=time_input())
    ends_at = forms.TimeField(label="结束", required=False, widget=time_input())
    place = forms.CharField(
        label="地点", max_length=120, required=False, help_text="不填就是站点地址"
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="主题", required=False, empty_label="不选"
    )
    purpose = forms.CharField(label="目的", max_length=1000, required=False, widget=area(2))
    with_first_item = forms.BooleanField(
        label="第一项安排「第一议题」学习", required=False, initial=True
    )
    agenda = forms.CharField(
        label="议程", max_length=2500, required=False, widget=area(4), help_text="一行一项"
    )
    deputies = PeopleField(label="请哪些代表参加", required=False)
    departments = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="请哪些部门参加",
        required=False,
        help_text="来听、来答，不等于交办",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "names"}),
    )
    experts = forms.CharField(
        label="请哪些专家参加",
        max_length=1000,
        required=False,
        widget=area(2),
        help_text="一行一人：姓名，单位及职务",
    )

    def __init__(self, *args: Any, seat: Seat, activity: Activity | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.seat, self.activity = seat, activity
        narrow(self, "theme", queryset=Theme.objects.for_congress(seat.unit.congress_id))
        if activity is not None:
            for name in ("station", "kind", "deputies", "departments", "experts"):
                del self.fields[name]
            self._fill(activity)
            return
        self.initial.setdefault("held_on", today())
        own = own_station(seat)
        narrow(self, "station", queryset=Station.objects.visible_to(seat).open().order_by("name"))
        if own is not None:
            self.initial["station"] = own
            self.fields["station"].widget = forms.HiddenInput()
        narrow(self, "deputies", queryset=deputies_for(seat, own))
        narrow(self, "departments", queryset=departments_for(seat))

    def _fill(self, activity: Activity) -> None:
        for name in ("title", "held_on", "starts_at", "ends_at", "place", "theme", "purpose"):
            self.initial.setdefault(name, getattr(activity, name))
        items = list(activity.agenda.all())
        self.initial.setdefault("with_first_item", any(item.is_first_item for item in items))
        self.initial.setdefault("agenda", "\n".join(item.title for item in items))

    def clean_agenda(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["agenda"].splitlines()]
        long = next((line for line in lines if len(line) > 120), None)
        if long is not None:
            raise forms.ValidationError(f"「{long[:12]}…」超过120字，请分成几项。")
        return [line for line in lines if line]

    def clean_experts(self) -> list[services.Guest]:
        return [
            services.Guest(AttendeeRole.EXPERT, name.strip(), post.strip(" ，,"))
            for line in self.cleaned_data["experts"].splitlines()
            if line.strip()
            for name, _, post in [line.replace(",", "，").partition("，")]
        ]

    def plan(self, data: dict[str, Any]) -> Activity:
        guests = [
            services.Guest(AttendeeRole.DEPARTMENT, unit.short_name, unit=unit)
            for unit in data.pop("departments")
        ]
        guests += data.pop("experts")
        return services.plan_activity(by=self.seat, guests=guests, **data)


def deputies_for(seat: Seat, station: Station | None) -> Any:
    """The station's own deputies first of all; an office sees those of its area."""
    if station is None:
        return Deputy.objects.visible_to(seat).order_by("sort_key", "id")
    rows = Deputy.objects.filter(attachments__station=station, attachments__until=None)
    return rows.order_by("sort_key", "id")


def departments_for(seat: Seat) -> Any:
    return Unit.objects.open().visible_to(seat).filter(kind="department").order_by("name")


class ActivityDeed(forms.Form):
    """One form per deed; `heading`, `button`, `hint` as for opinions."""

    heading: ClassVar[str]
    button: ClassVar[str] = "保存"
    hint: ClassVar[str] = ""

    def __init__(self, *args: Any, activity: Activity, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.activity, self.seat = activity, seat
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the activity."""

    def do(self, *, version: int | None) -> Any:
        raise NotImplementedError


class NoticeForm(ActivityDeed):
    heading = "通知参加人员"
    button = "发出通知"

    def prepare(self) -> None:
        many = self.activity.attendees.count()
        self.hint = f"名单上{many}人中的代表和部门会收到通知。"  # type: ignore[misc]
        if services.is_late_notice(self.activity):
            self.hint += "离活动不到三天了，请再打个电话。"  # type: ignore[misc]

    def do(self, *, version: int | None) -> Any:
        return services.send_notice(self.activity, by=self.seat, version=version)


class InviteForm(ActivityDeed):
    heading = "加参加人员"
    button = "加入名单"
    deputies = PeopleField(label="代表", required=False)
    role = forms.ChoiceField(
        label="其他人的身份", choices=GUEST_ROLES, widget=seg(), required=False
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="单位", required=False, empty_label="不选"
    )
    name = forms.CharField(label="姓名", max_length=80, required=False)
    post = forms.CharField(label="单位及职务", max_length=120, required=False)

    def prepare(self) -> None:
        there = self.activity.attendees.exclude(deputy=None).values("deputy_id")
        station = self.activity.station if own_station(self.seat) else None
        narrow(self, "deputies", queryset=deputies_for(self.seat, station).exclude(pk__in=there))
        narrow(self, "unit", queryset=departments_for(self.seat))

    def do(self, *, version: int | None) -> Any:
        data = self.cleaned_data
        guests = []
        if data["name"] or data["unit"]:
            role = data["role"] or AttendeeRole.DEPARTMENT
            guests.append(services.Guest(role, data["name"], data["post"], data["unit"]))
        return services.invite(
            self.activity,
            by=self.seat,
            deputies=data["deputies"],
            guests=guests,
            version=version,
        )


class HoldForm(ActivityDeed):
    heading = "登记开展情况"
    hint = "勾选到场的人，再记下每项议程讲了什么。保存后请在5个工作日内写小结。"
    attended = forms.ModelMultipleChoiceField(
        Attendee.objects.none(),
        label="到场人员",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "names"}),
    )
    voters = forms.IntegerField(
        label="到场群众人数", min_value=0, max_value=5000, initial=0, required=False
    )

    def prepare(self) -> None:
        people = self.activity.attendees.all()
        narrow(self, "attended", queryset=people)
        self.initial.setdefault("attended", list(people.values_list("pk", flat=True)))
        for item in self.activity.agenda.all():
            self.fields[f"minutes_{item.pk}"] = forms.CharField(
                label=item.title,
                max_length=LONGEST,
                required=False,
                initial=item.minutes,
                widget=area(2),
            )

    def do(self, *, version: int | None) -> Any:
        minutes = {
            int(name.removeprefix("minutes_")): words
            for name, words in self.cleaned_data.items()
            if name.startswith("minutes_")
        }
        return services.hold_activity(
            self.activity,
            by=self.seat,
            attended=self.cleaned_data["attended"],
            voters=self.cleaned_data["voters"] or 0,
            minutes=minutes,
            version=version,
        )


class FindForm(ActivityDeed):
    heading = "记一个问题"
    hint = "现场解决的写明怎样解决；没解决的登记为群众意见，有办理期限。"
    text = forms.CharField(label="发现什么问题", max_length=LONGEST, widget=area())
    place_text = forms.CharField(label="在哪里", max_length=120, required=False)
    solved_how = forms.CharField(
        label="现场怎样解决的", max_length=2000, required=False, widget=area(2)
    )
    route = forms.ChoiceField(label="没解决的交给谁办", required=False)
    photos = PhotosField(label="照片", required=False, most=6)

    def prepare(self) -> None:
        narrow(self, "route", choices=[("", "以后再分办"), *services.routes_of_findings()])

    def do(self, *, version: int | None) -> Any:
        return services.add_finding(
            self.activity, by=self.seat, version=version, **self.cleaned_data
        )


class AddPhotosForm(ActivityDeed):
    heading = "上传照片"
    button = "上传"
    photos = PhotosField(label="照片", most=12)

    def do(self, *, version: int | None) -> Any:
        return services.add_activity_photos(
            self.activity, by=self.seat, version=version, **self.cleaned_data
        )


class SumUpForm(ActivityDeed):
    heading = "写小结"
    hint = "保存后这次活动就归档了。"
    summary = forms.CharField(label="小结", max_length=LONGEST, widget=area(8))

    def do(self, *, version: int | None) -> Any:
        return services.sum_up(self.activity, by=self.seat, version=version, **self.cleaned_data)


class CancelForm(ActivityDeed):
    heading = "取消活动"
    button = "取消活动"
    hint = "已经通知的人会收到取消的消息。"
    reason = forms.CharField(label="为什么取消", max_length=200, widget=area(2))

    def do(self, *, version: int | None) -> Any:
        return services.cancel_activity(
            self.activity, by=self.seat, version=version, **self.cleaned_data
        )


ACTIVITY_DEEDS: dict[str, type[ActivityDeed]] = {
    "notice": NoticeForm,
    "invite": InviteForm,
    "hold": HoldForm,
    "find": FindForm,
    "add_photos": AddPhotosForm,
    "sum_up": SumUpForm,
    "cancel": CancelForm,
}
