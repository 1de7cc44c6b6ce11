"""The fields of a review (domain.md section 3), and a review to and from them."""

from __future__ import annotations

from dataclasses import replace

from server.pages.fields import AREA, CHOICE, DAY, N_, NUMBER, YES, Answers, Field
from server.templating import say
from sessions.labels import Thresholds
from sessions.meeting import Review

TYPES = (
    ("SAR", N_("Safeguarding Adults Review (SAR)")),
    ("CSPR", N_("Child Safeguarding Practice Review (CSPR)")),
    ("SCR", N_("Serious Case Review (SCR, historic)")),
    ("DHR", N_("Domestic Homicide Review (DHR)")),
    ("MAPPA SCR", N_("MAPPA Serious Case Review")),
    ("LeDeR", N_("LeDeR review")),
    ("Critical Case Review", N_("Critical Case Review")),
    ("Individual Agency Review", N_("Individual Agency Review")),
    ("Case Review", N_("Case Review")),
)
METHODS = (
    ("Learning Together", N_("Learning Together")),
    ("SILP", N_("SILP, learning event and recall")),
    ("Appreciative Inquiry", N_("Appreciative Inquiry")),
    ("RCA", N_("RCA")),
    ("Traditional", N_("Traditional, with agency reports (IMR)")),
    ("SAR in Rapid Time", N_("SAR in Rapid Time")),
    ("CPR concise", N_("Child Practice Review, concise")),
    ("CPR extended", N_("Child Practice Review, extended")),
    ("Practitioner workshop", N_("Practitioner workshop")),
    ("After Action Review", N_("After Action Review")),
    ("Learning Review (Scotland)", N_("Learning Review (Scotland)")),
    ("Rapid review", N_("Rapid review")),
    ("Discussion forum", N_("Discussion forum, without a case")),
)
# Fields of the same names as the review's own; the thresholds follow with a prefix.
THRESHOLD = "threshold_"
# Five working days (domain.md section 6).
CORRECT_DAYS = 5
NOTICE = N_("A court, a coroner or the police can ask to see the record of this session.")
RULES = N_(
    "We are here to learn how things looked and why they made sense at the time. We do not judge people, and we try "
    "not to use what we only know now.\n"
    "What is said here is used in the review's analysis. Nothing will be published with your name.\n"
    "You choose how each thing you write is shown. Others may still guess.\n"
    "Keep what you hear here confidential. No photos, screenshots or recording.\n"
    "Taking part is part of your work. You may pass on any question, leave, or ask for something you wrote to be "
    "removed until the board is locked, then until [date] for corrections.\n"
    "If something shows that a child or adult is at risk, or a crime, we must act on it, whatever mode was used. We "
    "tell you first when we can.\n"
    "Serious concerns about a person's practice go to their agency in the usual way, not to this board.\n"
    "A court, coroner or the police may ask for what is kept. We keep: [list]. We destroy: [list, date].\n"
    "Support: [name, number]."
)
NEW_VERSION = N_("The words have changed. Give them a new version, so that it is clear who accepted which.")
WRONG_WAY_ROUND = N_("The last day is before the first.")
NO_SPACE = N_("Please say which review this is, in a few words and without real names.")


def fields(least: Thresholds, method: str = "", review_type: str = "") -> dict[str, tuple[Field, ...]]:
    """The fields by section, in the order of the page.

    Args:
        least: what no threshold may go below.
        method, review_type: those of the review now, offered even if the list has them no more.
    """
    return {
        "case": _about_the_case(_with(METHODS, method), _with(TYPES, review_type)),
        "protection": _about_protection(),
        "rules": _about_rules(),
        "people": _about_people(),
        "thresholds": _about_thresholds(least),
    }


def _about_the_case(
    methods: tuple[tuple[str, str], ...], types: tuple[tuple[str, str], ...]
) -> tuple[Field, ...]:
    return (
        Field(
            "title",
            N_("Title"),
            hint=N_("With the pseudonym, never a real name. People see it when they join."),
            needed=NO_SPACE,
        ),
        Field(
            "pseudonym",
            N_("Pseudonym"),
            hint=N_("The name used for the person, agreed with them or their family."),
            needed=N_("Please give the name that is used for the person."),
        ),
        Field("reference", N_("Reference"), needed=N_("Please give the reference of this review.")),
        Field("review_type", N_("Kind of review"), CHOICE, choices=types, needed=N_("Please choose one.")),
        Field("method", N_("Method"), CHOICE, choices=methods, needed=N_("Please choose one.")),
        Field(
            "commissioner",
            N_("Board or partnership"),
            hint=N_("Who asked for the review and owns what follows."),
        ),
        Field("scope_from", N_("First day under review"), DAY, needed=N_("Please give the first day.")),
        Field("scope_to", N_("Last day under review"), DAY, needed=N_("Please give the last day.")),
        Field(
            "gap_days",
            N_("Days of silence before a gap is drawn"),
            NUMBER,
            hint=N_("When agencies recorded no contact for longer than this, the timeline says so."),
            needed=N_("Please give a number of days."),
            least=1,
        ),
    )


