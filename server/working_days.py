"""Working days in England: by them the correction window is counted (domain.md section 6)."""

from __future__ import annotations

from datetime import date, timedelta

from holidays import country_holidays


def working_days_after(day: str, days: int) -> str:
    """The day so many working days later; Saturdays, Sundays and bank holidays are none.

    Args:
        day: ISO day.
        days: how many.
    """
    free, found = country_holidays("GB", subdiv="ENG"), date.fromisoformat(day)
    while days:
        found += timedelta(days=1)
        days -= found.weekday() < 5 and found not in free
    return found.isoformat()
