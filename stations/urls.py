from django.urls.resolvers import URLPattern

app_name = "stations"
urlpatterns: list[URLPattern] = []
