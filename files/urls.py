from django.urls import path

from files import views

urlpatterns = [
    path("files/<uuid:token>/", views.download, name="file"),
    path("files/<uuid:token>/thumb/", views.thumbnail, name="file_thumb"),
]
