import pytest

from audit.services import SYSTEM
from liaison.services.calendar import load_shipped_years


@pytest.fixture
def years(db):
    """The shipped years, also after a test that emptied every table."""
    load_shipped_years(by=SYSTEM)
