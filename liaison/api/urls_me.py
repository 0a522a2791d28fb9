"""Addresses around the caller; included by liaison.api.urls."""

from django.urls import path

from liaison.api import me

urlpatterns = [
    path("me/", me.Me.as_view(), name="api_me"),
    path("me/seat/", me.MySeat.as_view(), name="api_me_seat"),
    path("tokens/", me.Tokens.as_view(), name="api_tokens"),
    path("tokens/<uuid:public_id>/", me.TokenDetail.as_view(), name="api_token"),
]
