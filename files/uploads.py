"""Stops a request that is too large before it fills the disk; a page carries six photos at most."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from files.inspection import MB

LARGEST_REQUEST = 60 * MB


class Bounded(FileUploadHandler):
    """First in line: it counts what arrives, whatever length the request claimed to have."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.arrived = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self._require(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.arrived += len(raw_data)
        self._require(self.arrived)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _require(self, size: int) -> None:
        if size > LARGEST_REQUEST:
            raise RequestDataTooBig("files larger than LARGEST_REQUEST")
