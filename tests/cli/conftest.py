"""In this process, the check of the small checklist is one whose outcome the tests choose."""

from __future__ import annotations

import pytest

from watchword.check import registry


@pytest.fixture(autouse=True)
def a_chosen_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the check of `machine` in the place of the real one."""
    monkeypatch.setattr(registry, "BUNDLED", {**registry.BUNDLED, "screen-lock": "cli.machine"})
