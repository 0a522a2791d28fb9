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
