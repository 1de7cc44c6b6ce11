"""A practitioner's own browser, modified: it sends bytes of its choosing over its own line (promises G1, G2, G5).

The page says why, gives the words back, throws its copy away and begins anew; nobody else notices.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from playwright.async_api import BrowserContext, Page, expect
from pycrdt import Doc, create_update_message

from tests.browser import Devices, axe, screenshot
from tests.live.test_attacks import ACTS, board, fresh
from tests.live.wire import Wire, wire
from tests.meetings.phones import LOCKED, Rehearsal, connected
from tests.running import Server

SOON = 15_000
TYPED = " She had rung twice."
# Every socket of the page, with what it heard; `mute` holds back what the page itself would send.
HIJACK = """() => {
  const Plain = WebSocket;
  window.lines = [];
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      Object.assign(this, { texts: [], frames: 0, ended: null });
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string") this.texts.push(JSON.parse(data));
        else this.frames += 1;
      });
      this.addEventListener("close", ({ code }) => { this.ended = code; });
      window.lines.push(this);
    }
    send(octets) { if (!this.mute || typeof octets === "string") super.send(octets); }
    forge(octets) { super.send(Uint8Array.from(atob(octets), (letter) => letter.charCodeAt(0))); }
  };
}"""
HEARD = "(kind) => window.lines.flatMap(({ texts }) => texts).map((text) => text[kind]).filter(Boolean)"
IDS = """() => window.lines
  .flatMap(({ texts }) => texts.map(({ hello, client }) => hello?.client ?? client)).filter(Boolean)"""
SENT = "(octets) => window.lines.at(-1).forge(octets)"
CODE = """async (path) => {
  const socket = new WebSocket(new URL(path, location.href.replace("http", "ws")), ["sightline.1"]);
  await new Promise((resolve) => { socket.onclose = resolve; });
  return [socket.ended, socket.frames];
}"""
UNTIL = """async (known) => {
  for (let turn = 0; turn < 400; turn += 1) {
    if ((LOOK)(known)) return true;
    await new Promise((next) => { setTimeout(next, 25); });
  }
  return false;
}"""
# Roots that only the server writes to, or that are no roots of this document, and places of the team alone.
PENNED = ("forge a note", "forge a quick win", "change a count", "rename an episode")
LATE = ("type", "erase", "add an event", "delete an event", "replace an event")


async def modified(context: BrowserContext, rehearsal: Rehearsal, number: int) -> Page:
    """A phone whose owner has put a script of their own before ours."""
    await context.add_init_script(f"({HIJACK})()")
    return await rehearsal.phone(context, number)


async def identity(page: Page) -> int:
    """The Yjs client id that the server dictated last."""
    return int((await page.evaluate(IDS))[-1])


async def until(page: Page, look: str, known: int = 0) -> None:
    """Wait for something in the page; Playwright's own way needs what its policy forbids."""
    seen = await page.evaluate(UNTIL.replace("LOOK", look), known)
    assert seen, f"not seen: {look}"


def forged(client: int, witness: Wire, act: Callable[[Wire], Any]) -> bytes:
    """What an act makes of the board under a client id, as one frame."""
    copy = Wire.__new__(Wire)
    copy.doc = Doc(client_id=client)
    copy.doc.apply_update(witness.doc.get_update())
    before = copy.doc.get_state()
    act(copy)
    return bytes(create_update_message(copy.doc.get_update(before)))


async def sends(page: Page, frame: bytes, code: int) -> None:
    """Send it over the page's line, and wait until that ended with a code and the next one is whole."""
    lines = await page.evaluate("window.lines.length")
    await page.evaluate(SENT, b64encode(frame).decode())
    await until(page, "(known) => window.lines.length > known && window.lines.at(-1).frames > 0", lines)
    assert await page.evaluate("(known) => window.lines[known - 1].ended", lines) == code
    await connected(page, SOON)


async def is_refused(page: Page, frame: bytes) -> str:
    """Send what is not allowed: the page stands on a new line under a new id. Returns the reason it was told."""
    known = set(await page.evaluate(IDS))
    await sends(page, frame, 4409)
    assert (await page.evaluate(IDS))[-1] not in known
    reason = str((await page.evaluate(HEARD, "refused"))[-1]["say"])
    assert reason.endswith("."), "in words"
    return reason


