"""The rules a good checklist keeps: each of them met, and each of them broken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchword.checklist.lint import RULES, count_words, lint
from watchword.checklist.load import Problem

if TYPE_CHECKING:
    from tests.checklist.conftest import Draft

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
CHECKS = ("screen-lock",)

WHY = '''text = "Without it, somebody else reads what was yours to keep. That harms you and the people whose \
data it is."'''
FIRST = (
    "You sit at a desk in an open office and somebody you have not met before asks you about thinking first."
)


def found(draft: Draft, checks: tuple[str, ...] = CHECKS) -> list[Problem]:
    return lint(draft.folder, checks)


def the_only(draft: Draft) -> Problem:
    (problem,) = found(draft)
    return problem


def test_a_good_checklist_has_no_problem() -> None:
    assert lint(SMALL, CHECKS) == []


def test_what_cannot_be_read_is_reported_with_the_rest(draft: Draft) -> None:
    draft.change("basics", '"Open Settings."', '"```\\nopen\\n```"')
    draft.change("code", 'strength = "must"', 'strength = "may"')
    assert [problem.file for problem in found(draft)] == ["basics.toml", "code.toml"]


def test_problems_come_in_the_order_of_files_and_lines(draft: Draft) -> None:
    draft.change("code", '"Open Settings."', '"[x](ftp://x.example)"')
    draft.change("basics", '"Open Settings."', '"[x](ftp://x.example)"')
    draft.change("basics", "https://example.org/case", "http://example.org/case")
    assert found(draft) == sorted(found(draft))
    assert [problem.file for problem in found(draft)] == ["basics.toml", "basics.toml", "code.toml"]


def test_every_rule_says_what_it_is_for() -> None:
    assert all(rule.__doc__ for rule in RULES)


# A code fence names its language --------------------------------------------------------------------------

PLACES = {
    "the rule": (
        'rule = "You keep thinking first',
        'rule = """\n{}\nYou keep thinking first',
        '."',
        '.\n"""',
    ),
    "the why": ('text = "Without it,', 'text = """\n{}\nWithout it,', 'it is."', 'it is.\n"""'),
    "a case": (
        'what = "A company lost',
        'what = """\n{}\nA company lost',
        'because of it."',
        'because of it.\n"""',
    ),
    "the intro": ('intro = "It takes', 'intro = """\n{}\nIt takes', 'minutes."', 'minutes.\n"""'),
    "a verification": ('verify = "The switch', 'verify = """\n{}\nThe switch', 'is on."', 'is on.\n"""'),
    "the attestation": ('text = "I keep', 'text = """\n{}\nI keep', 'agreed."', 'agreed.\n"""'),
    "a reason": ('because = "It is right', 'because = """\n{}\nIt is right', 'most."', 'most.\n"""'),
}


def put(draft: Draft, place: str, text: str) -> int:
    """Put a text into one of the places of a guideline and return the line that is to be named."""
    old, new, tail, new_tail = PLACES[place]
    line = draft.change("basics", old, new.format(text))
    whole = draft.path("basics").read_text()
    start = whole.index(tail, whole.index(text))
    draft.path("basics").write_text(whole[:start] + new_tail + whole[start + len(tail) :])
    return line


@pytest.mark.parametrize("place", PLACES)
def test_a_bare_code_fence_is_found(draft: Draft, place: str) -> None:
    line = put(draft, place, "```\nls\n```")
    problem = the_only(draft)
    assert problem.what == "think-first: a code fence names no language."
    assert problem.remedy
    if place != "a reason":  # options are named on the line of their question
        assert problem.line == line


@pytest.mark.parametrize(
    "fence", ["```sh\nls\n```", "~~~text\nls\n~~~", "```sh\nls\n```\n\n```toml\na = 1\n```"]
)
def test_a_fence_with_its_language_is_fine(draft: Draft, fence: str) -> None:
    put(draft, "the intro", fence)
    assert found(draft) == []


def test_a_bare_fence_behind_a_good_one_is_found(draft: Draft) -> None:
    put(draft, "the intro", "```sh\nls\n```\n\n~~~\nls\n~~~")
    assert "code fence" in the_only(draft).what


