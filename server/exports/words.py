"""Every word of the exports, in one place, to be read and changed by somebody who knows reviews.

Plain English, reading age 11. `N_` marks a sentence for translation; whoever renders gives the translation.
"""

from __future__ import annotations

from server.exports.asked import ASKED as ASKED
from server.exports.asked import FEWER as FEWER
from server.exports.asked import FREE_WORDS as FREE_WORDS
from server.exports.asked import SCALE as SCALE
from server.exports.asked import TOLD_WORDS as TOLD_WORDS
from sessions.refusals import N_

# Cover
TITLE = N_("Snapshot {number}: {meeting}")
FILE_TITLE = N_("Snapshot {number}, {review}")
DRAFT = N_("Draft. The review has not accepted this record yet.")
ACCEPTED = N_("Accepted by the review.")
HEADER_LEFT = N_("{reference}, {pseudonym}")
HEADER_RIGHT = N_("Snapshot {number}, {label}")
HEADER_TEAM = N_("Snapshot {number}, {label}. Copy for the review team only")
LABELS = {"draft": N_("draft"), "accepted": N_("accepted")}
FOOTER = N_("Fingerprint {fingerprint}")
PAGE = N_("Page {page} of {pages}")
REFERENCE = N_("Review reference")
REVIEW_TYPE = N_("Type of review")
METHOD = N_("Method")
COMMISSIONER = N_("Commissioned by")
SCOPE = N_("Time under review")
MEETING = N_("Meeting")
TEMPLATE = N_("Meeting plan")
TEMPLATE_VERSION = N_("{template}, version {version}")
DATE = N_("Date")
PLACE = N_("Place")
TAKEN = N_("Taken")
TAKEN_IN_STEP = N_("{day}, in step {number} of {steps}: {name}")
TAKEN_BEFORE = N_("{day}, before the first step")
HOLDS = N_("Holds")
HOLDS_COUNTS = N_("Events: {events}. Episodes: {episodes}. Perspectives: {perspectives}. Factors: {factors}.")
PREVIOUS = N_("Follows")
PREVIOUS_SNAPSHOT = N_("The snapshot with fingerprint {fingerprint}")
NO_PREVIOUS = N_("This is the first snapshot of the review.")
FROM_TO = N_("{start} to {end}")
HOW_TO_READ = N_(
    "The words people gave are here exactly as they wrote them. Beside them stands the name that was shown in"
    " the room, and how its writer chose to be shown. The order of the words says nothing about who wrote"
    " first. Different views of the same moment are kept side by side on purpose."
)
MISSING = N_("This copy leaves out: {parts}. It can still be checked.")
ERASED = N_("{held}, of which {n} erased")
NOTHING = N_("Nothing was recorded here.")
NOT_GIVEN = N_("Not given")

# People
WHO = N_("Who was there")
WHO_LEAD = N_("Names are kept apart from this record. Small numbers of the case group are not told exactly.")
GROUP = N_("Group")
PRESENT = N_("Present")
AGENCY = N_("Agency")
GROUPS = {
    "case_group": N_("Case group"),
    "review_team": N_("Review team"),
    "facilitator": N_("Facilitator"),
    "co_facilitator": N_("Co-facilitator"),
    "recorder": N_("Recorder"),
    "observer": N_("Observer"),
}
BLURRED = {"none": N_("none"), "1 or 2": N_("1 or 2"), "3 or more": N_("3 or more")}
AGENCY_AND_CODE = N_("{name} ({code})")
AGENCIES_LEFT_OUT = N_(
    "The case group is not told by agency, because that would give away how few came from one."
)

# Rules
RULES = N_("What we agreed")
RULES_TEXT = N_("Ground rules, version {version}")
RULES_ACCEPTED = N_("People of the case group who accepted them: {accepted}.")
STEPS = N_("Steps of the meeting")
STEP = N_("Step")
MINUTES = N_("Minutes")
SHOWN_AS = N_("Ways to be shown")
STEP_NAME = N_("{number}. {name}")
BLIND = N_("Hidden from everyone until shown together.")
NO_WORDS = N_("Nothing was collected.")
THRESHOLDS = N_("How small groups were protected")
THRESHOLD_LINES = {
    "label": N_("A name such as an agency is shown only when at least {n} people present share it."),
    "anonymous": N_("Anonymous was offered freely when at least {n} people present could have written."),
    "anonymous_floor": N_("Anonymous was not offered when fewer than {n} people present could have written."),
    "poll": N_("A poll needed at least {n} answers."),
    "batch_texts": N_("Hidden words were shown in batches of at least {n}, in random order."),
    "batch_seats": N_("A batch came from at least {n} people."),
    "batch_texts_after_restart": N_(
        "After a restart in the middle of a meeting a batch needed at least {n}."
    ),
}
MODES = {
    "named": N_("Shown with name"),
    "role": N_("Shown by role or agency only"),
    "anonymous": N_("Shown without name, role or agency"),
    "sealed": N_("Shown without name, role or agency; the name is sealed for two key holders"),
    "private": N_("For the review team only"),
}
SHORT_MODES = {
    "named": N_("with name"),
    "role": N_("by role or agency only"),
    "anonymous": N_("without name, role or agency"),
    "sealed": N_("sealed for two key holders"),
    "private": N_("for the review team only"),
}

