"""One page for every deed on a promise."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from suggestions import forms, services
from suggestions.views.part_deeds import Deed, DeedPages
from suggestions.views.promises.page import promise_for
from suggestions.workflow import PROMISE

DEEDS: dict[str, Deed] = {
    "add_progress": Deed(
        forms.ProgressForm,
        services.add_progress,
        "保存",
        "办到哪一步随时记，代表和代工委都能看到。",
    ),
    "report_kept": Deed(
        forms.KeptForm,
        services.report_kept,
        "报告落实",
        "代工委核实以后销号；还没到位的会退回来继续办。",
    ),
    "carry_over": Deed(
        forms.CarryForm,
        services.carry_over,
        "签发",
        "原来的时限留在台账里。一次最多改到下一年年底。",
    ),
    "change_promise": Deed(
        forms.ChangeForm,
        services.change_promise,
        "签发变更说明",
        "情况变了、确实不能兑现的，由负责人书面说明。代表可以评价，不满意的由代工委研究。",
    ),
    "strike_off": Deed(
        forms.StrikeForm, services.strike_off, "销号", "看过确实落实了再销号，接着请代表评价。"
    ),
    "not_kept": Deed(forms.NotKeptForm, services.not_kept, "退回", "单位继续办，时限不变。"),
    "rate_promise": Deed(
        forms.RatePromiseForm,
        services.rate_promise,
        "送出评价",
        "答复里说的事办成没有，您再评一次。不满意的，代工委会研究。",
    ),
    "study_promise": Deed(
        forms.StudyPromiseForm,
        services.study_promise,
        "确定",
        "没有兑现到位的，请单位限期继续落实；确实办不了的，向代表说明。",
    ),
}
_PAGES = DeedPages(
    workflow=PROMISE,
    deeds=DEEDS,
    find=promise_for,
    variable="promise",
    home="suggestions:promise",
    address="suggestions:promise-deed",
    back="回到这项承诺",
    template="suggestions/promise_deed.html",
)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def promise_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    return _PAGES.page(request, pk, deed)
