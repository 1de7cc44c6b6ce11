"""What every test may ask for: a server, a browser, screens, Node.

Async fixtures of a browser test need `loop_scope="session"`; the tests themselves get it from here.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from hatch_build import find_node
from tests.browser import ARGUMENTS, CHROMIUM, Devices
from tests.running import ROOT, Server

# What measures time or memory, floods, fills disks or plays hundreds of meetings would disturb others, and they it.
ALONE = re.compile(r"^tests/live/|^tests/privacy/adversary|^tests/privacy/test_(adversary|side_doors)|_S\d+_")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for Chromium is a browser test, on the one loop that the browser lives on; some run alone."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if ALONE.search(item.nodeid):
            item.add_marker(pytest.mark.alone)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers of this test's own: `start_server(SIGHTLINE_URL="https://...")`, each in a fresh folder."""
    started: list[Server] = []

    def start(**settings: str) -> Server:
        server = Server(tmp_path / f"server-{len(started) + 1}", settings)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A fresh server for one test, which may kill and restart it."""
    return start_server()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that make a meeting of their own in it and leave it running."""
    server = Server(tmp_path_factory.mktemp("shared-server"))
    yield server.start()
    server.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, started once."""
    assert CHROMIUM.exists(), f"{CHROMIUM} is not there: install the package 'chromium', or set CHROMIUM"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def devices(chromium: Browser) -> AsyncIterator[Devices]:
    """Open any number of screens: `await devices("phone")`."""
    opened = Devices(chromium)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(devices: Devices) -> BrowserContext:
    """A phone of 390 by 844, with touch."""
    return await devices("phone")


@pytest_asyncio.fixture(loop_scope="session")
async def laptop(devices: Devices) -> BrowserContext:
    """A facilitator's laptop of 1440 by 900."""
    return await devices("laptop")


@pytest_asyncio.fixture(loop_scope="session")
async def projector(devices: Devices) -> BrowserContext:
    """A hall's projector of 1920 by 1080."""
    return await devices("projector")


@pytest.fixture(scope="session")
def node() -> Run:
    """Run a JavaScript module with Node and the project's npm packages: `node(path, *arguments)`."""
    binary, _, environment = find_node()

    def run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        # As text on the command line, imports are looked up from the working folder: there the packages are.
        command = [binary, "--input-type=module", "--eval", script.read_text(), "--", *arguments]
        return subprocess.run(
            command, cwd=ROOT / "static", env=environment, capture_output=True, text=True, timeout=60
        )

    return run