async def test_G5_a_forged_change_is_answered_in_words_the_words_are_kept_and_nobody_else_notices(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await modified(await devices("phone"), rehearsal, 0)
    other = await modified(await devices("phone"), rehearsal, 1)
    async with wire(rehearsal.told["board_ws"], rehearsal.told["participants"][2]["cookie"]) as witness:
        await witness.synced()
        before, heard = board(witness), len(witness.received)
        frames = await other.evaluate("window.lines.at(-1).frames")
        row = page.locator("event-list [data-row]").first
        shown = await row.locator(".what").inner_text()
        await row.locator("[data-act=edit]").click()
        await page.evaluate("window.lines.at(-1).mute = true")
        box = row.locator("[data-editor] textarea")
        await box.press("Control+End")
        await box.press_sequentially(TYPED)
        await expect(page.locator("connection-chip")).to_have_attribute("data-unsaved", "1")
        reason = await is_refused(page, forged(await identity(page), witness, ACTS["forge a note"]))
        kept = page.locator("kept-words")
        await expect(kept).to_contain_text(reason)
        await expect(kept.locator("textarea")).to_have_value(f"{shown}{TYPED}")
        await expect(page.locator("#urgent")).to_have_text(reason)
        await expect(row.locator(".what")).to_have_text(shown)
        await screenshot(page, "phone-refused")
        assert not await axe(page)
        assert board(witness) == before and len(witness.received) == heard
        assert await other.evaluate("window.lines.length") == 1
        assert await other.evaluate("window.lines[0].frames") == frames
    assert await fresh(rehearsal.told) == before
    # It can go on as anybody else: what is typed now arrives.
    await row.locator("[data-act=edit]").click()
    await box.press("Control+End")
    await box.press_sequentially(" Honest.")
    await expect(other.locator("event-list .what").first).to_have_text(f"{shown} Honest.", timeout=SOON)


async def test_G1_neither_a_locked_step_nor_what_the_server_writes_can_be_changed_from_a_modified_page(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await modified(await devices("phone"), rehearsal, 0)
    leading = await rehearsal.facilitator()
    async with wire(rehearsal.told["board_ws"], rehearsal.told["participants"][2]["cookie"]) as witness:
        await witness.synced()
        before = board(witness)
        for name in PENNED:
            await is_refused(page, forged(await identity(page), witness, ACTS[name]))
        await leading.tap("phase", number=LOCKED)
        await expect(page.locator(".pphase")).not_to_contain_text("Timeline together")
        for name in LATE:
            await is_refused(page, forged(await identity(page), witness, ACTS[name]))
        assert board(witness) == before
    assert await fresh(rehearsal.told) == before


async def test_G2_neither_another_document_nor_anothers_name_opens_from_a_modified_page(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, elsewhere = Rehearsal(shared_server), Rehearsal(shared_server, 2)
    page = await modified(await devices("phone"), rehearsal, 0)
    for path, code in (
        (f"/live/{rehearsal.meeting}/team", 4403),
        (f"/live/{rehearsal.meeting}/screen", 4401),
        (f"/live/{elsewhere.meeting}/board", 4401),
    ):
        assert await page.evaluate(CODE, path) == [code, 0], f"{path}: not a byte of it"
    await page.goto(rehearsal.at("now"))
    await connected(page)
    async with wire(
        rehearsal.told["board_ws"], rehearsal.told["facilitator"]["cookie"], speaks=True
    ) as leading:
        await leading.synced()
        before, heard = board(leading), len(leading.received)
        # In the facilitator's name: as a writer, and as somebody who is present.
        await is_refused(page, forged(leading.doc.client_id, leading, ACTS["type"]))
        await sends(page, presence(leading.doc.client_id), 4400)
        # What it says of where it looks goes to nobody.
        await page.evaluate("""window.lines.at(-1).send('{"at": "ASC-002"}')""")
        await page.evaluate("""window.lines.at(-1).send('{"ping": 77}')""")
        await until(page, "() => window.lines.at(-1).texts.some(({ pong }) => pong === 77)")
        assert board(leading) == before and len(leading.received) == heard
        looks = [text["presence"] for text in leading.texts if text.get("presence")]
        assert not looks, looks


def presence(client: int) -> bytes:
    """An awareness frame that speaks for a client id."""
    state = b'{"at":"ASC-002","name":"Somebody else"}'
    body = bytes((1,)) + varint(client) + bytes((1,)) + varint(len(state)) + state
    return bytes((1,)) + varint(len(body)) + body


def varint(number: int) -> bytes:
    """A number as lib0 writes it."""
    out = bytearray()
    while number > 127:
        out.append(128 | number & 127)
        number >>= 7
    return bytes((*out, number))
