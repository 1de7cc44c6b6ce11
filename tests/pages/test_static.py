"""The built files: compressed, cached, and nothing else of the folder."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.running import ROOT, Server


def test_S10_scripts_come_compressed_and_are_kept(shared_server: Server) -> None:
    name = json.loads((ROOT / "static/dist/manifest.json").read_text())["files"]["phone.js"]
    answer = httpx.get(f"{shared_server.url}/static/dist/{name}", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200 and answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["package.json", "package-lock.json", "src/phone.js", "dist/../package.json", "dist/"]
)
def test_nothing_but_built_files_is_served(shared_server: Server, path: str) -> None:
    assert httpx.get(f"{shared_server.url}/static/{path}").status_code == 404
