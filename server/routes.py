"""Every address on one screen, each a noun."""

from __future__ import annotations

from starlette.routing import Mount, Route

from server.guards import Built
from server.live import endpoint
from server.pages import (
    agencies,
    alerts,
    as_participant,
    chronologies,
    chronology_columns,
    chronology_rows,
    console,
    duty,
    embargo,
    handing,
    health,
    home,
    invited,
    join,
    letters,
    meetings,
    now,
    paper,
    people,
    perspectives,
    proceedings,
    reviews,
    risk,
    screen,
    sealed,
    seats,
    sign_ins,
    snapshots,
    taps,
    timeline,
)
from server.templating import STATIC

POST = ["POST"]
LARGEST_UPLOAD = 64 << 20
FILE = "/reviews/{review}/chronologies/{chronology}"

routes = [
    Route("/healthz", health.show, name="health"),
    Route("/", home.show, name="home"),
    # signing in and out of an account
    Route("/sign-in", sign_ins.show, name="sign_in"),
    Route("/sign-in", sign_ins.create, methods=POST),
    Route("/sign-in/{token}", sign_ins.link, methods=["GET", "POST"], name="sign_in_link"),
    Route("/sign-out", sign_ins.remove, methods=POST, name="sign_out"),
    # set-up
    Route("/reviews", reviews.index, name="reviews"),
    Route("/reviews", reviews.create, methods=POST),
    Route("/reviews/new", reviews.new, name="new_review"),
    Route("/reviews/{review}", reviews.show, name="review"),
    Route("/reviews/{review}", reviews.update, methods=POST),
    Route("/reviews/{review}/agencies", agencies.show, name="agencies"),
    Route("/reviews/{review}/agencies", agencies.create, methods=POST),
    Route(
        "/reviews/{review}/agencies/{abbreviation}/removal",
        agencies.remove,
        methods=POST,
        name="agency_removal",
    ),
    Route("/reviews/{review}/duty", duty.leads, name="review_duty"),
    Route("/reviews/{review}/duty", duty.add, methods=POST),
    Route("/reviews/{review}/duty/{lead}/link", duty.make_link, methods=POST, name="lead_link"),
    Route("/reviews/{review}/duty/{lead}/removal", duty.remove, methods=POST, name="lead_removal"),
    Route("/reviews/{review}/proceedings", proceedings.show, name="proceedings"),
    Route("/reviews/{review}/proceedings", proceedings.update, methods=POST),
    Route("/reviews/{review}/proceedings/end", proceedings.leave, methods=POST, name="proceedings_end"),
    Route("/reviews/{review}/schedule", proceedings.schedule, name="schedule"),
    Route("/reviews/{review}/schedule.csv", proceedings.schedule_sheet, name="schedule_sheet"),
    Route("/reviews/{review}/sealed", sealed.show, name="review_sealed"),
    Route("/reviews/{review}/sealed", sealed.update, methods=POST),
    Route("/reviews/{review}/sealed/opening", sealed.create, methods=POST, name="opening"),
    Route("/reviews/{review}/chronologies", chronologies.index, name="chronologies"),
    Route(
        "/reviews/{review}/chronologies",
        chronologies.create,
        methods=POST,
        max_body_size=chronologies.MOST_DROPPED,
    ),
    Route(FILE, chronologies.show, name="chronology"),
    Route(f"{FILE}/columns", chronology_columns.show, name="chronology_columns"),
    Route(f"{FILE}/columns", chronology_columns.update, methods=POST),
    Route(f"{FILE}/rows", chronology_rows.show, name="chronology_rows"),
    Route(f"{FILE}/rows", chronology_rows.decide, methods=POST),
    Route(f"{FILE}/confirmation", chronology_rows.confirm, methods=POST, name="chronology_confirmation"),
    Route(f"{FILE}/reopening", chronology_rows.reopen, methods=POST, name="chronology_reopening"),
    Route(f"{FILE}/removal", chronologies.remove, methods=POST, name="chronology_removal"),
    Route("/reviews/{review}/timeline", timeline.show, name="review_timeline"),
    Route("/reviews/{review}/timeline", timeline.create, methods=POST),
    Route("/reviews/{review}/meetings", meetings.index, name="meetings"),
    Route("/reviews/{review}/meetings", meetings.create, methods=POST),
    Route("/meetings/{meeting}/set-up", meetings.show, name="meeting_set_up"),
    Route("/meetings/{meeting}/set-up", meetings.update, methods=POST),
    Route("/meetings/{meeting}/invited", invited.show, name="invited"),
    Route("/meetings/{meeting}/invited", invited.create, methods=POST),
    Route(
        "/meetings/{meeting}/invited/sheet",
        invited.sheet,
        methods=POST,
        name="invited_sheet",
        max_body_size=LARGEST_UPLOAD,
    ),
    Route("/meetings/{meeting}/invited/{person}", invited.person, name="invited_person"),
    Route("/meetings/{meeting}/invited/{person}", invited.update, methods=POST),
    Route("/meetings/{meeting}/invited/{person}/link", invited.link, methods=POST, name="invited_link"),
    Route(
        "/meetings/{meeting}/invited/{person}/revocation",
        invited.revoke,
        methods=POST,
        name="invited_revocation",
    ),
    Route(
        "/meetings/{meeting}/invited/{person}/removal", invited.remove, methods=POST, name="invited_removal"
    ),
    # joining
    Route("/j", join.code, methods=["GET", "POST"], name="join_code"),
    Route("/j/{code}", join.start, name="join"),
    Route("/meetings/{meeting}/join/why", join.why, methods=["GET", "POST"], name="join_why"),
    Route("/meetings/{meeting}/join/recorded", join.recorded, methods=["GET", "POST"], name="join_recorded"),
    Route("/meetings/{meeting}/join/role", join.role, methods=["GET", "POST"], name="join_role"),
    Route("/meetings/{meeting}/join/waiting", join.waiting, name="join_waiting"),
    Route("/seats/{token}", seats.link, methods=["GET", "POST"], name="seat_link"),
    # a phone in the meeting
    Route("/meetings/{meeting}/now", now.show, name="now"),
    Route("/meetings/{meeting}/timeline", now.timeline, name="timeline"),
    Route("/meetings/{meeting}/board", now.board, name="board"),
    Route("/meetings/{meeting}/mine", now.mine, name="mine"),
    Route("/meetings/{meeting}/risk", risk.show, name="risk"),
    Route("/meetings/{meeting}/risk", risk.create, methods=POST),
    Route("/meetings/{meeting}/risk/{alert}", risk.receipt, name="risk_receipt"),
    Route("/meetings/{meeting}/join/back", handing.back, methods=["GET", "POST"], name="join_back"),
    Route("/meetings/{meeting}/leave", now.leave, methods=["GET", "POST"], name="leave"),
    Route("/meetings/{meeting}/ended", now.ended, name="ended"),
    Route("/meetings/{meeting}/perspectives", perspectives.create, methods=POST, name="perspectives"),
    # Which note stands in the form, never in the address, which a proxy on the way may keep with a phone's own.
    Route(
        "/meetings/{meeting}/perspectives/correction", perspectives.update, methods=POST, name="correction"
    ),
    Route(
        "/meetings/{meeting}/perspectives/withdrawal", perspectives.withdraw, methods=POST, name="withdrawal"
    ),
    Route("/meetings/{meeting}/perspectives/gift", perspectives.give, methods=POST, name="gift"),
    Route("/meetings/{meeting}/perspectives/veil", perspectives.veil, methods=POST, name="veil"),
    Route("/meetings/{meeting}/letters", letters.index, name="letters"),
    Route("/meetings/{meeting}/letters/slip", letters.slip, methods=["GET", "POST"], name="letter_slip"),
    Route("/meetings/{meeting}/letters/answer", letters.answer, methods=POST, name="letter"),
    # the facilitator's console and the big screen
    Route("/meetings/{meeting}", console.show, name="meeting"),
    Route("/meetings/{meeting}/as-participant", as_participant.show, name="as_participant"),
    Route("/meetings/{meeting}/phase", taps.phase, methods=POST, name="phase"),
    Route("/meetings/{meeting}/reveal", taps.reveal, methods=POST, name="reveal"),
    Route("/meetings/{meeting}/pause", taps.pause, methods=POST, name="pause"),
    Route("/meetings/{meeting}/lock", taps.lock, methods=POST, name="lock"),
    Route("/meetings/{meeting}/lead", taps.lead, methods=POST, name="lead"),
    Route("/meetings/{meeting}/focus", taps.focus, methods=POST, name="focus"),
    Route("/meetings/{meeting}/screen", taps.screen, methods=POST, name="screen_view"),
    Route("/meetings/{meeting}/admissions", taps.admissions, methods=POST, name="admissions"),
    Route("/meetings/{meeting}/people", people.show, name="people"),
    Route("/meetings/{meeting}/paper", paper.show, name="paper"),
    Route("/meetings/{meeting}/paper", paper.update, methods=POST),
    Route("/meetings/{meeting}/paper/slip", paper.write, methods=POST),
    Route("/meetings/{meeting}/people", people.update, methods=POST),
    Route("/meetings/{meeting}/parked", taps.parked, methods=POST, name="parked"),
    Route("/meetings/{meeting}/quick-wins", taps.quick_wins, methods=POST, name="quick_wins"),
    Route("/meetings/{meeting}/closure", taps.closure, methods=POST, name="closure"),
    Route("/meetings/{meeting}/set-aside", taps.set_aside, methods=POST, name="set_aside"),
    Route("/meetings/{meeting}/embargo", embargo.update, methods=POST, name="embargo"),
    Route("/meetings/{meeting}/lane", console.lane, name="lane"),
    Route("/meetings/{meeting}/archive", taps.archive, methods=POST, name="archive"),
    Route("/meetings/{meeting}/alerts", alerts.index, name="alerts"),
    Route("/meetings/{meeting}/alerts", taps.act, methods=POST),
    # risk alerts: whoever must be told
    Route("/risk", risk.general, name="risk_anywhere"),
    Route("/duty", alerts.duty, name="duty"),
    Route("/duty/{token}", duty.link, methods=["GET", "POST"], name="duty_link"),
    Route("/alerts/{alert}", alerts.show, name="alert"),
    Route("/alerts/{alert}/reading", alerts.read, methods=POST, name="reading"),
    Route("/alerts/{alert}/question", alerts.question, methods=POST, name="question"),
    Route("/alerts/{alert}/outcome", alerts.settle, methods=POST, name="outcome"),
    Route("/screen/{token}", screen.show, name="screen"),
    # the record
    Route("/meetings/{meeting}/snapshots", snapshots.index, name="snapshots"),
    Route("/meetings/{meeting}/snapshots", snapshots.create, methods=POST),
    Route("/meetings/{meeting}/snapshots/{number:int}", snapshots.show, name="snapshot"),
    Route("/meetings/{meeting}/snapshots/{number:int}.{form}", snapshots.export, name="export"),
    Mount("/static/dist", Built(STATIC / "dist"), name="static"),
]

# Sockets bypass ASGI (decision 14): these are the doors of the live board.
lines = {
    "/live/{meeting}/board": endpoint.board,
    "/live/{meeting}/team": endpoint.team,
    "/live/{meeting}/screen": endpoint.screen,
}
