"""Names of stretches of time as British agencies write them: months, weekdays, seasons, feasts, terms."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan ionawr",
            "february feb febuary feburary chwefror",
            "march mar mawrth",
            "april apr apl ebrill",
            "may mai",
            "june jun mehefin",
            "july jul gorffennaf",
            "august aug awst",
            "september sept sep medi",
            "october oct hydref",
            "november nov tachwedd",
            "december dec rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed wednes",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}

# First and last (month, day). A month above 12 lies in the next year, as winter and its feasts do.
SEASONS = {
    "spring": ((3, 1), (5, 31)),
    "summer": ((6, 1), (8, 31)),
    "autumn": ((9, 1), (11, 30)),
    "fall": ((9, 1), (11, 30)),
    "winter": ((12, 1), (14, 28)),
    "autumn term": ((9, 1), (12, 31)),
    "spring term": ((1, 1), (4, 30)),
    "summer term": ((4, 1), (7, 31)),
    "summer holidays": ((7, 15), (9, 7)),
}

QUARTERS = {str(n): ((3 * n - 2, 1), (3 * n, 30 if n in (2, 3) else 31)) for n in (1, 2, 3, 4)}

FEASTS = {
    "new year's day": (1, 1),
    "new years day": (1, 1),
    "valentine's day": (2, 14),
    "st patrick's day": (3, 17),
    "halloween": (10, 31),
    "bonfire night": (11, 5),
    "remembrance day": (11, 11),
    "christmas eve": (12, 24),
    "xmas eve": (12, 24),
    "christmas day": (12, 25),
    "xmas day": (12, 25),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
    "nye": (12, 31),
}

# Days from Easter Sunday.
MOVABLE_FEASTS = {"good friday": -2, "easter sunday": 0, "easter monday": 1, "easter": 0}


def easter_sunday(year: int) -> date:
    """Give the Sunday of Easter in the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def feast(name: str, year: int) -> date:
    """Give the day of a feast in a year. Raises KeyError for a name that is none."""
    if name in MOVABLE_FEASTS:
        return easter_sunday(year) + timedelta(days=MOVABLE_FEASTS[name])
    month, day = FEASTS[name]
    return date(year, month, day)


def last_day(year: int, month: int) -> date:
    """Give the last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def span(edges: tuple[tuple[int, int], tuple[int, int]], year: int) -> tuple[date, date]:
    """Turn the edges of a season or quarter into days; a season may run into the next year."""
    (first_month, first_day), (to_month, to_day) = edges
    end_year, end_month = year + (to_month - 1) // 12, (to_month - 1) % 12 + 1
    end = last_day(end_year, end_month) if to_day >= 28 else date(end_year, end_month, to_day)
    return date(year, first_month, first_day), end
