from django.urls import path

from deadlines import views

app_name = "deadlines"

urlpatterns = [
    path("calculator/", views.calculator, name="calculator"),
    path("days-off/", views.DaysOff.as_view(), name="days_off"),
    path("days-off/template/", views.download_template, name="days_off_template"),
    path("rules/", views.rules, name="rules"),
    path("ladder/", views.ladder, name="ladder"),
    path("ladder/edit/", views.edit_ladder, name="ladder_edit"),
    path("ladder/reset/", views.restore_ladder, name="ladder_reset"),
    path("rules/<int:pk>/withdraw/", views.withdraw, name="rule_withdraw"),
    path("rules/<slug:kind>/", views.rule, name="rule"),
    path("rules/<slug:kind>/new/", views.new, name="rule_new"),
]
