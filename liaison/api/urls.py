"""The API of places, bodies and people."""

from django.urls import path

from liaison.api import people, places, stand_ins
from liaison.api.urls_me import urlpatterns as me

urlpatterns = [
    *me,
    path("stand-ins/", stand_ins.StandIns.as_view(), name="api_stand_ins"),
    path("stand-ins/<int:pk>/end/", stand_ins.StandInEnd.as_view(), name="api_stand_in_end"),
    path("divisions/", places.Divisions.as_view(), name="api_divisions"),
    path("divisions/<int:pk>/", places.DivisionView.as_view(), name="api_division"),
    path("units/", places.Units.as_view(), name="api_units"),
    path("units/<int:pk>/", places.UnitView.as_view(), name="api_unit"),
    path("deputies/", people.Deputies.as_view(), name="api_deputies"),
    path("deputies/<int:pk>/", people.DeputyView.as_view(), name="api_deputy"),
    path("deputy-groups/", people.Groups.as_view(), name="api_deputy_groups"),
    path("deputy-groups/<int:pk>/", people.GroupView.as_view(), name="api_deputy_group"),
]
