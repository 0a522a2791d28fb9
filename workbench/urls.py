from django.urls import path

from workbench import views

app_name = "workbench"
urlpatterns = [
    path("", views.start, name="start"),
    path("today/", views.today_page, name="today"),
    path("todo/", views.todo_page, name="todo"),
    path("search/", views.search_page, name="search"),
    path("record/", views.record_page, name="record"),
    path("record/verify/", views.verify_record, name="record-verify"),
]
