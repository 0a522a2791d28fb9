"""Figures about suggestions: facts of a day → sums → rates. Reads, never writes cases."""

from reports.indicators.facts import READERS, Narrowing
from reports.indicators.formulas import Change, Indicator, Sums, Switches
from reports.indicators.months import Month, months
from reports.indicators.report import Figure, Line, Report, report, switches_of
from reports.indicators.yearly import Table, year_tables

__all__ = [
    "READERS",
    "Change",
    "Figure",
    "Indicator",
    "Line",
    "Month",
    "Narrowing",
    "Report",
    "Sums",
    "Switches",
    "Table",
    "months",
    "report",
    "switches_of",
    "year_tables",
]
