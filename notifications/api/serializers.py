"""Shapes for the schema; rows are built from `.values()` on the hot path."""

from rest_framework import serializers


class NotificationRow(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="种类，例如 reminder")
    title = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField(help_text="网页地址，可能为空")
    subject_type = serializers.CharField(help_text="哪一类事，例如 suggestion，可能为空")
    subject_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class ReadAllAnswer(serializers.Serializer):
    read = serializers.IntegerField(help_text="这次标为已读的条数")
