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

# Whole files that are not read (`FileRefused.say`): in one sentence, what it is and what to ask for.
OLD_WORD = N_(
    "This is an old Word file (.doc), so nothing was imported: "
    "please ask the agency to open it in Word and save it as a Word document (.docx)."
)
OLD_EXCEL = N_(
    "This is an old Excel file (.xls), so nothing was imported: "
    "please ask the agency to open it in Excel and save it as an Excel workbook (.xlsx)."
)
OLD_OFFICE = N_(
    "This is an old Office file, so nothing was imported: "
    "please ask the agency for a Word document (.docx), an Excel workbook (.xlsx) or a CSV file."
)
PASSWORD = N_(
    "This file is locked with a password, so nothing was imported: "
    "please ask the agency to save it again without a password."
)
PICTURE_PDF = N_(
    "This PDF is a picture of pages with no text in it, so nothing was imported: "
    "please ask the agency for the Word or Excel file it was made from, or for someone to type it."
)
TEXT_PDF = N_(
    "Tables in a PDF cannot be read safely, so nothing was imported: "
    "please ask the agency for the Word or Excel file it was made from."
)
PICTURE = N_(
    "This file is a picture, whatever its name says, so nothing was imported: "
    "please ask the agency for the Word or Excel file, or for someone to type it."
)
RICH_TEXT = N_(
    "This is a rich text file, so nothing was imported: "
    "please ask the agency to open it in Word and save it as a Word document (.docx)."
)
WEB_PAGE = N_(
    "This is a web page and not a real spreadsheet, so nothing was imported: "
    "please ask the agency to open it in Excel and save it as an Excel workbook (.xlsx)."
)
OPEN_DOCUMENT = N_(
    "This is an OpenDocument file, so nothing was imported: "
    "please ask the agency to save it as a Word document (.docx) or an Excel workbook (.xlsx)."
)
BINARY_EXCEL = N_(
    "This is a binary Excel file (.xlsb), so nothing was imported: "
    "please ask the agency to save it as an Excel workbook (.xlsx)."
)
SLIDES = N_(
    "These are slides, so nothing was imported: "
    "please ask the agency for its chronology as a Word document (.docx) or an Excel workbook (.xlsx)."
)
E_MAIL = N_(
    "This is an e-mail, so nothing was imported: "
    "please save the file that is attached to it, and choose that file here."
)
ZIP = N_(
    "This is a folder of packed files, so nothing was imported: "
    "please unpack it, and choose one Word, Excel or CSV file at a time."
)
OTHER = N_(
    "We do not know this kind of file, so nothing was imported: "
    "please ask the agency for a Word document (.docx), an Excel workbook (.xlsx) or a CSV file."
)
EMPTY = N_("This file is empty: please ask the agency to send it again.")
BROKEN = N_(
    "This file is damaged and could not be opened, so nothing was imported: "
    "please ask the agency to open it, save it again and send the new copy."
)
UNSAFE = N_(
    "This file holds hidden instructions that a chronology does not need, so nothing was imported: "
    "please ask the agency to copy the table into a new file and send that."
)
TOO_BIG = N_(
    "This file is much larger than a chronology should be, so nothing was imported: "
    "please ask the agency for the chronology alone, without pictures or other sheets."
)
TOO_MANY_ROWS = N_(
    "This file has more rows than a chronology can have here, so nothing was imported: "
    "please ask the agency for the rows of the review's period only."
)
TOO_LONG = N_(
    "Reading this file took too long, so nothing was imported: "
    "please ask the agency to copy the table into a new file and send that."
)
NO_TABLE = N_(
    "We found no table of dated rows in this file, so nothing was imported: "
    "please ask the agency for its chronology as a table with a date in each row."
)

# One row (`Row.problem`).
NO_DATE = N_("No date stands in this row. It comes last on the timeline, in the order of the file.")
NO_WORDS = N_("Nothing is written about what happened in this row.")
UNSAVED_FORMULA = N_("A cell of this row holds a formula, and the file does not say what it showed.")
YEAR_FROM_ROWS = N_(
    "No year stands beside this date. We took it from the rows above and below. Is that right?"
)

# Why something is no event (`LeftOut.why`).
TITLE = N_("A title above the table.")
HEADER = N_("The headings of the columns.")
REPEATED_HEADER = N_("The headings of the columns, written again.")
BLANK = N_("A blank row.")
BLANKS = N_("Blank rows, up to the next row with words.")
TOTAL = N_("A total or count.")
FOOTER = N_("A line below the table.")
HEADING = N_("A heading between the rows.")
DATE_HEADING = N_("A heading that gives the date of the rows below it.")
ROW_NUMBER = N_("Only a row number, with nothing beside it.")
STRUCK = N_("A row that was deleted with tracked changes.")
NO_CHRONOLOGY = N_("A list or key and not a chronology: no column of dates beside what happened.")
HIDDEN_LIST = N_("A hidden sheet that is no chronology.")
LEFT_BY_CHOICE = N_("You chose to leave this sheet or table out.")
OUTSIDE = N_("Words outside the tables.")

# Questions about a whole file (`Question.words`).
ASK_ORDER = N_("In this file, is 04/05/2024 the 4th of May or the 5th of April?")
ASK_YEAR = N_("Some dates in this file have no year. Which year do they belong to?")
ASK_NAMED_NUMBER = N_("In this file, is “May 22” a day (22 May) or a month (May 2022)?")
ASK_DAY_NUMBERS = N_("The dates in this file are plain numbers, as spreadsheets count days. Are they dates?")
ASK_SWAPPED = N_(
    "Dates written as words in this file have the month first. Its true dates may have day and month the "
    "wrong way round. Shall we swap them?"
)
ASK_WEEKDAY = N_("In some rows the day of the week does not fit the date. Do the numbers count?")
DAY_FIRST = N_("The day comes first: 4 May")
MONTH_FIRST = N_("The month comes first: 5 April")
A_DAY = N_("A day of the month")
A_YEAR = N_("A month and a year")
YES_DATES = N_("Yes, they are dates")
NO_DATES = N_("No, they are something else")
KEEP_DATES = N_("No, keep them as they are shown")
SWAP_DATES = N_("Yes, swap day and month")
NUMBERS_COUNT = N_("Yes, the numbers are right")
LOOK_AT_EACH = N_("We will look at each row")
