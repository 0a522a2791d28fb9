from liaison.api.urls_me import urlpatterns as me

urlpatterns = [*me]
