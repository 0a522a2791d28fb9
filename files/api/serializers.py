"""A stored file as clients see it."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import Input
from files.models import StoredFile


class FileInput(Input):
    file = serializers.FileField(
        help_text="照片8MB、PDF 20MB、docx和xlsx 10MB以内", allow_empty_file=True
    )
    purpose = serializers.CharField(max_length=40, required=False, allow_blank=True)


class FileOutput(serializers.Serializer):
    id = serializers.UUIDField(source="token")
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="字节")
    sha256 = serializers.CharField()
    is_image = serializers.BooleanField()
    url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_url(self, file: StoredFile) -> str:
        return reverse("api_file_content", kwargs={"token": file.token})

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_thumb_url(self, file: StoredFile) -> str | None:
        if not file.thumbnail.name:
            return None
        return reverse("api_file_thumb", kwargs={"token": file.token})