# Timeline
TIMELINE = N_("Timeline")
TIMELINE_LEAD = N_("Dates stand as they were written. Beneath them is how they were read.")
NUMBER = N_("No.")
WHAT = N_("What happened")
SOURCE = N_("Source, and how it came here")
NOT_READ = N_("not read as a date")
UNCERTAIN = N_("uncertain")
PRECISIONS = {
    "month": N_("some time in this month"),
    "season": N_("some time in this season"),
    "year": N_("some time in this year"),
    "between": N_("between these days"),
    "before": N_("before this day"),
    "after": N_("after this day"),
    "approx": N_("approximate"),
}
IMPORTED = N_("Imported: {origin}")
IMPORTED_PLAIN = N_("Imported with the chronology")
ADDED = N_("Added in the meeting")
ADDED_BY = N_("Added in the meeting by {label}")
FLAGS = {
    "outside_scope": N_("Outside the time under review"),
    "no_contact": N_("No contact in this time"),
    "significant": N_("Marked as significant"),
    "good_practice": N_("Marked as good practice"),
    "gap": N_("Gap"),
    "decision": N_("Decision"),
    "names_a_person": N_("May name a person"),
}
FILES = N_("Files that the timeline was made from")
FILE = N_("File")
FILE_NUMBER = N_("file {number}")
ORIGIN = {
    "sheet": N_("sheet {value}"),
    "table": N_("table {value}"),
    "row": N_("row {value}"),
    "record": N_("record {value}"),
    "line": N_("line {value}"),
}

# Episodes
EPISODES = N_("Episodes")
EPISODE = N_("Episode {number}: {title}")
EPISODE_EVENTS = N_("Events: {numbers}")
STATUSES = {
    "accepted for analysis": N_("Accepted for analysis"),
    "proposed": N_("Proposed"),
    "not selected": N_("Not selected"),
}
HAPPENED = N_("What happened")
LOOKED = N_("How it looked at the time")
FACTORS = N_("Contributory factors")
HELPED = N_("What helped")
USUAL = N_("Is this usual?")
GOOD_PRACTICE_HERE = N_("Good practice")
NOBODY_WROTE = N_("Nobody wrote about this.")
ABOUT_EVENT = N_("About event {number}, {date}")
SHOWN_LABEL = N_("Shown as")
WORDS = N_("Words")
HINDSIGHT = {
    "then": N_("Known at the time"),
    "elsewhere": N_("Known at the time, but elsewhere"),
    "later": N_("Known only later"),
}
IN_STEP = N_("Step {number}")
ANSWERING = N_("Asked: {prompt}")
REPORTED = N_("Scribed: written down by the recorder")
DIRECTIONS = {
    "helped": N_("Helped"),
    "hindered": N_("Got in the way"),
    "both": N_("Helped and got in the way"),
}
OTHER_WORDS = N_("Words that belong to no episode")
ON_EVENTS = N_("About single events")

