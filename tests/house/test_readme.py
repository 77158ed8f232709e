"""The README says what is there: every command, and every limit of renewal with its figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from watchword.checklist.renewal import Renewal
from watchword.cli.group import COMMANDS

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
LIMITS = [name for name in Renewal.model_fields if name not in ("basis", "dates", "longest", "window")]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_it(command: str) -> None:
    assert f"`watchword {command}" in README


def rows() -> dict[str, list[int]]:
    """The figures of the table of limits, by name."""
    found: dict[str, list[int]] = {}
    for names, figures in re.findall(r"^\| ((?:`[a-z]+`(?:, )?)+) \| ([^|]+) \|", README, re.MULTILINE):
        known = [name for name in re.findall(r"`([a-z]+)`", names) if name in LIMITS]
        numbers = [int(number) for number in re.findall(r"\d+", figures)]
        if len(known) == 1:
            found[known[0]] = numbers
        else:
            found |= {name: [number] for name, number in zip(known, numbers, strict=True)}
    return found


@pytest.mark.parametrize("limit", LIMITS)
def test_every_limit_is_in_it_with_its_figure(limit: str) -> None:
    value = getattr(Renewal(), limit)
    assert rows()[limit] == (list(value) if isinstance(value, tuple) else [value])
