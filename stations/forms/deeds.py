"""One form per deed on an opinion; each knows the service that does it."""

from typing import Any, ClassVar

from django import forms

from core.clock import today
from liaison.models import Seat
from stations import services
from stations.choices import RevealReason, Satisfaction, TellMethod
from stations.choices.matters import ADVICE, Elsewhere
from stations.forms.reception import LONGEST, VERDICTS, date_input
from stations.models import Opinion


def seg() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "seg"})


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DeedForm(forms.Form):
    """`heading` is the page's title, `button` what the person presses, `hint` says what follows."""

    heading: ClassVar[str]
    button: ClassVar[str] = "保存"
    hint: ClassVar[str] = ""
    extra: ClassVar[str] = ""  # a template with what helps to decide, above the fields

    def __init__(self, *args: Any, opinion: Opinion, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.opinion, self.seat = opinion, seat
        self.prepare()
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.error_messages["required"] = "请选一项。" if chosen else "请填写这一项。"

    def prepare(self) -> None:
        """Choices and first values that depend on the opinion."""

    def do(self, *, version: int | None) -> Any:
        raise NotImplementedError


class AnswerForm(DeedForm):
    heading = "当场答复"
    hint = "保存后这件意见就办结了。"
    words = forms.CharField(label="当场怎么答复的", max_length=2000, widget=area())
    satisfaction = forms.ChoiceField(label="来访人满意吗", choices=VERDICTS, widget=seg())

    def do(self, *, version: int | None) -> Any:
        return services.answer(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class BounceForm(DeedForm):
    heading = "退回"
    button = "退回联络站"
    hint = "退回后由联络站重新分办。"
    reason = forms.CharField(
        label="为什么退回",
        help_text="请写明不属于本单位的理由，应该由谁办",
        max_length=300,
        widget=area(),
    )

    def do(self, *, version: int | None) -> Any:
        return services.bounce(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class DeclineForm(DeedForm):
    heading = "不予受理"
    hint = "诉讼、仲裁、复议、信访复查等事项，告诉来访人去哪里反映，并记下来。"
    extra = "stations/_advice.html"
    advice = forms.CharField(label="告诉来访人去哪里反映", max_length=2000, widget=area())

    def prepare(self) -> None:
        self.ready = [(code, Elsewhere(code).label) for code in ADVICE]
        chosen = self.initial.pop("elsewhere", "")
        if chosen in Elsewhere.values:
            self.initial["advice"] = ADVICE[Elsewhere(chosen)]

    def do(self, *, version: int | None) -> Any:
        return services.decline(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class ReportResultForm(DeedForm):
    heading = "填办理结果"
    hint = "保存后联络站会收到通知，由联络站回复来访人。"
    extra = "stations/_drafts.html"
    result = forms.CharField(label="办理结果", max_length=LONGEST, widget=area(6))

    def prepare(self) -> None:
        offer_drafts(self, "result")

    def do(self, *, version: int | None) -> Any:
        return services.report_result(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


def offer_drafts(form: DeedForm, field: str) -> None:
    """The results of the same matter elsewhere, as draft words that a person takes or leaves."""
    form.drafts = services.drafts_for(form.opinion, form.seat)  # type: ignore[attr-defined]
    taken = str(form.initial.pop("words_of", ""))
    for row in form.drafts:  # type: ignore[attr-defined]
        if taken == str(row.pk):
            form.initial[field] = row.result


class TellBackForm(DeedForm):
    heading = "回复来访人"
    extra = "stations/_drafts.html"
    told_on = forms.DateField(label="哪天回复的", widget=date_input())
    method = forms.ChoiceField(label="怎么回复的", choices=TellMethod.choices, widget=seg())
    words = forms.CharField(label="回复内容", max_length=2000, widget=area(4))
    satisfaction = forms.ChoiceField(
        label="来访人满意吗", choices=Satisfaction.choices, widget=seg()
    )
    remark = forms.CharField(label="来访人的话", max_length=300, required=False, widget=area(2))

    def prepare(self) -> None:
        self.initial.setdefault("told_on", today())
        self.initial.setdefault("words", services.draft_words(self.opinion))
        offer_drafts(self, "words")
        self._say_what_is_open()
        self.fields["told_on"].widget.attrs["max"] = today().isoformat()
        if services.is_anonymous(self.opinion):
            self.hint = (  # type: ignore[misc]
                "来访人没有留名，用公示回复，满意度记「无法联系」；本人再来时可选当面。"
                "保存后先成公示稿，发布了才算回复。"
            )
            self.initial["method"] = TellMethod.NOTICE
            self.initial["satisfaction"] = Satisfaction.UNREACHABLE

    def _say_what_is_open(self) -> None:
        """The voter is answered for what is done; what is still open is told when it ends."""
        ways = [way.get_route_display() for way in services.open_ways(self.opinion)]
        left = services.attempts_missing(self.opinion)
        if ways:
            self.hint = f"{'、'.join(ways)}还在办，办完后要再回复一次。"  # type: ignore[misc]
        elif left:
            self.hint = (  # type: ignore[misc]
                f"联系不上的，先点「没联系上」记{left}次，再选公示和「无法联系」。"
                "公示发布后才算回复。"
            )

    def do(self, *, version: int | None) -> Any:
        return services.tell_back(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class AddForm(DeedForm):
    heading = "补充"
    hint = "来访人的原话不会改动，补充的内容另外记下。"
    text = forms.CharField(label="补充内容", max_length=LONGEST, widget=area())

    def do(self, *, version: int | None) -> Any:
        return services.add(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class RevealForm(DeedForm):
    heading = "查看联系方式"
    button = "查看"
    hint = "姓名和电话只显示这一次。谁看的、为什么看，都会记录下来，本单位管理员能看到。"
    reason_code = forms.ChoiceField(
        label="理由", choices=RevealReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label="具体说明", max_length=200, widget=area(2))

    def do(self, *, version: int | None) -> Any:
        return services.reveal(self.opinion, by=self.seat, **self.cleaned_data)


class VisitRevealForm(forms.Form):
    """The same question for a visit that brought no opinion."""

    reason_code = forms.ChoiceField(
        label="理由", choices=RevealReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label="具体说明", max_length=200, widget=area(2))


class SlipForm(DeedForm):
    heading = "打印回执"
    button = "打开回执"
    hint = "回执上有编号和查询码。查询码只显示这一次；以前打印过的，旧查询码作废。"

    def do(self, *, version: int | None) -> Any:
        return services.issue_slip(self.opinion, by=self.seat)


DEED_FORMS: dict[str, type[DeedForm]] = {
    "answer": AnswerForm,
    "bounce": BounceForm,
    "decline": DeclineForm,
    "report_result": ReportResultForm,
    "tell_back": TellBackForm,
    "add": AddForm,
    "reveal": RevealForm,
    "issue_slip": SlipForm,
}
