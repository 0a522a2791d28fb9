from django.urls import path

from workbench.api import views

urlpatterns = [path("todo/", views.Todo.as_view(), name="todo")]
