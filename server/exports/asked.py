"""What the room is asked and how its answers are told: the words that a record and the phones share."""

from __future__ import annotations

from sessions.refusals import N_

FREE_WORDS = N_("About the whole")
ASKED = {
    "poll": N_("How usual is this?"),
    "priorities": N_("What matters most to make work safer?"),
    "same": N_("Who said “same for me”?"),
}
SCALE = {
    "usual": N_("This is how it usually goes"),
    "sometimes": N_("It happens sometimes"),
    "once": N_("Only this time"),
    "unsure": N_("I cannot say"),
}
TOLD_WORDS = {
    "0": N_("none"),
    "<3": N_("1 or 2"),
    "few": N_("none or very few"),
    "some": N_("some"),
    "half": N_("about half"),
    "most": N_("most"),
    "nearly all": N_("all or nearly all"),
}
FEWER = N_("1 to {n}")
