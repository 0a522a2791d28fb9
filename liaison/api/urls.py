"""The API of places, bodies and people."""

from django.urls import path

from liaison.api import people, places
from liaison.api.urls_me import urlpatterns as me

urlpatterns = [
    *me,
    path("divisions/", places.Divisions.as_view(), name="api_divisions"),
    path("divisions/<int:pk>/", places.DivisionView.as_view(), name="api_division"),
    path("units/", places.Units.as_view(), name="api_units"),
    path("units/<int:pk>/", places.UnitView.as_view(), name="api_unit"),
    path("deputies/", people.Deputies.as_view(), name="api_deputies"),
    path("deputies/<int:pk>/", people.DeputyView.as_view(), name="api_deputy"),
    path("deputy-groups/", people.Groups.as_view(), name="api_deputy_groups"),
    path("deputy-groups/<int:pk>/", people.GroupView.as_view(), name="api_deputy_group"),
]
