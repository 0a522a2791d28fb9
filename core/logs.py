"""One JSON object a line, so that a planted line break cannot forge an entry."""

import json
import logging
import re

from core.context import origin

# Where the database repeats the row that it refused, which may be a voter's; up to the next trace.
_DETAIL = re.compile(
    r"^(DETAIL|CONTEXT): .*?(?=^The above exception|^During handling|\Z)", re.M | re.S
)


class JSONLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": origin().request_id,
        }
        if record.exc_info:
            line["trace"] = _DETAIL.sub("", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
