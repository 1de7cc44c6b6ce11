"""Rows 16 and 17: what Appreciative Inquiry and SILP leave out, and what they have instead, up to the record."""

from __future__ import annotations

from tests.meetings.convening import GROUP, Convened, meeting_of, planned, said
from tests.running import Server


async def test_row_16_appreciative_inquiry_has_four_stages_with_stories_wishes_and_offers_by_name(
    server: Server,
) -> None:
    story = await Convened.of(server, "T4")
    stories = await story.everybody_writes("Discovery", "named")
    honest = await story.everybody_writes("Honest sharing", "anonymous")
    wishes = await story.everybody_writes("Dream", "named", GROUP[:3])
    offers = await story.everybody_writes("Deliver", "named", GROUP[:2])
    for mode in ("private", "anonymous"):
        assert await story.refuses("Dream", mode) == 422
    record = await story.freezes()
    steps = planned(record)
    assert [name for name in steps if name in ("Discovery", "Dream", "Design", "Deliver")] == [
        "Discovery",
        "Dream",
        "Design",
        "Deliver",
    ]
    assert said(record, wishes[0])["prompt"].startswith("It is a year on and this works.")
    assert {said(record, text)["mode"] for text in (*stories, *wishes, *offers)} == {"named"}
    assert {said(record, text)["label"] for text in honest} == {"A participant"}
    assert not any("private" in one["modes"] for one in steps.values())
    words = " ".join(one["prompt"] for one in steps.values()).lower()
    assert not any(word in words for word in ("problem", "wrong", "got in the way", "appraisal"))


async def test_row_17_silp_has_no_private_mode_and_everybody_says_what_they_have_read(server: Server) -> None:
    story = await Convened.of(server, "T3")
    read = await story.everybody_writes("Reports read", "named")
    for mode in ("private", "anonymous"):
        assert await story.refuses("Significant events", mode) == 422
    seen = await story.everybody_writes("Significant events", "role")
    # Anonymous only when whoever leads switches it on, and private never.
    steps = f"{story.at}/steps"
    form = (await story.owner.get(steps)).form("name-themes", action="/steps")
    await story.posts(steps, dict(form.form_values()) | {"anonymous-themes": "yes", "private-themes": "yes"})
    hidden = await story.everybody_writes("Themes", "anonymous")
    assert await story.refuses("Themes", "private") == 422
    record = await story.freezes()
    assert meeting_of(record)["template"] == "SILP learning event"
    assert meeting_of(record)["template_version"] == "1.0, changed for this meeting"
    assert {said(record, text)["mode"] for text in read} == {"named"}
    assert len({said(record, text)["label"] for text in read}) == len(GROUP)
    assert {said(record, text)["mode"] for text in seen} == {"role"}
    assert {said(record, text)["label"] for text in hidden} == {"A participant"}
    assert not any("private" in one["modes"] for one in planned(record).values())
    assert not record["team_lane"], "everybody sees all the material"
