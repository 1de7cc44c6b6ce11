"""What the short codes of an import say to a person; translated where they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from server.pages.chronology_events import BY_HAND
from server.pages.fields import N_

FLAGS = {
    BY_HAND: N_("You set this date"),
    "date_from_above": N_("Date from the row above"),
    "year_taken_from_heading": N_("Year from the heading above"),
    "year_taken_from_weekday": N_("Year worked out from the day of the week"),
    "year_taken_from_rows_around": N_("Year from the rows around it"),
    "mistyped_date": N_("Date mistyped"),
    "impossible_date": N_("No such day in the calendar"),
    "words_beside_date": N_("Words beside the date"),
    "several_dates": N_("Several dates in one cell"),
    "time_00_00_means_unknown": N_("00:00 read as: time not known"),
    "after_midnight_belongs_to_shift_before": N_("After midnight: perhaps the next day"),
    "outside_scope_before": N_("Before the review period"),
    "outside_scope_after": N_("After the review period"),
    "partly_outside_scope": N_("Partly outside the review period"),
    "after_death": N_("After the death"),
    "no_contact": N_("Says that there was no contact"),
    "refers_to_row_above": N_("Refers to the row above"),
    "points_to_other_document": N_("Points to another document"),
    "over_4000_characters": N_("Very long"),
    "starts_with_formula_sign": N_("Begins with a formula sign"),
    "formula_cell": N_("From a formula"),
    "tracked_change": N_("Has words deleted with tracked changes"),
    "comment": N_("Has a comment in the margin"),
    "nested_table": N_("Has a table inside a cell"),
    "hidden_words": N_("Has hidden words"),
    "hidden_row": N_("Hidden row"),
    "hidden_sheet": N_("In a hidden sheet"),
    "names_a_person": N_("May name a person"),
    "holds_phone": N_("Holds a phone number"),
    "holds_email": N_("Holds an e-mail address"),
    "holds_postcode": N_("Holds a postcode"),
    "holds_nhs_number": N_("Holds an NHS number"),
    "holds_date_of_birth": N_("Holds a date of birth"),
    "holds_national_insurance": N_("Holds a National Insurance number"),
}
# What a person should look for before strangers read the row.
ABOUT_PEOPLE = ("names_a_person", "holds_")
BESIDE = {
    "deleted": N_("Deleted with tracked changes"),
    "comment": N_("Comment in the margin"),
    "table": N_("Table inside the cell"),
    "text box": N_("Text box"),
    "hidden": N_("Hidden words"),
}
REMARKS = {"macros": N_("This file holds a program (macros). It was not run.")}
LEFT_BY_YOU = N_("You chose to leave this row out.")


def in_words(flags: Iterable[str]) -> list[str]:
    """The flags of a row in words, untranslated; a code without words is kept as it is."""
    return [FLAGS.get(flag, flag) for flag in flags]


def is_about_people(flags: Iterable[str]) -> bool:
    """Whether a row may name somebody, or holds a number or an address."""
    return any(flag.startswith(ABOUT_PEOPLE) for flag in flags)
