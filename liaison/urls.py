from liaison.urls_calendar import urlpatterns as calendar
from liaison.urls_seats import urlpatterns as seats

urlpatterns = [*calendar, *seats]
