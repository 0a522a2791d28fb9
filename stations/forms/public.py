"""What voters fill in without an account, and what staff fill in for them."""

from typing import Any

from django import forms

from stations.choices import Channel, Nature, RevealReason, Satisfaction, TellMethod
from stations.forms.deeds import AnswerForm, DeedForm, TellBackForm, area
from stations.forms.photos import PhotosField
from stations.models import Opinion, Submission, Theme
from stations.services import asking, public_notices, submitting, voters
from stations.services.opening import title_from

_UNRATED = (Satisfaction.UNRATED.value, Satisfaction.UNRATED.label)
_VERDICTS = [choice for choice in Satisfaction.choices if choice[0] in voters.VERDICTS]


class SubmitForm(forms.Form):
    """One box is needed; the page says of the others what they are good for."""

    raw_text = forms.CharField(
        label="什么事，在哪里",
        max_length=submitting.LONGEST,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 4, "placeholder": "例如：上坪村三组的通组路塌方半个月没修"}
        ),
        error_messages={
            "required": "请写下是什么事、在哪里，几个字也行。",
            "max_length": f"最多写{submitting.LONGEST}字，请写简短一些。",
        },
    )
    place_text = forms.CharField(label="具体地点", max_length=120, required=False)
    photos = PhotosField(most=submitting.MOST_PHOTOS, label="照片", required=False)
    visitor_name = forms.CharField(
        label="怎么称呼您",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    visitor_phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={
                "inputmode": "tel",
                "autocomplete": "tel",
                "placeholder": "想知道结果就留一个，不对外公开",
            }
        ),
    )
    is_minor = forms.BooleanField(label="我还没满14岁", required=False)
    guardian_consents = forms.BooleanField(label="家长或监护人同意我留称呼和电话", required=False)

    def message(self) -> submitting.Message:
        return submitting.Message(**self.cleaned_data)


class FollowForm(forms.Form):
    code = forms.CharField(
        label="查询码",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "请填查询码，在提交后的页面或回执上。"},
    )
    digits = forms.CharField(
        label="手机后四位",
        max_length=11,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="您的回答",
        max_length=voters.LONGEST_ANSWER,
        widget=area(3),
        error_messages={"required": "请写下您的回答。"},
    )


class RateForm(forms.Form):
    satisfaction = forms.ChoiceField(
        label="您满意吗",
        choices=_VERDICTS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。"},
    )
    remark = forms.CharField(label="想说的话", max_length=300, required=False, widget=area(2))


class AcceptForm(forms.Form):
    """受理: what staff make of the words; the words themselves stay."""

    title = forms.CharField(label="题目", max_length=80)
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="主题", required=False, empty_label="以后再选"
    )
    nature = forms.ChoiceField(
        label="性质", choices=[("", "以后再选"), *Nature.choices], required=False
    )
    is_urgent = forms.BooleanField(label="紧急，要马上办", required=False)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("title", title_from(submission.raw_text))
        self.initial.setdefault("is_urgent", submission.in_crisis)
        field = self.fields["theme"]
        rows = Theme.objects.for_congress(submission.congress_id).select_related("parent")
        field.queryset = rows  # type: ignore[attr-defined]
        field.label_from_instance = _theme_name  # type: ignore[attr-defined]
        self.fields["title"].error_messages["required"] = "请写一个题目。"


def _theme_name(theme: Theme) -> str:
    return f"{theme.parent.name}：{theme.name}" if theme.parent else theme.name


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="为什么不受理",
        help_text="来访人查询时会看到这句话，请写得客气、明白，并告诉他可以找谁",
        max_length=300,
        widget=area(3),
        error_messages={"required": "请写明为什么不受理，来访人会看到这句话。"},
    )


class LookForm(forms.Form):
    reason_code = forms.ChoiceField(
        label="理由", choices=RevealReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label="具体说明", max_length=200, widget=area(2))


class CodeReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=area(2),
        error_messages={"required": "请写明原因。"},
    )


def reads_online(opinion: Opinion) -> bool:
    """Sent in by a code: the voter looks where it was sent."""
    return opinion.channel == Channel.QR and bool(opinion.secret_hash)


class AnswerOnlineForm(AnswerForm):
    """The same deed for a voter who is not in the room."""

    def prepare(self) -> None:
        super().prepare()
        if reads_online(self.opinion):
            self.hint = "来访人在网上能看到答复，并自己评价；电话里说过的，请选他当时的评价。"  # type: ignore[misc]
            field = self.fields["satisfaction"]
            field.choices = [*field.choices, _UNRATED]  # type: ignore[attr-defined]
            self.initial["satisfaction"] = Satisfaction.UNRATED


class TellBackOnlineForm(TellBackForm):
    def prepare(self) -> None:
        super().prepare()
        if reads_online(self.opinion):
            self.hint = "来访人在网上能看到回复，并自己评价；电话里或当面说过的，选他当时的评价。"  # type: ignore[misc]
            self.initial["method"] = TellMethod.FOLLOW
            self.initial["satisfaction"] = Satisfaction.UNRATED


class AskForm(DeedForm):
    heading = "问来访人"
    button = "发给来访人"
    hint = "来访人查询进度时会看到，并能在网上回答。办理期限照常计算。"
    text = forms.CharField(label="要问的话", max_length=300, widget=area(3))

    def do(self, *, version: int | None) -> Any:
        return asking.ask(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class PublishForm(DeedForm):
    heading = "公示结果"
    button = "公示"
    hint = "公示后任何人都能在本站的公示页看到。请不要写来访人的姓名、电话和住址。"
    title = forms.CharField(label="公示题目", max_length=80)
    words = forms.CharField(label="公示内容", max_length=2000, widget=area(6))

    def prepare(self) -> None:
        told = self.opinion.tellings.filter(by_voter=False).order_by("-id").first()
        self.initial.setdefault("title", self.opinion.title)
        self.initial.setdefault("words", told.words if told else self.opinion.result)

    def do(self, *, version: int | None) -> Any:
        return public_notices.publish(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


class ReleaseNoticeForm(DeedForm):
    """Nothing to fill in: the words are read as everybody will read them."""

    heading = "发布公示"
    button = "发布"
    hint = "发布后任何人都能看到，这件意见就算回复了来访人。先看看有没有能认出来访人的内容。"
    extra = "stations/_notice_preview.html"

    def prepare(self) -> None:
        self.notice = public_notices.offered(self.opinion)

    def do(self, *, version: int | None) -> Any:
        return public_notices.release(self.opinion, by=self.seat, version=version)


class ChangeNoticeForm(DeedForm):
    heading = "更正公示"
    hint = "请不要写来访人的姓名、电话和住址。"
    title = forms.CharField(label="公示题目", max_length=80)
    words = forms.CharField(label="公示内容", max_length=2000, widget=area(6))
    reason = forms.CharField(label="为什么更正", max_length=200, widget=area(2))

    def prepare(self) -> None:
        notice = public_notices.offered(self.opinion)
        if notice is None:
            return
        self.initial.setdefault("title", notice.title)
        self.initial.setdefault("words", notice.words)
        if notice.published_at is None:
            self.heading, self.fields["reason"].required = "改公示稿", False  # type: ignore[misc]
        else:
            self.hint += "公开的内容换成新的，旧的和更正原因都留在记录里。"  # type: ignore[misc]

    def do(self, *, version: int | None) -> Any:
        return public_notices.change(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


PUBLIC_DEEDS: dict[str, type[DeedForm]] = {
    "answer": AnswerOnlineForm,
    "tell_back": TellBackOnlineForm,
    "ask": AskForm,
    "publish": PublishForm,
    "release_notice": ReleaseNoticeForm,
    "change_notice": ChangeNoticeForm,
}
