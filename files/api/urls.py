from django.urls import path

from files.api import views

urlpatterns = [
    path("files/", views.Files.as_view(), name="api_files"),
    path("files/<uuid:token>/", views.FileDetail.as_view(), name="api_file"),
    path("files/<uuid:token>/content/", views.FileContent.as_view(), name="api_file_content"),
    path("files/<uuid:token>/thumb/", views.FileThumb.as_view(), name="api_file_thumb"),
]
