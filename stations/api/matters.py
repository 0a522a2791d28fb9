"""POST /opinions/similar/: what sounds alike, while somebody types."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from stations import services
from stations.api.matter_inputs import SimilarInput
from stations.choices import OpinionState
from stations.models import Opinion


class SimilarRow(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    received_on = serializers.DateField()
    state = serializers.ChoiceField(choices=OpinionState.choices)
    state_label = serializers.CharField()
    likeness = serializers.FloatField(help_text="0到1，越大越像")


class SimilarAnswer(serializers.Serializer):
    results = SimilarRow(many=True)
    elsewhere = serializers.IntegerField(help_text="县里还有几件相近的，不在您的范围内")


class Similar(APIView):
    """By POST, because a voter's words do not belong into an address."""

    @extend_schema(
        operation_id="opinions_similar",
        summary="近两年全县相近的意见，最多5件；看不到的只给件数",
        request=SimilarInput,
        responses={200: SimilarAnswer},
        examples=[OpenApiExample("查相近", value=SimilarInput.example, request_only=True)],
        tags=["opinions"],
    )
    def post(self, request: Request) -> Response:
        body = SimilarInput(data=request.data)
        body.is_valid(raise_exception=True)
        hints = services.similar(body.validated_data["text"], seat=request.seat)
        rows = [_row(share, case) for share, case in hints.rows]
        return Response({"results": rows, "elsewhere": hints.elsewhere})


def _row(share: float, case: Opinion) -> dict[str, Any]:
    return {
        "id": case.pk,
        "number": case.number,
        "title": case.title,
        "received_on": case.received_on,
        "state": case.state,
        "state_label": case.get_state_display(),
        "likeness": round(share, 3),
    }
