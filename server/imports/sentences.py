"""Every sentence that an import says to a person, marked for translation where it is shown.

Plain words for somebody who has never met a parser: what stands there, and what would help.
"""

from __future__ import annotations


def N_(words: str) -> str:
    """Mark a sentence for translation; the page that shows it translates it."""
    return words


# Questions about one date (`When.needs`).
ORDER = N_("There is no such month. Is the month written first here?")
YEAR = N_("No year stands beside this date. Which year is it?")
MONTH = N_("No month stands beside this day. Which month is it?")
WEEKDAY = N_("The day of the week does not fit this date. Which one is right?")
NO_SUCH_DAY = N_("There is no such day in the calendar. Which day is meant?")
DAY_OR_YEAR = N_("This can be a day of the month or a year. Which is meant?")
WHICH_STRETCH = N_("Two years stand here. Is it a financial year, a school year, or both whole years?")
BACKWARDS = N_("The second date comes before the first. Which dates are meant?")
DAY_NUMBER = N_("This looks like a spreadsheet's day number. Is it a date?")
NOT_READ = N_("We could not read this as a date. What date is meant?")
