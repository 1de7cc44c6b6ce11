"""Instances for tests of pages: in this process, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.hall import Hall
from tests.pages.setting_up import SetUp, set_up
from tests.pages.visitor import Instance, running


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """A fresh, empty instance."""
    with running(tmp_path / "kept") as made:
        yield made


@pytest.fixture
def robin(instance: Instance) -> SetUp:
    """A review with one agency and one meeting, owned by Ada."""
    return set_up(instance)


@pytest.fixture
def hall(instance: Instance) -> Hall:
    """A meeting of the training case with twelve practitioners, in *Timeline together*."""
    return Hall(instance)
