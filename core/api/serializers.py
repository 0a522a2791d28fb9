"""Input shapes: exactly the declared fields, each with a Chinese message."""

from typing import Any

from rest_framework import serializers


class Input(serializers.Serializer):
    """Shape of a request body; a field that nobody declared is an error (mass assignment)."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = set(data) - set(self.fields)
            if unknown:
                raise serializers.ValidationError({name: ["没有这个字段"] for name in unknown})
        return super().to_internal_value(data)
