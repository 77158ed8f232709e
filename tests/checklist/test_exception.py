"""Exceptions from rules: they excuse what stands on the line below, with a reason, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from watchword.checklist.lint import examine
from watchword.checklist.lint.exception import find_allowances
from watchword.checklist.load import Problem

if TYPE_CHECKING:
    from tests.checklist.conftest import Draft

INTRO = 'intro = "It locks'
LINKED = 'intro = "<ftp://x.example> It just locks'
REASON = "the server speaks nothing else"


def found(draft: Draft) -> list[tuple[str, int]]:
    return [(problem.rule, problem.line) for problem in problems(draft)]


def problems(draft: Draft) -> tuple[Problem, ...]:
    return examine(draft.folder, ("screen-lock",), date(2026, 11, 24), None).problems


def lines(*text: str) -> list[tuple[int, int, str, str]]:
    return [(one.written, one.line, one.rule, one.reason) for one in find_allowances("\n".join(text))]


def test_an_exception_with_a_reason_excuses_the_line_below(sound: Draft) -> None:
    sound.change("basics", INTRO, f"# allow condescending: {REASON}\n{INTRO.replace('It', 'It just')}")
    assert found(sound) == []


def test_exceptions_that_excused_something_are_counted(sound: Draft) -> None:
    sound.change("basics", INTRO, f"# allow condescending: {REASON}\n{INTRO.replace('It', 'It just')}")
    report = examine(sound.folder, ("screen-lock",), date(2026, 11, 24), None)
    assert report.exceptions == 1


def test_several_exceptions_may_stand_above_one_line(sound: Draft) -> None:
    stack = f"# allow condescending: {REASON}\n# and a remark\n# allow link-not-https: {REASON}\n"
    sound.change("basics", INTRO, stack + LINKED)
    assert found(sound) == []


def test_an_exception_excuses_no_other_rule(sound: Draft) -> None:
    line = sound.change("basics", INTRO, f"# allow condescending: {REASON}\n{LINKED}")
    assert found(sound) == [("link-not-https", line + 1)]


def test_an_exception_excuses_no_other_line(sound: Draft) -> None:
    line = sound.change("basics", INTRO, f"# allow link-not-https: {REASON}\n\n{LINKED.replace('just ', '')}")
    assert found(sound) == [("exception-unused", line), ("link-not-https", line + 2)]


def test_an_exception_in_the_head_excuses_a_problem_of_the_whole_checklist(draft: Draft) -> None:
    draft.change("checklist", 'id = "small"', f'# allow right-longest-overall: {REASON}\nid = "small"')
    assert "right-longest-overall" not in dict(found(draft))


@pytest.mark.parametrize(
    "comment", ["# allow condescending", "# allow condescending:", "#allow condescending:  "]
)
def test_an_exception_without_a_reason_is_a_problem_and_excuses_nothing(sound: Draft, comment: str) -> None:
    line = sound.change("basics", INTRO, f"{comment}\n{INTRO.replace('It', 'It just')}")
    assert found(sound) == [("exception-reason", line), ("condescending", line + 1)]


def test_an_exception_from_a_rule_that_is_not_there_is_a_problem_that_names_those_that_are(
    sound: Draft,
) -> None:
    line = sound.change("basics", INTRO, f"# allow condescension: {REASON}\n{INTRO}")
    (problem,) = problems(sound)
    assert (problem.rule, problem.line) == ("exception-unknown", line)
    assert "There is no rule `condescension`." in problem.what
    assert "condescending" in problem.remedy


def test_an_exception_that_excuses_nothing_is_a_problem(sound: Draft) -> None:
    line = sound.change("basics", INTRO, f"# allow condescending: {REASON}\n{INTRO}")
    assert found(sound) == [("exception-unused", line)]


def test_a_misused_exception_cannot_be_excused(sound: Draft) -> None:
    line = sound.change(
        "basics", INTRO, f"# allow exception-unused: {REASON}\n# allow condescending: x\n{INTRO}"
    )
    assert found(sound) == [("exception-unknown", line), ("exception-unused", line + 1)]


def test_an_exception_from_a_rule_that_could_not_be_judged_is_not_called_unused(sound: Draft) -> None:
    sound.change("basics", 'stem = "You get', f'# allow reading-age: {REASON}\nstem = "You get')
    assert found(sound) == []


def test_in_a_checklist_that_was_not_read_whole_no_exception_is_called_unused(draft: Draft) -> None:
    draft.change("basics", 'intro = "It', f'# allow condescending: {REASON}\nintro = "It')
    draft.change("code", 'strength = "must"', 'strength = "may"')
    assert "exception-unused" not in dict(found(draft))


def test_what_cannot_be_read_cannot_be_excused(sound: Draft) -> None:
    line = sound.change("basics", 'strength = "must"', f'# allow strength: {REASON}\nstrength = "may"')
    assert found(sound) == [("", line + 1)]


def test_an_exception_is_about_the_next_line_that_is_no_comment() -> None:
    assert lines("# allow a: b", "# c", "d = 1") == [(1, 3, "a", "b")]


def test_a_comment_behind_a_value_is_no_exception() -> None:
    assert lines("a = 1  # allow b: c", "d = 1") == []


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_what_looks_like_an_exception_inside_a_text_is_none(quotes: str) -> None:
    assert lines(f"a = {quotes}", "# allow b: c", f"{quotes}", "d = 1") == []


def test_a_comment_about_allowing_something_else_is_none() -> None:
    assert lines("# allowances are fine", "a = 1") == []


def test_an_exception_inside_a_list_is_about_its_line() -> None:
    assert lines("a = [", "  # allow b: c", "  1,", "]") == [(2, 3, "b", "c")]


def test_carriage_returns_are_no_part_of_the_reason() -> None:
    assert lines("# allow a: b\r", "c = 1\r") == [(1, 2, "a", "b")]
