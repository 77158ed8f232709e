"""The checklist's Markdown as plain lines, and the order of platforms."""

from __future__ import annotations

import pytest

from watchword.checklist.model import Platform
from watchword.checklist.platform import detect, order
from watchword.cli.prose import render, wrap


def test_paragraphs_lists_and_code() -> None:
    text = "One **bold** word\nand a [link](https://example.org/a).\n\n- first\n- second\n  goes on\n\n"
    text += "```sh\na  b\n\nc\n```\n\nEnd."
    assert render(text) == [
        "One bold word and a link (https://example.org/a).",
        "",
        "- first",
        "- second goes on",
        "",
        "    a  b",
        "",
        "    c",
        "",
        "End.",
    ]


def test_lines_hang_below_their_first() -> None:
    text = "word " * 30
    lines = render(text, indent="  ", first="Rule: ")
    assert lines[0].startswith("Rule: word")
    assert lines[1].startswith("  word")
    assert max(map(len, lines)) <= 78
    assert render("- a\n- b", indent="  ", first="Rule: ") == ["Rule:", "  - a", "  - b"]


def test_what_is_to_be_copied_is_not_broken() -> None:
    address = "https://example.org/" + "a-b/" * 30
    assert address in wrap(f"See {address} for more")
    assert render(f"<{address}>") == [address]


def test_nothing_is_nothing() -> None:
    assert render("") == []
    assert wrap("") == []


@pytest.mark.parametrize(
    ("platform", "desktop", "expected"),
    [
        ("macos", "", "macos"),
        ("windows", "", "windows"),
        ("linux", "ubuntu:GNOME", "gnome"),
        ("linux", "Unity", "gnome"),
        ("linux", "KDE", "kde"),
        ("linux", "XFCE", "linux"),
        ("linux", "X-Cinnamon", "linux"),
        ("linux", "", "linux"),
        ("macos", "GNOME", "macos"),
    ],
)
def test_the_platform_of_this_machine(platform: str, desktop: str, expected: str) -> None:
    assert detect(platform, desktop) == expected


@pytest.mark.parametrize(
    ("names", "detected", "expected"),
    [
        ("any macos gnome code ios", "gnome", "gnome any code macos ios"),
        ("macos windows linux", "kde", "linux macos windows"),
        ("any macos", "linux", "any macos"),
        ("macos windows", "linux", "macos windows"),
        ("gnome linux", "gnome", "gnome linux"),
        ("", "macos", ""),
    ],
)
def test_the_block_for_this_machine_comes_first(names: str, detected: Platform, expected: str) -> None:
    blocks: dict[Platform, str] = {name: name for name in names.split()}  # type: ignore[misc]
    assert [name for name, _ in order(blocks, detected)] == expected.split()
