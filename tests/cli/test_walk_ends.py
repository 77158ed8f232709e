"""Whatever is piped into the walk, it comes to an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import PROFILE, say
from support.kit import make_kit

MOST = 400  # prompts; the small checklist has seven guidelines


class Forever:
    """Says the same for ever, after the profile."""

    def __init__(self, word: str, first: tuple[str, ...] = PROFILE) -> None:
        self.word = word
        self.first = list(first)
        self.asked = 0

    def __call__(self, prompt: str) -> str:
        self.asked += 1
        assert self.asked < MOST, f"still asking: {prompt}"
        return self.first.pop(0) if self.first else self.word


@pytest.mark.parametrize(
    "word",
    ["", "1", "2", "3", "4", "yes", "?", "l", "s", "m", "u", "p", "b", "n", "x", "q", "g", "g lock-screen",
     "g think-first", "g nowhere", "nonsense", "\x1b[A", "é" * 5000],
)  # fmt: skip
@pytest.mark.parametrize("outcome", ["pass", "fail", "warn", "not-applicable", ""])
def test_the_same_line_for_ever_ends(tmp_path: Path, word: str, outcome: str) -> None:
    kit = make_kit(tmp_path, host=machine(outcome))
    said = say(tmp_path, "--plain", read=Forever(word), kit=kit)
    assert said.status == 1
    assert said.err == ""


@pytest.mark.parametrize("word", ["", "?", "p", "nonsense", "q"])
def test_the_profile_is_not_asked_for_ever_either(tmp_path: Path, word: str) -> None:
    said = say(tmp_path, "--plain", read=Forever(word, ()))
    assert said.status == 1
    assert "Nothing was recorded." in said.out


def test_a_person_may_miss_as_often_as_they_like(tmp_path: Path) -> None:
    typed = iter([*PROFILE, *["?"] * 50, "q"])
    said = say(tmp_path, "--plain", read=lambda prompt: next(typed), interactive=True)
    assert said.out.count("At every prompt you can type one of these") == 50
    assert "q\n" not in said.out.splitlines()  # what a person types is on their screen already


def test_ctrl_c_says_that_all_is_recorded(tmp_path: Path) -> None:
    typed = iter([*PROFILE])

    def read(prompt: str) -> str:
        for line in typed:
            return line
        raise KeyboardInterrupt

    said = say(tmp_path, "--plain", read=read)
    assert said.status == 130
    assert said.err.strip().count("\n") == 0
    assert "recorded" in said.err
    assert "watchword --plain" in said.err
    assert (tmp_path / "data" / "journals" / "small" / "0001.toml").exists()
