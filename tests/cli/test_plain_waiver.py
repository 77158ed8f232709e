"""Asking for a waiver in plain text, while walking."""

from __future__ import annotations

from pathlib import Path

from cli.talk import begin, say
from watchword import agreement


def test_v_asks_why_and_until_when_and_writes_the_file(tmp_path: Path) -> None:
    kit = begin(tmp_path)
    said = say(tmp_path, "--plain", typed=["v", "No keyboard here", "2026-03-31", "q"], kit=kit)
    told = " ".join(said.out.split())
    assert "Written:" in told
    assert "watchword waiver take" in " ".join((said.out + said.err).split())
    (path,) = kit.paths.exports.glob("waiver-*.json")
    assert agreement.read_asked(path).ends == "2026-03-31"


def test_an_empty_line_writes_nothing(tmp_path: Path) -> None:
    kit = begin(tmp_path)
    said = say(tmp_path, "--plain", typed=["v", "", "q"], kit=kit)
    assert "Nothing was written." in said.out
    assert not list(kit.paths.exports.glob("*"))


def test_a_day_in_the_past_is_refused_in_words(tmp_path: Path) -> None:
    kit = begin(tmp_path)
    said = say(tmp_path, "--plain", typed=["v", "No keyboard", "2020-01-01", "q"], kit=kit)
    assert "has to lie ahead" in " ".join((said.out + said.err).split())
    assert not list(kit.paths.exports.glob("*"))
