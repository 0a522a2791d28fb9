from deadlines.views.calculator import calculator
from deadlines.views.days_off import DaysOff, download_template
from deadlines.views.health import healthz, readyz

__all__ = ["DaysOff", "calculator", "download_template", "healthz", "readyz"]
