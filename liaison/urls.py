"""Pages of places, bodies and people."""

from django.urls import path

from liaison.urls_calendar import urlpatterns as calendar
from liaison.urls_seats import urlpatterns as seats
from liaison.views import congresses, deputies, divisions, groups, imports, mandates, units

urlpatterns = [
    *seats,
    *calendar,
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/new/", deputies.new, name="deputy_new"),
    path("deputies/import/", imports.deputies, name="deputies_import"),
    path("deputies/import/template/", imports.deputies_template, name="deputies_template"),
    path("deputies/<int:pk>/", deputies.deputy, name="deputy"),
    path("deputies/<int:pk>/edit/", deputies.edit, name="deputy_edit"),
    path("deputies/<int:pk>/mandates/new/", mandates.new, name="mandate_new"),
    path("mandates/<int:pk>/edit/", mandates.edit, name="mandate_edit"),
    path("mandates/<int:pk>/end/", mandates.end, name="mandate_end"),
    path("mandates/<int:pk>/suspend/", mandates.suspend, name="mandate_suspend"),
    path("mandates/<int:pk>/resume/", mandates.resume, name="mandate_resume"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new, name="group_new"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/edit/", groups.edit, name="group_edit"),
    path("groups/<int:pk>/close/", groups.close, name="group_close"),
    path("groups/<int:pk>/add/", groups.add, name="group_add"),
    path("groups/<int:pk>/head/", groups.set_head, name="group_head"),
    path("groups/<int:pk>/members/<int:member>/leave/", groups.leave, name="group_leave"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new, name="unit_new"),
    path("units/import/", imports.units, name="units_import"),
    path("units/import/template/", imports.units_template, name="units_template"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/edit/", units.edit, name="unit_edit"),
    path("units/<int:pk>/rename/", units.rename, name="unit_rename"),
    path("units/<int:pk>/close/", units.close, name="unit_close"),
    path("import/done/", imports.result, name="import_done"),
    path("congresses/", congresses.congresses, name="congresses"),
    path("congresses/new/", congresses.new, name="congress_new"),
    path("congresses/<int:pk>/", congresses.congress, name="congress"),
    path("congresses/<int:pk>/terms/new/", congresses.new_term, name="term_new"),
    path("terms/<int:pk>/sessions/new/", congresses.new_session, name="session_new"),
    path("sessions/<int:pk>/edit/", congresses.edit_session, name="session_edit"),
    path("divisions/", divisions.divisions, name="divisions"),
    path("divisions/import/", divisions.load, name="divisions_import"),
    path("divisions/<int:pk>/", divisions.division, name="division"),
]
