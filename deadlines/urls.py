from django.urls import path

from deadlines import views

app_name = "deadlines"

urlpatterns = [
    path("calculator/", views.calculator, name="calculator"),
    path("days-off/", views.DaysOff.as_view(), name="days_off"),
    path("days-off/template/", views.download_template, name="days_off_template"),
]
