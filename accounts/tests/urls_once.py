"""A page and an API deed for the tests of deeds done once."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin, done, once
from accounts.models import PastPassword
from core.problems import Conflict


def deed(user, text):
    return PastPassword.objects.create(user=user, encoded=text)


@once
def page(request: HttpRequest) -> HttpResponse:
    text = request.POST["text"]
    if not text:
        return HttpResponse("请填内容", status=400)
    row = deed(request.user, text)
    if text == "refuse":
        raise Conflict("已经办过了")
    if text == "answer":
        return done(HttpResponse("办好了"))
    return HttpResponseRedirect(f"/done/{row.pk}/")


class Deeds(OnceMixin, APIView):
    authentication_classes = [SessionAuthentication]

    def post(self, request: Request) -> Response:
        text = request.data.get("text", "")
        row = deed(request.user, text)
        if text == "refuse":
            raise Conflict("已经办过了")
        return Response({"id": row.pk, "at": row.at}, status=201, headers={"Location": "/x/"})

    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("page/", page), path("api/v1/deeds/", Deeds.as_view())]
