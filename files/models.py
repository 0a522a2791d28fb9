"""Uploaded files: private by default, typed by content, reached only through a permission check."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


def _path(instance: "StoredFile", filename: str) -> str:
    """Never the uploader's name: it may hold a voter's."""
    return f"{instance.token.hex[:2]}/{instance.token.hex}.{instance.extension}"


def _thumb_path(instance: "StoredFile", filename: str) -> str:
    return f"{instance.token.hex[:2]}/{instance.token.hex}-thumb.jpg"


class StoredFile(models.Model):
    """A file that belongs to a case (`subject_type`, `subject_id`), or to nobody yet.

    An upload not yet attached is visible to its uploader alone.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("文件名", max_length=200)
    extension = models.CharField(max_length=8)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to=_path, max_length=200)
    thumbnail = models.FileField(upload_to=_thumb_path, max_length=200, blank=True)
    purpose = models.CharField("用途", max_length=40, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="file_subject"),
            models.Index(fields=["uploaded_by", "id"], name="file_uploader"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(subject_type="", subject_id__isnull=True)
                | (~models.Q(subject_type="") & models.Q(subject_id__isnull=False)),
                name="file_subject_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
