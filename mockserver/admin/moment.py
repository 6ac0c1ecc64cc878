"""A moment as a client writes it."""

from __future__ import annotations

from datetime import UTC, datetime

from mockserver.admin.refused import conflict


def moment(text: str) -> datetime:
    """RFC 3339 §5.6, whose letters may be small and whose leap seconds count as the one before.

    Raises Rejection for years that there are not.
    """
    written = text.upper().replace(":60", ":59")
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise conflict(f"'{text}' is no moment between the years 1 and 9999.") from error
