from django.urls.resolvers import URLPattern

app_name = "suggestions"
urlpatterns: list[URLPattern] = []
