from deadlines.views.calculator import calculator
from deadlines.views.days_off import DaysOff, download_template
from deadlines.views.health import healthz, readyz
from deadlines.views.ladder import edit_ladder, ladder, restore_ladder
from deadlines.views.rules import new, rule, rules, withdraw

__all__ = [
    "DaysOff",
    "calculator",
    "download_template",
    "edit_ladder",
    "healthz",
    "ladder",
    "new",
    "readyz",
    "restore_ladder",
    "rule",
    "rules",
    "withdraw",
]
