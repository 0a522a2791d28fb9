"""Numbers and ready words for moving an opinion on, and for telling somebody where else to go."""

from django.db import models

# Returned so often, the matter has no willing owner: the county's office decides.
BOUNCES_TO_OFFICE = 2
# 无法联系 is a finding: so many tries on record come before it.
ATTEMPTS_NEEDED = 3


class WayEnd(models.TextChoices):
    """How one of several ways ends (加转的结果)."""

    DONE = "done", "办好了"
    BOUNCED = "bounced", "退回"
    MOVED = "moved", "不再走这个去向"


class Elsewhere(models.TextChoices):
    """Who is there for what a station cannot take (不予受理时告知去处)."""

    COURT = "court", "法院"
    REVIEW = "review", "行政复议"
    ARBITRATION = "arbitration", "劳动仲裁"
    PETITION = "petition", "信访局"
    POLICE = "police", "公安"
    DISCIPLINE = "discipline", "纪委监委"
    LEGAL_AID = "legal_aid", "法律援助"


ADVICE = {
    Elsewhere.COURT: "这件事要由法院审理或者已经在法院审理，请到县人民法院诉讼服务中心咨询，"
    "也可以拨打12368。",
    Elsewhere.REVIEW: "对行政机关的决定不服，可以在知道决定之日起60日内到县司法局申请行政复议。",
    Elsewhere.ARBITRATION: "和用人单位的劳动争议，请到县劳动人事争议仲裁院申请仲裁，"
    "时效一般是一年；欠薪也可以拨打12333。",
    Elsewhere.PETITION: "这件事属于信访事项，请到县信访局反映，也可以在国家信访局网站上登记。",
    Elsewhere.POLICE: "有人身危险请马上拨打110；治安和刑事案件请到辖区派出所报案。",
    Elsewhere.DISCIPLINE: "反映干部违纪违法，请向县纪委监委反映，也可以拨打12388。",
    Elsewhere.LEGAL_AID: "需要法律帮助的，请到县法律援助中心咨询，也可以拨打12348，不收费。",
}