# Links ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[here](http://x.example)", "http://x.example"),
        ("[here](javascript:alert)", "javascript:alert"),
        ("<ftp://x.example>", "ftp://x.example"),
    ],
)
def test_a_link_that_cannot_be_trusted_is_found(draft: Draft, place: str, link: str, address: str) -> None:
    put(draft, place, link)
    assert the_only(draft).what == f"think-first: the link {address} is neither https nor mailto."


@pytest.mark.parametrize(
    "link", ["[here](https://x.example/a)", "<https://x.example>", "[we](mailto:us@x.example)"]
)
def test_a_link_that_can_be_trusted_is_fine(draft: Draft, link: str) -> None:
    put(draft, "the intro", link)
    assert found(draft) == []


def test_a_source_that_is_not_https_is_found(draft: Draft) -> None:
    line = draft.change("basics", "https://example.org/case", "http://example.org/case")
    problem = the_only(draft)
    assert (problem.line, problem.what) == (line, "The source a-case is not https.")


# Lengths --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "is_fine"), [(24, False), (25, True), (70, True), (71, False)])
def test_a_scenario_has_25_to_70_words(draft: Draft, words: int, is_fine: bool) -> None:
    text = draft.path("basics").read_text()
    start = text.index(FIRST)
    draft.path("basics").write_text(text[:start] + "word " * words + text[text.index('"""', start) :])
    problems = found(draft)
    assert [problem.what for problem in problems] == (
        [] if is_fine else [f"think-first: the scenario of think-first-1 has {words} words."]
    )


@pytest.mark.parametrize(("words", "is_fine"), [(119, True), (120, False)])
def test_a_why_has_less_than_120_words(draft: Draft, words: int, is_fine: bool) -> None:
    line = draft.change("basics", WHY, f'text = "{"word " * words}"')
    assert [(problem.line, problem.what) for problem in found(draft)] == (
        [] if is_fine else [(line, f"think-first: the why has {words} words.")]
    )


@pytest.mark.parametrize(("longest", "is_fine"), [(16, True), (17, False)])
def test_options_are_of_similar_length(draft: Draft, longest: int, is_fine: bool) -> None:
    for old in ("The right answer to number 1", "The first mistake for 1", "The second mistake for 1"):
        draft.change("basics", old, "x" * 10)
    draft.change("basics", "The third mistake for 1", "x" * longest)
    assert [problem.what for problem in found(draft)] == (
        [] if is_fine else [f"think-first: options of think-first-1 run from 10 to {longest} characters."]
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one", 1),
        ("it's a well-known fact", 4),
        ("a, b; c!", 3),
        ("2 steps", 2),
        ("über – alles", 2),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    assert count_words(text) == count


# Blocks, options, checks ----------------------------------------------------------------------------------


def test_a_how_without_any_block_is_found(draft: Draft) -> None:
    text = draft.path("basics").read_text()
    start, end = text.index("[guideline.how.gnome]"), text.index("[guideline.attestation]")
    draft.path("basics").write_text(text[:start] + text[end:])
    assert the_only(draft).what == "think-first: the how has no block."


def test_two_options_with_the_same_misconception_are_found(draft: Draft) -> None:
    draft.change("basics", '"second-mistake"', '"first-mistake"')
    assert the_only(draft).what == "think-first: two options of think-first-1 share a misconception."


def test_the_same_misconception_in_two_questions_is_fine() -> None:
    text = (SMALL / "basics.toml").read_text()
    assert text.count('"first-mistake"') > 1
    assert lint(SMALL, CHECKS) == []


def test_a_check_that_does_not_exist_is_found_with_the_ones_that_do(draft: Draft) -> None:
    line = draft.change("basics", 'name = "screen-lock"', 'name = "screen-log"') - 1
    problem = the_only(draft)
    assert (problem.line, problem.what) == (line, "lock-screen: there is no check `screen-log`.")
    assert problem.remedy == "Use one of screen-lock."
