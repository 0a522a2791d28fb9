from django.urls import path

from spotchecks import views

app_name = "spotchecks"
urlpatterns = [
    path("spot-checks/", views.check_list, name="list"),
    path("spot-checks/new/", views.new, name="new"),
    path("spot-checks/count/", views.count, name="count"),
    path("spot-checks/<int:pk>/", views.check_page, name="check"),
    path("spot-checks/<int:pk>/list/", views.whole_list, name="whole-list"),
    path("spot-checks/<int:pk>/paper/<str:form>/", views.paper, name="paper"),
    path("spot-checks/<int:pk>/<slug:deed>/", views.deed, name="deed"),
    path("spot-checks/cases/<int:pk>/", views.case_page, name="case"),
    path("spot-checks/cases/<int:pk>/review/", views.review, name="review"),
    path("draws/verify_draw.py", views.tool, name="tool"),
    path("draws/<str:code>/", views.draw_page, name="draw"),
    path("draws/<str:code>/file/", views.draw_file, name="draw-file"),
]
