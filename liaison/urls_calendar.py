"""Addresses of the calendar; included by liaison.urls."""

from django.urls import path

from liaison.views.calendar import calendar

urlpatterns = [path("calendar/", calendar, name="calendar")]
