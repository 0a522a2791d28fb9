"""Same matter, folding, theme, and tries to reach the voter."""

from typing import Any

from django import forms

from core.clock import today
from core.text import half_width
from core.widgets import PickOne
from stations import services
from stations.choices import Nature, TellMethod
from stations.forms.deeds import DeedForm, area, seg
from stations.forms.reception import date_input, narrow, theme_name, with_blank
from stations.models import Opinion, Theme

_TRIED = [choice for choice in TellMethod.choices if choice[0] not in {"notice", "follow"}]


class OtherForm(DeedForm):
    """Another opinion: one of those that sound alike, or by its number."""

    other = forms.ChoiceField(label="是哪一件", widget=forms.RadioSelect, required=False)
    number = forms.CharField(
        label="或者填编号",
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def prepare(self) -> None:
        rows = self.candidates()
        narrow(self, "other", choices=[(str(row.pk), words_of(row)) for row in rows])
        if not rows:
            del self.fields["other"]
            self.fields["number"].label = "是哪一件，填编号"

    def candidates(self) -> list[Opinion]:
        return services.alike(self.opinion, self.seat)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["found"] = self._found(str(data.get("other") or ""), str(data.get("number") or ""))
        return data

    def _found(self, pk: str, number: str) -> Opinion | None:
        rows = Opinion.objects.visible_to(self.seat)
        text = half_width(number).strip().upper()
        if text:
            # Of the own station the code may be left out.
            own = f"{self.opinion.station.code}-{text}"
            found = rows.filter(number__in=[text, own]).first()
            if found is None:
                self.add_error("number", "没有找到这个编号的意见，请核对。")
            return found
        if not pk:
            self.add_error("number", "请选一件，或者填编号。")
            return None
        return rows.filter(pk=int(pk)).first()


def words_of(row: Opinion) -> str:
    return f"{row.number} {row.title}（{row.get_state_display()}）"


class LinkForm(OtherForm):
    heading = "关联同一件事"
    button = "关联"
    hint = "两件都保留，分别回复来访人；一件有了结果，另一件回复时可以参考。"

    def do(self, *, version: int | None) -> Any:
        return services.link_same(
            self.opinion, by=self.seat, other=self.cleaned_data["found"], version=version
        )


class UnlinkForm(DeedForm):
    heading = "取消关联"
    button = "取消关联"
    other = forms.ModelChoiceField(
        Opinion.objects.none(),
        label="取消和哪一件的关联",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def prepare(self) -> None:
        rows = Opinion.objects.visible_to(self.seat).filter(pk__in=services.same_as(self.opinion))
        narrow(self, "other", queryset=rows)
        if len(rows) == 1:
            self.initial["other"] = rows[0].pk

    def do(self, *, version: int | None) -> Any:
        return services.unlink_same(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


class FoldForm(OtherForm):
    heading = "合并"
    button = "并入这一件"
    hint = (
        "本件并入另一件一起办，期限停下来；那一件有了结果，本件的来访人也要单独回复。以后可以拆开。"
    )
    reason = forms.CharField(label="为什么是同一件事", max_length=300, widget=area(2))

    def candidates(self) -> list[Opinion]:
        return [row for row in super().candidates() if row.state in services.LEADING]

    def do(self, *, version: int | None) -> Any:
        return services.fold(
            self.opinion,
            by=self.seat,
            into=self.cleaned_data["found"],
            reason=self.cleaned_data["reason"],
            version=version,
        )


class UnfoldForm(DeedForm):
    heading = "拆开"
    button = "拆开单独办"
    hint = "回到合并前的状态和办理单位，期限从今天重新算。"
    reason = forms.CharField(label="为什么拆开", max_length=300, widget=area(2))

    def do(self, *, version: int | None) -> Any:
        return services.unfold(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class ThemeField(forms.ModelChoiceField):
    """Both levels stand in the name, so that either finds it."""

    def label_from_instance(self, obj: Theme) -> str:
        return theme_name(obj)


class ClassifyForm(DeedForm):
    heading = "归类"
    theme = ThemeField(
        Theme.objects.none(),
        label="主题",
        required=False,
        widget=PickOne,
        empty_label=None,
    )
    nature = forms.ChoiceField(label="性质", choices=with_blank(Nature.choices), required=False)
    summary = forms.CharField(label="工作人员概括", max_length=1000, required=False, widget=area(2))

    def prepare(self) -> None:
        themes = Theme.objects.for_congress(self.opinion.congress_id).select_related("parent")
        narrow(self, "theme", queryset=themes)
        for name in ("theme", "nature", "summary"):
            self.initial.setdefault(name, getattr(self.opinion, name))

    def do(self, *, version: int | None) -> Any:
        return services.classify(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class TryContactForm(DeedForm):
    heading = "没联系上"
    button = "记下"
    tried_on = forms.DateField(label="哪天联系的", widget=date_input())
    method = forms.ChoiceField(label="怎么联系的", choices=_TRIED, widget=seg())
    note = forms.CharField(
        label="情况", max_length=200, help_text="例如号码停机、家中无人", widget=area(2)
    )

    def prepare(self) -> None:
        self.initial.setdefault("tried_on", today())
        self.initial.setdefault("method", TellMethod.PHONE)
        self.fields["tried_on"].widget.attrs["max"] = today().isoformat()
        left = services.attempts_missing(self.opinion)
        if left:
            self.hint = f"还要记{left}次没联系上，才能选「无法联系」，用公示回复。"  # type: ignore[misc]
        else:
            self.hint = "已经可以选「无法联系」，用公示回复。"  # type: ignore[misc]

    def do(self, *, version: int | None) -> Any:
        return services.try_contact(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


MATTER_DEEDS: dict[str, type[DeedForm]] = {
    "link_same": LinkForm,
    "unlink_same": UnlinkForm,
    "fold": FoldForm,
    "unfold": UnfoldForm,
    "classify": ClassifyForm,
    "try_contact": TryContactForm,
}
