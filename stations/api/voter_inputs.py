"""Bodies of what staff do for the voter who follows, and for the public."""

from rest_framework import serializers

from stations.api.inputs import DeedInput


class AskVoterInput(DeedInput):
    example = {"text": "塌方在村口往上还是往下？"}
    text = serializers.CharField(max_length=300, help_text="来访人查询时会看到，并能回答")


class PublishInput(DeedInput):
    example = {"title": "通组路已修好", "words": "塌方已清运，12月1日恢复通行。"}
    title = serializers.CharField(max_length=80, help_text="不要写来访人的姓名")
    words = serializers.CharField(max_length=2000, help_text="任何人都能看到")


class ReleaseInput(DeedInput):
    """发布公示: what stands in `notice`, as it is."""

    example = {"version": 7}


class ChangeNoticeInput(PublishInput):
    example = PublishInput.example | {"reason": "恢复通行的日期写错了"}
    reason = serializers.CharField(
        max_length=200,
        required=False,
        help_text="为什么更正；已经公示的必须写，公示稿可以不写",
    )
