"""What a main unit may ask of a co-handler once more."""

from deadlines.choices import HANDLERS, Kind, PeriodUnit, declare

# Some regions let the main unit send an empty co-handling opinion back, once.
CO_REDO = Kind(
    "redo_co_opinion",
    "重送会办意见",
    HANDLERS,
    5,
    PeriodUnit.WORKING_DAYS,
    "会办意见空泛的，主办单位可退回一次，5个工作日内重送",
    reminders=(3, 1, 0),
)
declare(CO_REDO, subject="代表建议")
