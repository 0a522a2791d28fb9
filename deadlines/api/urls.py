from django.urls import path
from rest_framework.routers import SimpleRouter

from deadlines.api import rules
from deadlines.api.views import DeadlineViewSet

router = SimpleRouter()
router.register("deadlines", DeadlineViewSet, basename="deadline")

urlpatterns = [
    path("deadline-rules/", rules.DeadlineRules.as_view(), name="api_deadline_rules"),
    path("deadline-rules/preview/", rules.DeadlineRuleLook.as_view(), name="api_rule_preview"),
    path("deadline-rules/ladder/", rules.Ladder.as_view(), name="api_ladder"),
    path(
        "deadline-rules/<int:pk>/withdraw/",
        rules.DeadlineRuleWithdraw.as_view(),
        name="api_rule_withdraw",
    ),
    path("deadline-rules/<slug:kind>/", rules.DeadlineRuleView.as_view(), name="api_deadline_rule"),
    *router.urls,
]
