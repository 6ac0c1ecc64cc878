"""Days that documents name, such as that of ``x-sunset``."""

from datetime import date
from typing import Any


def day_of(value: Any) -> date | None:
    """The day that a text such as ``2027-01-31`` begins with; None where there is none."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
