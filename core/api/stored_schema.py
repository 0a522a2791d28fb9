"""/api/v1/schema/: what the API takes and says, for programs that are made from it."""

from typing import ClassVar

from django.http import HttpResponse
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request


class StoredSchema(SpectacularAPIView):
    """Made once a process: it is the same for everybody, asks for no sign-in, and costs a second
    of work, which nobody shall be able to ask for again and again."""

    made: ClassVar[dict[str, bytes]] = {}

    def _get_schema_response(self, request: Request) -> HttpResponse:
        renderer, media_type = self.perform_content_negotiation(request, force=True)
        if renderer.format not in self.made:
            fresh = super()._get_schema_response(request)  # type: ignore[no-untyped-call]
            self.made[renderer.format] = renderer.render(fresh.data, media_type, {})
        return HttpResponse(self.made[renderer.format], media_type)