def _about_protection() -> tuple[Field, ...]:
    return (
        Field(
            "classification",
            N_("Marking"),
            hint=N_("Stands on every page of the record."),
            needed=N_("Please give the marking of your board."),
        ),
        Field(
            "notice",
            N_("Parallel proceedings: what people read before they write"),
            AREA,
            hint=N_("Say which proceedings are open and what may be discussed. It cannot be blank."),
            needed=N_("This cannot be blank: people must know who may ask to see the record."),
        ),
        Field(
            "legal_hold",
            N_("Legal hold"),
            YES,
            hint=N_("While it is on, nothing is destroyed. People are told so before they write."),
            needed=N_("Please answer yes or no."),
        ),
    )


def _about_rules() -> tuple[Field, ...]:
    return (
        Field(
            "rules_text",
            N_("Ground rules"),
            AREA,
            hint=N_("A line for each rule. Everyone accepts them on joining. Fill in what stands in [ ]."),
            needed=N_("Please write the ground rules."),
        ),
        Field(
            "rules_version",
            N_("Version of the ground rules"),
            needed=N_("Please give the version, for example 1."),
        ),
        Field(
            "correct_days",
            N_("Working days for corrections"),
            NUMBER,
            hint=N_(
                "So many after a meeting people can correct what they wrote; bank holidays in England do not count. "
                "If blank: 5."
            ),
            least=1,
            greatest=60,
        ),
    )


def _about_people() -> tuple[Field, ...]:
    return (
        Field(
            "support_name", N_("Support person"), hint=N_("Who is there for people on the day, and where.")
        ),
        Field("support_number", N_("Support person's number")),
        Field(
            "duty_person",
            N_("Duty person"),
            hint=N_("Is told when somebody may be at risk now. Name and number."),
        ),
        Field(
            "family_text",
            N_("The person's or family's own words"),
            AREA,
            hint=N_("Only what they agreed to share."),
        ),
        Field(
            "family_lane",
            N_("Where those words come from"),
            hint=N_("Who gave them, when, to whom, and whether they may be read out."),
        ),
    )


def _about_thresholds(least: Thresholds) -> tuple[Field, ...]:
    def one(name: str, label: str, hint: str) -> Field:
        needed = N_("Please give a number.")
        return Field(THRESHOLD + name, label, NUMBER, hint, needed, least=getattr(least, name), greatest=300)

    return (
        one("label", N_("People who must share a label"), N_("Fewer, and a wider label is shown.")),
        one(
            "anonymous",
            N_("Writers for Anonymous"),
            N_("With fewer, people are warned that others may guess."),
        ),
        one(
            "anonymous_floor",
            N_("Fewest writers for Anonymous"),
            N_("With fewer, Anonymous is not offered at all."),
        ),
        one("poll", N_("Answers that a poll needs"), N_("With fewer, no result is shown.")),
    )


def flat(sections: dict[str, tuple[Field, ...]]) -> list[Field]:
    """All fields in the order of the page."""
    return [one for section in sections.values() for one in section]


def checked(answers: Answers, before: Review, is_in_use: bool) -> Answers:
    """What no field can see alone.

    Args:
        answers: as read.
        before: the review as it was.
        is_in_use: whether people may have accepted its ground rules.
    """
    if answers["scope_from"] and answers["scope_to"] and answers["scope_to"] < answers["scope_from"]:
        answers = answers.also("scope_to", WRONG_WAY_ROUND)
    same_version = answers["rules_version"] == before.rules_version
    if is_in_use and same_version and answers["rules_text"] != before.rules_text:
        answers = answers.also("rules_version", NEW_VERSION)
    return answers


def blank() -> Review:
    """A new review with the drafts that each Board then makes its own."""
    return Review(id="", notice=say(NOTICE), rules_text=say(RULES), review_type="SAR")


def answers_of(review: Review) -> Answers:
    """A review as its form shows it."""
    plain = {name: str(value) for name, value in review.to_json().items() if isinstance(value, str | int)}
    numbers = {THRESHOLD + name: str(value) for name, value in review.to_json()["thresholds"].items()}
    return Answers({**plain, **numbers, "legal_hold": "yes" if review.legal_hold else "no"})


def filled(review: Review, answers: Answers) -> Review:
    """A review with what its form said."""
    words = {
        name: answers[name]
        for name in answers.typed
        if not name.startswith(THRESHOLD) and name not in ("legal_hold", "gap_days", "correct_days")
    }
    raised = {
        name.removeprefix(THRESHOLD): answers.number(name)
        for name in answers.typed
        if name.startswith(THRESHOLD)
    }
    return replace(
        review,
        **words,  # type: ignore[arg-type]
        legal_hold=answers.yes("legal_hold"),
        gap_days=answers.number("gap_days"),
        correct_days=int(answers["correct_days"] or CORRECT_DAYS),
        thresholds=replace(review.thresholds, **raised),
    )


def _with(choices: tuple[tuple[str, str], ...], present: str) -> tuple[tuple[str, str], ...]:
    known = tuple((value, say(words)) for value, words in choices)
    return known if not present or present in dict(known) else (*known, (present, present))
