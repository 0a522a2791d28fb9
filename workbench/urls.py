from django.urls import path
from django.views.generic import RedirectView

app_name = "workbench"
urlpatterns = [
    path("", RedirectView.as_view(url="/suggestions/"), name="start"),
    path("today/", RedirectView.as_view(url="/suggestions/"), name="today"),
]
