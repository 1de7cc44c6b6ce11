"""The fields of a line of the invited list, and what the lines must be together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.pages.fields import CHOICE, N_, YES, Answers, Field
from server.templating import say
from sessions.meeting import Review
from sessions.people import TEAM, Person, Role

GROUPS = (
    (Role.CASE_GROUP, N_("Case group")),
    (Role.REVIEW_TEAM, N_("Review team")),
    (Role.CO_FACILITATOR, N_("Co-facilitator")),
    (Role.RECORDER, N_("Recorder")),
    (Role.OBSERVER, N_("Observer")),
)
GROUP_WORDS = {**dict(GROUPS), Role.FACILITATOR: N_("Facilitator")}
SENIORITY = (
    ("practitioner", N_("Practitioner")),
    ("first-line manager", N_("First-line manager")),
    ("middle", N_("Middle manager")),
    ("senior", N_("Senior manager")),
    ("independent", N_("Independent")),
)
DUTY = Field(
    "duty_lead",
    N_("Duty lead"),
    YES,
    hint=N_("Is told at once when someone may be at risk now. For facilitators and the review team."),
)
WITNESS = Field(
    "witness",
    N_("May be a witness"),
    YES,
    hint=N_("Their line is not offered at joining while proceedings are open. Shown to nobody but you."),
)
NOT_ON_DUTY = N_("A duty lead reads alerts on the console: choose somebody of the review team.")
NO_AGENCY = N_("Please choose the agency: everybody of the case group belongs to one.")
# Once entered it is shown to nobody (promise A3); the form of a line looks the same with and without one.
KEPT = "as entered"
SEATED = N_(
    "They have joined already. Ask them to leave on the console first, and let them in again afterwards."
)


def fields(review: Review, others: Mapping[str, str], present: Person | None = None) -> tuple[Field, ...]:
    """The fields of one line.

    Args:
        review: whose agencies can be chosen.
        others: who can be the line manager: key to name.
        present: the line as it is now; its group is offered even if no new line could have it.
    """
    groups = [(str(role), say(words)) for role, words in GROUPS]
    if present is not None and present.group not in dict(GROUPS):
        groups.append((str(present.group), say(GROUP_WORDS[present.group])))
    agencies = [(one.abbreviation, f"{one.abbreviation}: {one.short_label}") for one in review.agencies]
    return (
        Field("name", N_("Name"), needed=N_("Please give the name.")),
        Field("agency", N_("Agency"), CHOICE, choices=(("", say(N_("None"))), *agencies)),
        Field(
            "role",
            N_("Role"),
            hint=N_("As colleagues call it, for example District nurse. It is what others see."),
            needed=N_("Please give the role."),
        ),
        Field("team", N_("Team"), hint=N_("If there are several teams in the agency.")),
        Field("group", N_("Takes part as"), CHOICE, choices=tuple(groups), needed=N_("Please choose one.")),
        Field(
            "seniority",
            N_("Seniority"),
            CHOICE,
            choices=tuple((key, say(words)) for key, words in SENIORITY),
            needed=N_("Please choose one."),
        ),
        Field(
            "direct_involvement",
            N_("Directly involved in the case"),
            YES,
            needed=N_("Please answer yes or no."),
        ),
        _boss(others, present),
        DUTY,
        *((WITNESS,) if review.proceedings.on else ()),
    )


def _boss(others: Mapping[str, str], present: Person | None) -> Field:
    bosses = [("", say(N_("Nobody on this list"))), *others.items()]
    if present is not None:
        bosses.insert(0, (KEPT, say(N_("As entered before (not shown)"))))
    hint = N_("Only if they are on this list too. It keeps labels safe, and is shown to nobody afterwards.")
    return Field("reports_to", N_("Line manager"), CHOICE, hint=hint, choices=tuple(bosses))


def checked(answers: Answers) -> Answers:
    """What no field can see alone."""
    if answers["group"] == Role.CASE_GROUP and not answers["agency"]:
        return answers.also("agency", NO_AGENCY)
    if answers.yes("duty_lead") and answers["group"] not in TEAM:
        return answers.also("duty_lead", NOT_ON_DUTY)
    return answers


def blank() -> Answers:
    """A new line."""
    return Answers(
        {
            "group": str(Role.CASE_GROUP),
            "seniority": "practitioner",
            "direct_involvement": "yes",
            "duty_lead": "no",
            "witness": "no",
        }
    )


def answers_of(person: Person) -> Answers:
    """A line as its form shows it."""
    direct = "yes" if person.direct_involvement else "no"
    named = ("name", "agency", "role", "team", "seniority")
    plain = {name: str(getattr(person, name)) for name in named}
    return Answers(
        {
            **plain,
            "reports_to": KEPT,
            "group": str(person.group),
            "direct_involvement": direct,
            "duty_lead": "yes" if person.duty_lead else "no",
            "witness": "yes" if person.witness else "no",
        }
    )


def person_of(key: str, answers: Answers, before: Person | None = None) -> Person:
    """The line that a form describes; `before` it was this one."""
    boss = answers["reports_to"]
    return Person(
        id=key,
        name=answers["name"],
        agency=answers["agency"],
        role=answers["role"],
        team=answers["team"],
        group=Role(answers["group"]),
        seniority=answers["seniority"],
        direct_involvement=answers.yes("direct_involvement"),
        reports_to=before.reports_to if before is not None and boss == KEPT else boss,
        duty_lead=answers.yes("duty_lead"),
        witness=answers.yes("witness") if "witness" in answers.typed else bool(before and before.witness),
    )


def names_of(people: Iterable[Person], but: str = "") -> dict[str, str]:
    """Who can be a line manager: key to name, without the line itself."""
    return {person.id: person.name for person in people if person.id != but}
