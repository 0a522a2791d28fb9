"""Figures about suggestions: facts of a day → sums → rates. Reads, never writes cases."""

from reports.indicators.facts import READERS, Narrowing
from reports.indicators.formulas import Change, Indicator, Sums, Switches
from reports.indicators.report import Figure, Line, Report, report, switches_of

__all__ = [
    "READERS",
    "Change",
    "Figure",
    "Indicator",
    "Line",
    "Narrowing",
    "Report",
    "Sums",
    "Switches",
    "report",
    "switches_of",
]
