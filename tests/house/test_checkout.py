"""What lies in git: our own files only, in known places, tied to no machine and no registry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.house.tree import Source, clean, places, present
from tests.running import ROOT

FOLDERS = {"server", "sessions", "static", "templates", "tests", "benchmarks", "docs", ".ci"}
FILES = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "Procfile",
    "README.md",
    "hatch_build.py",
    "pyproject.toml",
}
# Where a file that is no text may lie, and of what kind.
BINARY = {
    ".png": ("docs/",),
    **dict.fromkeys([".doc", ".docx", ".pdf", ".xlsx"], ("server/training/", "tests/")),
}
FOREIGN = re.compile(r"@license|\bCopyright \(c\)|\bMIT License|__esModule|//[#@] sourceMappingURL=")
BUNDLED = re.compile(r"(^|/)(node_modules|dist|vendor|third_party)/|\.min\.\w+$|\.map$|\.whl$|\.woff2?$")
LONGEST_LINE = 600
# Pieces, so that this file does not hold what it looks for.
HOMES = re.compile(
    "|".join([r"(?<![\w.])/" + f"{home}/" for home in ("work", "root", "home", "tmp", "opt", "Users")])
)
REGISTRIES = re.compile(
    "|".join(["registry" + r"\.\w+\.", "python" + "hosted", r"pypi\." + "org", "npmjs" + r"\."])
)


def test_the_top_level_stays_short() -> None:
    clean(path for path in places() if not is_at_home(path))


def test_no_file_of_others_is_in_git() -> None:
    clean(foreign(texts()))
    clean(path for path in places() if BUNDLED.search(path))


def test_no_file_knows_a_machine_or_a_registry() -> None:
    clean(bound(texts()))


def test_binary_files_are_few_and_known() -> None:
    read = {source.path for source in texts()}
    clean(path for path in places() if path not in read and not is_known_binary(path))


def test_the_lock_file_names_hashes_and_no_addresses() -> None:
    lock = json.loads(present("static/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert lock["lockfileVersion"] == 3
    assert packages, "there must be packages for this to mean anything"
    clean(f"{name} has an address" for name, entry in packages.items() if "resolved" in entry)
    clean(
        f"{name} has no hash"
        for name, entry in packages.items()
        if not entry.get("integrity", "").startswith("sha512-")
    )


def test_packages_are_pinned_to_one_version() -> None:
    wanted = json.loads(present("static/package.json").read_text())
    pins = {**wanted["dependencies"], **wanted["devDependencies"]}
    clean(
        f"{name} {version}" for name, version in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    )


def test_a_planted_violation_is_seen() -> None:
    planted = (
        "x" * (LONGEST_LINE + 1),
        "/*! @" + "license MIT */",
        "see /" + "work/plan.md",
        "https://registry" + ".example.org/a",
    )
    assert len(foreign(Source("static/src/a.js", text) for text in planted)) == 2
    assert len(bound(Source("server/a.py", text) for text in planted)) == 2
    assert not bound([Source("server/a.py", "folder/work/plan /networks/ a/home/b")])
    assert not is_at_home("manage.py") and not is_at_home("lib/a.py") and is_at_home(".editorconfig")
    assert not is_known_binary("static/src/a.png") and is_known_binary("docs/a.png")
    assert BUNDLED.search("static/yjs.min.js") and BUNDLED.search("static/dist/a.js")


def texts() -> list[Source]:
    """Every file that is text."""
    read = []
    for path in places():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            read.append(Source(path, content.decode("utf-8", "replace")))
    return read


def is_at_home(path: str) -> bool:
    """Whether a file is where the house has room for it."""
    top, slash, _ = path.partition("/")
    return top in FOLDERS if slash else top in FILES or top.startswith(".")


def foreign(files: Iterable[Source]) -> list[str]:
    """Files that look as if somebody else, or a bundler, had written them."""
    written = (
        source
        for source in files
        if source.path.startswith(("static/src/", "templates/", "server/", "sessions/"))
    )
    return [
        source.path for source in written if FOREIGN.search(source.text) or longest(source) > LONGEST_LINE
    ]


def longest(source: Source) -> int:
    """Length of the longest line, which in what a bundler wrote is the whole file."""
    is_code = source.path.endswith((".js", ".mjs", ".css", ".py", ".html"))
    return max(map(len, source.text.splitlines()), default=0) if is_code else 0


def bound(files: Iterable[Source]) -> list[str]:
    """Files that name a place of one machine, or a package registry."""
    return [
        f"{source.path}: {found.group()}"
        for source in files
        for found in [HOMES.search(source.text) or REGISTRIES.search(source.text)]
        if found
    ]


def is_known_binary(path: str) -> bool:
    """Whether a file that is no text may be there."""
    return path.startswith(BINARY.get(PurePosixPath(path).suffix, ("nowhere",)))