# Other parts
FACTORS_BY_FRAMEWORK = N_("Contributory factors by framework")
CATEGORY = N_("Category")
FACTOR = N_("What it was")
WHERE = N_("Where")
NO_EPISODE = N_("No episode")
EPISODE_SHORT = N_("Episode {number}")
EVENT_SHORT = N_("Event {number}, {date}")
GOOD_PRACTICE = N_("Good practice")
CHALLENGES = N_("Facts that were disputed")
CHALLENGES_LEAD = N_("The record stays as it was sent. The correction stands beside it.")
EVENT = N_("Event")
DISPUTED = N_("What was said")
RECORD_CITED = N_("By which record: {record}")
STANDS = N_("How it stands")
OPEN = N_("Open")
PRIORITIES = N_("What the room was asked")
PRIORITIES_LEAD = N_(
    "Answers were secret while the question was open, and nobody’s own answer was kept. Small numbers are not told."
)
ASKED_ABOUT = N_("{question} About: {about}")
ANSWER, TOLD = N_("Answer"), N_("How many")
ANSWER_OF = N_("Answer, {label}")
TOO_FEW_ANSWERED = N_("Too few people answered for a result to be told.")
QUICK_WINS = N_("Quick wins")
ACTION = N_("What")
OWNER = N_("Who")
BY_WHEN = N_("By when")
QUESTIONS = N_("Questions for the Board")
QUESTION = N_("Question")
PARKED = N_("Kept for later")
PARKED_ITEM = N_("What")
NOT_SHOWN = N_("What is not shown, and why")
NOT_SHOWN_LEAD = N_(
    "These were withdrawn by their writers, set aside or dealt with elsewhere. Their words are not kept."
)
KIND = N_("What was done")
REASON = N_("Reason")
HOW_MANY = N_("How many")
KINDS = {
    "withdrawn": N_("Withdrawn by the writer"),
    "set_aside": N_("Set aside by the facilitator"),
    "moved": N_("Dealt with elsewhere"),
    "handled_elsewhere": N_("Dealt with elsewhere"),
    "destroyed": N_("Too few to be shown, and not kept"),
    "alerts": N_("Risk alerts raised"),
}
LIMITS = N_("Limits of this meeting")
LIMITS_LEAD = N_("Whose view is missing here.")
NOT_THERE = N_("Invited, not there")
WHO_CAME = N_("Who came")
NOBODY_CAME = N_("Nobody from the case group")
OTHERS_CAME = N_("Others came")

# Changes
CHANGED = N_("What changed")
CHANGED_SINCE = N_("What changed since snapshot {number}")
NOT_COMPARED = N_("There is no earlier snapshot that this one can be compared with.")
UNCHANGED = N_("Nothing changed.")
PART = N_("Part")
ADDED_COUNT = N_("Added")
REMOVED_COUNT = N_("No longer there")
CHANGED_COUNT = N_("Changed")
EVENT_REDATED = N_("Event {number}: the date was “{was}” and is now “{now}”.")
MORE_NOT_SHOWN = N_("{kind}: {more} more")
FEWER_NOT_SHOWN = N_("{kind}: {more} fewer")

# Private
TEAM_LANE = N_("For the review team only")
TEAM_LANE_LEAD = N_("These pages are not part of the copy for the case group. Do not pass them on.")

# Integrity
SINCE = N_("Since this snapshot")
STATEMENT = N_("Statement {number}")
TEAM_STATEMENT = N_("Statement {number} on the team’s lane")
STATEMENTS = {
    "withdrawn": N_(
        "Notes in this snapshot that their authors took back since: {n}. Later snapshots do not hold them."
    ),
    "unanswered": N_("Notes that were never shown, and went because nobody answered for them: {n}."),
}
ADDENDUM = N_("Addendum by the author, {label}. Instead of “{was}”: “{text}”")
ADDENDUM_PLAIN = N_("Addendum by the author. Instead of “{was}”: “{text}”")
ADDENDUM_GONE = N_("An addendum by an author, who has taken it back with the note.")
INTEGRITY = N_("How to check this record")
INTEGRITY_LEAD = N_(
    "Every item of this record is in the fingerprint. If one letter of the record is changed, the fingerprint"
    " no longer fits. The .json file of the same snapshot can be checked by anyone, without this service."
    " This Word file can be edited: the snapshot, not this file, is the record."
)
FINGERPRINT = N_("Fingerprint (SHA-256 of the manifest)")
PREVIOUS_FINGERPRINT = N_("Fingerprint of the snapshot before")
JOURNAL = N_("Head of the journal")
KEY = N_("Signed with the key (SHA-256)")
SIGNATURE = N_("Signature (Ed25519)")
MADE_WITH = N_("Made with")
SIGHTLINE = N_("Sightline {version}")
ITEMS = N_("Items")
PART_FINGERPRINT = N_("Fingerprint of the part")
SEALED = N_("sealed")
LEFT_OUT = N_("not in this copy")
REPLACED = N_(
    "Characters that a Word file cannot hold: {n}. Each is shown here as \ufffd. The .json file holds them."
)
PARTS = {
    "cover": N_("Cover"),
    "attendance": N_("Who was there"),
    "ground_rules": N_("What we agreed"),
    "timeline": N_("Timeline"),
    "episodes": N_("Episodes"),
    "perspectives": N_("Perspectives"),
    "factors": N_("Contributory factors"),
    "good_practice": N_("Good practice"),
    "challenges": N_("Disputed facts"),
    "priorities": N_("What the room was asked"),
    "quick_wins": N_("Quick wins"),
    "board_questions": N_("Questions for the Board"),
    "parked": N_("Kept for later"),
    "set_aside_counts": N_("What is not shown"),
    "method_limits": N_("Limits of this meeting"),
    "changes_since": N_("What changed"),
    "team_lane": N_("The review team's own lane"),
}
DAY = N_("{day} {month} {year}")
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
