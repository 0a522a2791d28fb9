"""Addresses around people and their posts; included by liaison.urls."""

from django.urls import path

from liaison.views import entrance

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
]
