"""What surrounds every answer and every file: headers, cookies, origins, log lines, modes, encryption at rest."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.meetings.visitor import Page, Visitor
from tests.pages.setting_up import AGENCY, MEETING, PERSON, REVIEW
from tests.running import Server

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
# Long words: in a megabyte of ciphertext three letters turn up by chance.
PHRASE = "heronwing zxqvwkpt lanternlight"


@pytest.fixture(scope="module")
def demo(shared_server: Server) -> dict[str, Any]:
    """A meeting whose lines are tried."""
    return shared_server.demo(1)


async def ada(server: Server) -> Visitor:
    """The facilitator, signed in by the link that the server printed."""
    visitor = Visitor(server.url)
    page = await visitor.get("/sign-in/" + server.says(r"/sign-in/(\S+)")[1])
    await visitor.send(page)
    return visitor


async def opened(server: Server, visitor: Visitor) -> dict[str, str]:
    """A page of every kind, by what it is."""
    reviews = await visitor.get("/reviews")
    review = re.findall(r"/reviews/([0-9a-f]{16})", reviews.text)[0]
    meeting = re.findall(r"/meetings/([0-9a-f]{16})", reviews.text)[0]
    return {
        "home": "/",
        "reviews": "/reviews",
        "new": "/reviews/new",
        "review": f"/reviews/{review}",
        "agencies": f"/reviews/{review}/agencies",
        "meetings": f"/reviews/{review}/meetings",
        "set-up": f"/meetings/{meeting}/set-up",
        "invited": f"/meetings/{meeting}/invited",
        "console": f"/meetings/{meeting}",
        "snapshots": f"/meetings/{meeting}/snapshots",
        "join": "/j",
        "code": server.says(r"/j/\w+")[0],
        "screen": server.says(r"/screen/\S+")[0],
        "missing": "/reviews/0000000000000000",
        "nowhere": "/nowhere",
        "health": "/healthz",
    }


async def test_every_page_carries_the_policy_and_is_kept_by_nobody(server: Server) -> None:
    visitor = await ada(server)
    for name, path in (await opened(server, visitor)).items():
        page = await visitor.get(path)
        policy = {part.strip() for part in page.headers["content-security-policy"].split(";")}
        assert policy == POLICY, name
        assert page.headers["cache-control"] == "no-store", name
        assert page.headers["x-content-type-options"] == "nosniff", name
        assert page.headers["referrer-policy"] == "same-origin", name
        assert "server" not in page.headers, name


async def test_refusals_carry_them_too(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        for answer in (
            await client.post("/sign-in", data={"name": "x"}),
            await client.post("/reviews", content=b"\x00" * 100),
            await client.request("PUT", "/"),
            await client.get("/reviews"),
        ):
            assert answer.status_code >= 300
            assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
            assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("chunked", [False, True])
async def test_nobody_can_fill_the_disk_or_the_memory(shared_server: Server, chunked: bool) -> None:
    head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'

    async def parts() -> AsyncIterator[bytes]:
        yield head
        for _ in range(20):
            yield b"x" * 100_000

    headers = {"content-type": "multipart/form-data; boundary=b", "accept": "text/html"}
    async with httpx.AsyncClient(base_url=shared_server.url) as client:
        for path in ("/sign-in", "/j", "/sign-out"):
            body = parts() if chunked else head + b"x" * 2_000_000
            answer = await client.post(path, content=body, headers=headers)
            assert answer.status_code == 413, path
            assert set(answer.headers["content-security-policy"].split("; ")) == POLICY


async def test_cookies_belong_to_this_origin_alone(start_server: Callable[..., Server]) -> None:
    server = start_server(SIGHTLINE_URL="https://sightline.test")
    token, code = server.says(r"/sign-in/(\S+)")[1], server.says(r"/j/(\w+)")[1]
    async with httpx.AsyncClient(base_url=server.url, follow_redirects=False) as client:
        first = await client.get(f"/sign-in/{token}")
        form = re.findall(r'name="form" value="(\w+)"', first.text)[0]
        jar = first.headers["set-cookie"].partition(";")[0]
        headers = {"cookie": jar, "origin": "https://sightline.test", "sec-fetch-site": "same-origin"}
        signed_in = await client.post(f"/sign-in/{token}", data={"form": form}, headers=headers)
        joining = await client.get(f"/j/{code}", headers={"cookie": jar})
    assert signed_in.status_code == 303
    lines = [*first.headers.get_list("set-cookie"), *signed_in.headers.get_list("set-cookie")]
    assert {line.partition("=")[0] for line in lines} == {"__Host-form", "__Host-account"}
    for line in [*lines, *joining.headers.get_list("set-cookie")]:
        name, *flags = (part.strip().lower() for part in line.split(";"))
        assert name.startswith("__host-")
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= set(flags), line
        assert not any(flag.startswith("domain") for flag in flags), line


async def test_a_rehearsal_over_plain_http_says_so_and_drops_secure(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(SIGHTLINE_URL="http://sightline.test")
    server.says("Plain http: for rehearsal only")
    async with httpx.AsyncClient(base_url=server.url) as client:
        line = (await client.get("/sign-in")).headers["set-cookie"].lower()
    assert line.startswith("form=") and "httponly" in line and "samesite=lax" in line and "secure" not in line


@pytest.mark.parametrize(
    "origin",
    [
        "https://elsewhere.test",
        "null",
        "",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://127.0.0.1:1{port}",
        "http://127.0.0.1:{port}.elsewhere.test",
        "http://elsewhere.test/http://127.0.0.1:{port}",
        "http://127.0.0.1:{port}/",
    ],
)
async def test_sockets_take_the_exact_origin_only(
    shared_server: Server, demo: dict[str, Any], origin: str
) -> None:
    given = {"cookie": demo["facilitator"]["cookie"], "origin": origin.format(port=shared_server.port)}
    with pytest.raises(InvalidStatus) as refused:
        await connect(demo["board_ws"], additional_headers=given)
    assert refused.value.response.status_code == 403
    ours = {**given, "origin": shared_server.url}
    async with connect(demo["board_ws"], additional_headers=ours) as line:
        assert await line.recv()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.test"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_forms_of_other_sites_do_nothing_even_with_a_token(
    shared_server: Server, headers: dict[str, str]
) -> None:
    visitor = Visitor(shared_server.url)
    page = await visitor.get("/sign-in")
    fields = {**dict(page.form("name").form_values()), "name": "x", "password": "y"}
    assert (await visitor.post("/sign-in", fields, **headers)).status == 403
    assert (await visitor.post("/sign-in", {**fields, "form": "0" * 64})).status == 403
    assert (await visitor.post("/sign-in", fields, origin=shared_server.url)).status == 401


async def test_a_token_of_another_browser_is_none(shared_server: Server) -> None:
    mine, theirs = Visitor(shared_server.url), Visitor(shared_server.url)
    fields = dict((await theirs.get("/sign-in")).form("name").form_values())
    await mine.get("/sign-in")
    sent = {**fields, "name": "x", "password": "y"}
    assert (await mine.post("/sign-in", sent, origin=shared_server.url)).status == 403


async def test_the_log_names_routes_and_nothing_of_anybody(server: Server) -> None:
    visitor = await ada(server)
    pages = await opened(server, visitor)
    await visitor.get(f"/reviews?{PHRASE.replace(' ', '+')}=1")
    await visitor.get(pages["invited"], **{"user-agent": "Planted-Agent", "x-forwarded-for": "203.0.113.9"})
    wrong = await visitor.get("/sign-in/planted-token")
    assert wrong.status == 410
    secrets = [*visitor.cookies.values(), "planted-token", "Planted-Agent", "203.0.113.9", "zxqvwkpt"]
    server.stop()
    lines = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    asked = [line for line in lines if line["event"] == "request"]
    assert {"/reviews", "/meetings/{meeting}/invited", "/sign-in/{token}"} <= {
        line["route"] for line in asked
    }
    assert all(set(line) == {"event", "level", "at", "method", "route", "status", "ms"} for line in asked)
    logged = "\n".join(json.dumps(line) for line in lines)
    ids = [part for path in pages.values() for part in re.findall(r"[0-9a-f]{16}", path)]
    for secret in [*secrets, *ids, "127.0.0.1", str(server.port)]:
        assert secret not in logged, secret


async def test_the_secret_and_the_keys_are_for_their_owner_only(server: Server) -> None:
    kept = server.folder / "kept"
    assert stat.S_IMODE((kept / "secret").stat().st_mode) == 0o600
    assert len((kept / "secret").read_bytes()) == 32
    keys = list((kept / "keys").iterdir())
    assert keys and all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in keys)
    assert stat.S_IMODE((kept / "keys").stat().st_mode) == 0o700
    databases = [path.read_bytes() for path in kept.iterdir() if path.name.startswith("sightline.db")]
    assert databases and not any((kept / "secret").read_bytes() in database for database in databases)


async def test_words_typed_at_set_up_are_nowhere_on_the_disk(server: Server) -> None:
    await planted(await ada(server))
    words = [word.encode(code) for word in (PHRASE, *PHRASE.split()) for code in ("utf-8", "utf-16-le")]
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    assert any(b"Training facilitator" in path.read_bytes() for path in files), (
        "an account's name is no secret"
    )
    for path in files:
        text = path.read_bytes().lower()
        assert not any(word in text for word in words), path.name


async def planted(visitor: Visitor) -> None:
    """The phrase in every place of set-up that takes words; read back from its pages."""
    worded = ("title", "pseudonym", "reference", "notice", "rules_text", "duty_person")
    words = dict.fromkeys(worded, PHRASE)
    made = await sent(visitor, "/reviews/new", **{**REVIEW, **words})
    agencies = httpx.URL(made.url).path
    await sent(visitor, agencies, **{**AGENCY, "name": PHRASE, "short_label": PHRASE})
    meetings = agencies.replace("agencies", "meetings")
    meeting = await sent(visitor, meetings, **{**MEETING, "place": PHRASE})
    invited = httpx.URL(meeting.url).path.replace("set-up", "invited")
    await sent(visitor, invited, **{**PERSON, "name": PHRASE, "role": PHRASE, "team": PHRASE})
    pasted = f"Name\tAgency\tRole\nFirst {PHRASE}\tGP\t{PHRASE}"
    look = await visitor.send(await visitor.get(invited), pasted=pasted)
    fields = dict(look.form("table").form_values())
    await visitor.post(f"{invited}/sheet", {**fields, "verb": "add"}, origin=visitor.site)
    assert (await visitor.get(invited)).text.count(PHRASE) >= 5
    for path in (agencies, meetings, agencies.removesuffix("/agencies")):
        assert PHRASE in (await visitor.get(path)).text


async def sent(visitor: Visitor, path: str, **fields: str) -> Page:
    """Fill the form of a page; it must be taken."""
    page = await visitor.get(path)
    answer = await visitor.send(page, **fields)
    assert answer.status == 200, answer.words()
    return answer
