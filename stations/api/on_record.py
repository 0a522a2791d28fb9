"""What belongs to a visit besides itself: corrections, signed sheets, the deeds that would work."""

from typing import Any

from rest_framework import serializers

from liaison.models import Seat
from stations.api.answers import actions_of
from stations.api.shapes import OpinionAction, OpinionAddendum, ReceptionDetail
from stations.models import Reception
from stations.services.reception_hints import days_late
from stations.services.reception_later import sheets_of
from stations.services.visitors import wording_of_visit
from stations.workflow import VISIT

ADDRESSES = {"add": "add", "add_sheet": "sheet", "guardian": "guardian", "reveal": "paper"}


class Sheet(serializers.Serializer):
    id = serializers.UUIDField(source="token")
    name = serializers.CharField()
    content_type = serializers.CharField()
    created_at = serializers.DateTimeField()


class ReceptionWhole(ReceptionDetail):
    version = serializers.IntegerField()
    days_late = serializers.IntegerField(help_text="录入日比接待日晚几天")
    addenda = OpinionAddendum(many=True, help_text="更正补充；原来登记的内容不变")
    sheets = Sheet(many=True, help_text="签名表；打开要写理由")
    actions = OpinionAction(many=True)


def on_record(visit: Reception, seat: Seat, *, fresh: bool = False) -> dict[str, Any]:
    """A visit that was just written has nothing beside it yet."""
    said = wording_of_visit(seat, visit)
    addenda = [] if fresh else list(visit.addenda.values("text", "by_name", "at"))
    return {
        "version": visit.version,
        "days_late": days_late(visit) if visit.is_backdated else 0,
        "addenda": [row | {"text": said(row["text"])} for row in addenda],
        "sheets": [] if fresh else Sheet(sheets_of(visit), many=True).data,
        "actions": actions_of(
            VISIT, visit, seat, lambda code: f"/api/v1/receptions/{visit.pk}/{ADDRESSES[code]}/"
        ),
    }
