from liaison.urls_seats import urlpatterns as seats

urlpatterns = [*seats]
