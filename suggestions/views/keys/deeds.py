"""One page for every deed on a key item: GET shows its form, POST does it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.problems import Forbidden
from core.web import attempt
from liaison.models import Seat
from suggestions import forms, services
from suggestions.models import KeyItem
from suggestions.permissions.key import proposes
from suggestions.views.keys.page import item_for
from suggestions.views.part_deeds import Deed, DeedPages
from suggestions.workflow.key import KEY_ITEM

METHODS = ["GET", "HEAD", "POST"]


def _visit(item: KeyItem, *, by: Seat, version: int | None, **given: Any) -> KeyItem:
    return services.visit_key(item, services.Visit(**given), by=by, version=version)


DEEDS: dict[str, Deed] = {
    "edit": Deed(
        forms.CandidateForm, services.edit_key, "保存", "主任会议确定以前都可以改。", wide=True
    ),
    "decide": Deed(
        forms.DecideKeyForm,
        services.decide_key,
        "确定为重点",
        "确定以后，里面的建议都标上重点督办。领导和委员会可以现在定，也可以以后定。",
    ),
    "drop": Deed(
        forms.ReasonForm,
        services.drop_key,
        "不列入",
        "建议照常办理，以后还可以再提为候选。",
        danger=True,
    ),
    "name_leaders": Deed(
        forms.ItemLeadersForm,
        services.lead_key,
        "确定",
        "督办和领办由两位领导分别负责，对里面的建议都有效。换人的，原来的留有起止日期。",
    ),
    "name_committee": Deed(
        forms.CommitteeForm, services.name_key_committee, "确定", "由这个委员会定方案、跟着督办。"
    ),
    "join": Deed(
        forms.JoinForm,
        services.join_key,
        "并入",
        "同一类事的建议，会议同意后并进来一起督办，领导不变。",
        wide=True,
    ),
    "plan": Deed(
        forms.PlanForm,
        services.plan_key,
        "定方案",
        "要完成的事一行一件，到期以前会提醒承办单位。可以先空着，以后再改。",
        wide=True,
    ),
    "finish_step": Deed(
        forms.FinishStepForm, services.finish_key_step, "记完成", "领导在督办板上看到还剩哪几项。"
    ),
    "visit": Deed(
        forms.VisitForm,
        _visit,
        "保存",
        "研究会、现场督办、听取汇报都记在这里，建议的经过里也看得到。",
    ),
    "send_note": Deed(
        forms.NoteForm,
        services.send_note,
        "编号并发出",
        "自动顺编函号，单位要按期书面回复。发出以后可以打印盖章。",
    ),
    "answer_note": Deed(
        forms.AnswerNoteForm, services.answer_note, "送出回复", "由单位负责人回复。"
    ),
    "close": Deed(
        forms.CloseKeyForm,
        services.close_key,
        "办结",
        "报告送主任会议，领导、委员会、代表和承办单位都能看到。",
        wide=True,
    ),
}


@once
@require_http_methods(METHODS)
def new_key_item(request: HttpRequest) -> HttpResponse:
    seat = request.seat
    if not proposes(seat):
        raise Forbidden("候选由本级人大的代工委提出，请联系他们。")
    sent = request.method == "POST"
    form = forms.CandidateForm(request.POST if sent else None, case=None, seat=seat)
    if sent:
        made = attempt(form, lambda data: services.propose_key(form.candidate(), by=seat))
        if made is not None:
            return redirect("suggestions:key-item", pk=made.pk)
    context = {
        "form": form,
        "item": None,
        "deed": DEEDS["edit"],
        "code": "new",
        "title": "提出重点督办候选",
        "button": "提出候选",
        "hint": "写明理由，交主任会议确定。确定以前只有代工委、委员会和领导看得到。",
        "action": reverse("suggestions:key-new"),
        "back": "重点督办",
        "back_url": reverse("suggestions:key"),
        "draft": "item",
    }
    return render(
        request, "suggestions/keys/deed.html", context, status=400 if form.errors else 200
    )


_PAGES = DeedPages(
    workflow=KEY_ITEM,
    deeds=DEEDS,
    find=item_for,
    variable="item",
    home="suggestions:key-item",
    address="suggestions:key-deed",
    back="回到这件",
    template="suggestions/keys/deed.html",
)


@once
@require_http_methods(METHODS)
def key_item_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    return _PAGES.page(request, pk, deed)
