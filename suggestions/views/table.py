"""The deeds of a suggestion as pages: step of the workflow → form, service, template."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from liaison.choices import Role
from liaison.models import Seat
from suggestions import forms, services
from suggestions.models import Suggestion


def _own_cosign(case: Suggestion, *, by: Seat, agree: bool, **given: Any) -> Any:
    """A deputy answers for himself or herself; staff name whose answer they enter."""
    if by.role == Role.DEPUTY:
        return services.answer_cosign(case, by=by, agree=agree)
    return services.answer_cosign(case, by=by, agree=agree, **given)


def confirm_cosign(case: Suggestion, *, by: Seat, **given: Any) -> Any:
    return _own_cosign(case, by=by, agree=True, **given)


def decline_cosign(case: Suggestion, *, by: Seat, **given: Any) -> Any:
    return _own_cosign(case, by=by, agree=False, **given)


def edit(
    case: Suggestion, *, by: Seat, version: int | None = None, submit_now: bool, **fields: Any
) -> Any:
    """Saving, and handing in from the same page: both or neither."""
    with transaction.atomic():
        services.edit(case, by=by, version=version, **fields)
        if submit_now:
            services.submit(case, by=by)
    return case


@dataclass(frozen=True)
class Deed:
    """`versioned`: a form begun from an older version is refused; a plain yes needs no version.

    `one_click`: without further words the button of the record does it at once, after asking.
    `keeps_uploads`: a file that has arrived stays when the deed is refused.
    """

    form: type[forms.DeedForm]
    do: Callable[..., Any]
    template: str
    button: str
    versioned: bool = True
    one_click: bool = False
    danger: bool = False
    wide: bool = False
    keeps_uploads: bool = False


DEEDS: dict[str, Deed] = {
    "edit": Deed(forms.EditForm, edit, "suggestions/deeds/edit.html", "保存", wide=True),
    "invite": Deed(forms.InviteForm, services.invite, "suggestions/deeds/invite.html", "发出邀请"),
    "confirm_cosign": Deed(
        forms.CosignForm,
        confirm_cosign,
        "suggestions/deeds/confirm_cosign.html",
        "同意联名",
        versioned=False,
        one_click=True,
    ),
    "decline_cosign": Deed(
        forms.CosignForm,
        decline_cosign,
        "suggestions/deeds/decline_cosign.html",
        "不联名",
        versioned=False,
    ),
    "submit": Deed(forms.EmptyForm, services.submit, "suggestions/deeds/submit.html", "提交"),
    "withdraw": Deed(
        forms.WithdrawForm,
        services.withdraw,
        "suggestions/deeds/withdraw.html",
        "撤回",
        danger=True,
    ),
    "agree_withdrawal": Deed(
        forms.ConsentForm,
        partial(services.answer_withdrawal, agree=True),
        "suggestions/deeds/consent.html",
        "同意撤回",
        versioned=False,
    ),
    "refuse_withdrawal": Deed(
        forms.ConsentForm,
        partial(services.answer_withdrawal, agree=False),
        "suggestions/deeds/consent.html",
        "不同意撤回",
        versioned=False,
    ),
    "deny_cosign": Deed(
        forms.DenyForm,
        services.deny_cosign,
        "suggestions/deeds/deny_cosign.html",
        "声明未联名",
        versioned=False,
        danger=True,
    ),
    "accept": Deed(
        forms.AcceptForm, services.accept, "suggestions/deeds/accept.html", "受理并编号"
    ),
    "send_back": Deed(
        forms.ReasonForm, services.send_back, "suggestions/deeds/send_back.html", "退回修改"
    ),
    "refuse": Deed(
        forms.RefuseForm, services.refuse, "suggestions/deeds/refuse.html", "不予受理", danger=True
    ),
    "assign": Deed(
        forms.AssignForm, services.assign, "suggestions/deeds/assign.html", "交办", wide=True
    ),
    "split": Deed(
        forms.SplitForm, services.split, "suggestions/deeds/split.html", "分件", wide=True
    ),
    "merge": Deed(
        forms.MergeForm, services.merge, "suggestions/deeds/merge.html", "并案", wide=True
    ),
    "unmerge": Deed(
        forms.ReasonForm, services.unmerge, "suggestions/deeds/unmerge.html", "恢复单独办理"
    ),
    "reassign": Deed(
        forms.ReassignForm, services.reassign, "suggestions/deeds/reassign.html", "调整", wide=True
    ),
    "recall": Deed(
        forms.ReasonForm, services.recall, "suggestions/deeds/recall.html", "撤回交办", danger=True
    ),
    "sign_for": Deed(
        forms.EmptyForm,
        services.sign_for,
        "suggestions/deeds/sign_for.html",
        "签收",
        versioned=False,
        one_click=True,
    ),
    "log_contact": Deed(
        forms.LogContactForm, services.log_contact, "suggestions/deeds/log_contact.html", "保存"
    ),
    "give_co_opinion": Deed(
        forms.CoOpinionForm,
        services.give_co_opinion,
        "suggestions/deeds/give_co_opinion.html",
        "送主办单位",
    ),
    "return_opinion": Deed(
        forms.ReturnOpinionForm,
        services.return_opinion,
        "suggestions/deeds/return_opinion.html",
        "退回",
    ),
    "draft_reply": Deed(
        forms.DraftReplyForm,
        services.draft_reply,
        "suggestions/deeds/draft_reply.html",
        "存草稿",
        versioned=False,
        wide=True,
    ),
    "check_reply": Deed(
        forms.CheckReplyForm,
        services.check_reply,
        "suggestions/deeds/check_reply.html",
        "审核通过，送签发",
        versioned=False,
        wide=True,
    ),
    "return_draft": Deed(
        forms.ReturnDraftForm,
        services.return_draft,
        "suggestions/deeds/return_draft.html",
        "退回修改",
    ),
    "reply": Deed(
        forms.ReplyForm, services.reply, "suggestions/deeds/reply.html", "签发答复", wide=True
    ),
    "record_delivery": Deed(
        forms.DeliveryForm,
        services.record_delivery,
        "suggestions/deeds/record_delivery.html",
        "登记",
    ),
    "add_scan": Deed(
        forms.SealedForm,
        services.add_scan,
        "suggestions/deeds/add_scan.html",
        "上传",
        keeps_uploads=True,
    ),
    "recall_reply": Deed(
        forms.ReasonForm,
        services.recall_reply,
        "suggestions/deeds/recall_reply.html",
        "撤回答复",
        danger=True,
    ),
    "ask_return": Deed(
        forms.AskReturnForm, services.ask_return, "suggestions/deeds/ask_return.html", "申请退办"
    ),
    "ask_extension": Deed(
        forms.AskExtensionForm,
        services.ask_extension,
        "suggestions/deeds/ask_extension.html",
        "申请延期",
    ),
    "answer_press": Deed(
        forms.AnswerPressForm,
        services.answer_press,
        "suggestions/deeds/answer_press.html",
        "送出回应",
    ),
    "decide_return": Deed(
        forms.DecideReturnForm,
        services.decide_return,
        "suggestions/deeds/decide_return.html",
        "裁定",
    ),
    "agree_extension": Deed(
        forms.AgreeExtensionForm,
        services.agree_extension,
        "suggestions/deeds/extension.html",
        "确定",
    ),
    "decide_extension": Deed(
        forms.AgreeExtensionForm,
        services.decide_extension,
        "suggestions/deeds/extension.html",
        "确定",
    ),
    "rate": Deed(forms.RateForm, services.rate, "suggestions/deeds/rate.html", "送出评价"),
    "rate_again": Deed(
        forms.RateForm, services.rate_again, "suggestions/deeds/rate.html", "变更评价"
    ),
    "study": Deed(forms.StudyForm, services.study, "suggestions/deeds/study.html", "确定"),
    "coordinate": Deed(
        forms.CoordinateForm,
        services.coordinate,
        "suggestions/deeds/coordinate.html",
        "确定",
    ),
    "follow_check": Deed(
        forms.FollowCheckForm,
        services.follow_check,
        "suggestions/deeds/follow_check.html",
        "确定",
    ),
    "add_promise": Deed(
        forms.AddPromiseForm,
        services.add_promise,
        "suggestions/deeds/add_promise.html",
        "登记",
    ),
    "make_key": Deed(
        forms.MakeKeyForm, services.make_key, "suggestions/deeds/make_key.html", "确定为重点"
    ),
    "name_leaders": Deed(
        forms.NameLeadersForm, services.name_leaders, "suggestions/deeds/name_leaders.html", "确定"
    ),
    "press": Deed(
        forms.PressForm,
        services.press,
        "suggestions/deeds/press.html",
        "催办",
        versioned=False,
        one_click=True,
    ),
    "archive": Deed(
        forms.EmptyForm, services.archive, "suggestions/deeds/archive.html", "归档", danger=True
    ),
    "unarchive": Deed(
        forms.ReasonForm,
        services.unarchive,
        "suggestions/deeds/unarchive.html",
        "取消归档",
        danger=True,
    ),
}
