from django.urls import path

from reports.api.views import Indicators

urlpatterns = [path("indicators/", Indicators.as_view(), name="api_indicators")]
