"""The rules a good checklist keeps: each of them broken in a checklist that keeps all the others."""

from __future__ import annotations

import shutil
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import tomli_w
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from watchword.checklist.lint import examine, lint
from watchword.checklist.lint.catalogue import RULES
from watchword.checklist.lint.passage import count_words, prose
from watchword.checklist.lint.reading import grader
from watchword.checklist.load import Problem
from watchword.checklist.model import SectionFile

if TYPE_CHECKING:
    from tests.checklist.conftest import Draft

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
SOUND = Path(__file__).parent / "sound"
CHECKS = ("screen-lock",)
TODAY = date(2026, 11, 24)
WHY = (
    'text = "Whoever sits down at your desk works under your name, and you cannot show that it was not you."'
)
SLUGS = {rule.slug for rule in RULES}
GRADE = grader()


def found(draft: Draft, today: date = TODAY) -> list[Problem]:
    return lint(draft.folder, CHECKS, today, GRADE)


def the_only(draft: Draft) -> Problem:
    (problem,) = found(draft)
    return problem


def whats(draft: Draft) -> list[str]:
    return [problem.what for problem in found(draft)]


def add_guideline(draft: Draft, *changes: tuple[str, str]) -> None:
    """Add a second guideline, the first one with these texts in place of its own."""
    text = draft.path("basics").read_text("utf-8")
    text = text[text.index("[[guideline]]") :]
    for old, new in (("lock-screen", "second"), ("G01", "G02"), *changes):
        text = text.replace(old, new)
    draft.add("basics", f"\n{text}")


# All of them ----------------------------------------------------------------------------------------------


def test_a_sound_checklist_has_no_problem() -> None:
    assert lint(SOUND, CHECKS, TODAY, GRADE) == []


def test_the_small_checklist_breaks_what_comes_of_being_made_for_walking() -> None:
    assert {problem.rule for problem in lint(SMALL, CHECKS, TODAY, GRADE)} == {
        "explanation-twice", "few-questions", "kind-missing", "no-gain", "no-objection", "no-stake",
        "right-longest", "right-longest-overall",
    }  # fmt: skip


def test_what_cannot_be_read_is_reported_with_the_rest_and_breaks_no_rule(draft: Draft) -> None:
    draft.change("basics", '"Open Settings."', '"```\\nopen\\n```"')
    draft.change("code", 'strength = "must"', 'strength = "may"')
    problems = found(draft)
    assert "bare-fence" in {problem.rule for problem in problems if problem.file == "basics.toml"}
    assert [problem.rule for problem in problems if problem.file == "code.toml"] == [""]


def test_problems_come_in_the_order_of_files_and_lines(draft: Draft) -> None:
    draft.change("code", '"Open Settings."', '"[x](ftp://x.example)"')
    draft.change("basics", '"Open Settings."', '"[x](ftp://x.example)"')
    problems = found(draft)
    assert problems == sorted(problems)
    assert [problem.file for problem in problems if problem.rule == "link-not-https"] == [
        "basics.toml",
        "code.toml",
    ]


def test_every_rule_says_what_it_is_for() -> None:
    assert all(rule.reason for rule in RULES)


def test_no_two_rules_have_the_same_slug() -> None:
    assert len(SLUGS) == len(RULES)


def test_a_problem_is_written_with_its_rule_behind() -> None:
    assert str(Problem("a.toml", 3, "It is so.", "Change it.", "a-rule")) == (
        "a.toml:3: It is so. Change it. [a-rule]"
    )


def test_a_problem_of_no_rule_is_written_without_brackets() -> None:
    assert str(Problem("a.toml", 3, "It is so.")) == "a.toml:3: It is so."


def test_the_report_counts_what_was_looked_at() -> None:
    report = examine(SOUND, CHECKS, TODAY, GRADE)
    assert (report.guidelines, report.questions, report.rules) == (1, 3, len(RULES))
    assert report.texts == 43


# Each of them, broken by one text in place of another: the rule, and the line on which the text begins -----

BREAKS: dict[str, tuple[str, str, str]] = {
    "no-gain": ("[section]", 'gain = "Nobody reads along while you are away."\n', ""),
    "scope-length": ("", 'scope = "What everybody does, on every device."', f'scope = "{"x" * 161}"'),
    "source-not-https": (
        "",
        'url = "https://example.org/case"',
        'url = "http://example.org/case"',
    ),
    "link-not-https": ("", 'intro = "It locks', 'intro = "[Here](http://x.example) it locks'),
    "bare-fence": ("", 'verify = "The picture', 'verify = "```\\nls\\n```\\nThe picture'),
    "condescending": ("", 'answer = "So do we', 'answer = "Obviously so do we'),
    "abbreviation": ("", 'intro = "It locks', 'intro = "The TPM locks'),
    "overdue-review": ("", "reviewed_on = 2026-11-23", "reviewed_on = 2025-11-23"),
    "future-review": ("", "reviewed_on = 2026-11-23", "reviewed_on = 2027-11-23"),
    "why-length": ("", WHY, f'text = "{"word " * 120}"'),
    "no-former": ("", "reviewed_on = 2026-11-23\n", "revision = 2\nreviewed_on = 2026-11-23\n"),
    "no-stake": ("[guideline.why]", 'stake = "If somebody worked under my name, I would"\n', ""),
    "no-objection": (
        "[guideline.why]",
        '[guideline.why.objection]\nsays = "I trust the people in my office."\n'
        'answer = "So do we, and visitors and cleaners come in as well."\n',
        "",
    ),
    "how-empty": (
        "[guideline.how]",
        '[guideline.how.any]\nsteps = ["Open the settings.", "Switch it on."]\n'
        'verify = "The picture of the lock is shown."\n'
        'commands = ["gsettings get org.gnome.desktop.screensaver lock-enabled"]\n',
        "",
    ),
    "check-unknown": ("", 'name = "screen-lock"', 'name = "screen-log"'),
    "beyond-source": ("", 'text = "Turn the desk', 'text = "In 45 percent of cases, turn the desk'),
    "few-questions": ('id = "lock-screen"', 'strength = "must"', 'strength = "must"\nhigh_stake = true'),
    "kind-missing": ('id = "lock-screen"', 'kind = "why"', 'kind = "spot"'),
    "stem-length": ("", 'stem = "You get up for a coffee and leave', 'stem = "You leave'),
    "negated-stem": ("", 'stem = "You get up', 'stem = "What does not harm? You get up'),
    "option-length": ("", 'text = "The battery runs low while you are out"', f'text = "{"x" * 99}"'),
    "option-words": ("", 'text = "The battery runs low while you are out"', f'text = "{"a " * 19}"'),
    "absolute-word": ("", 'text = "The battery runs low', 'text = "The battery always runs low'),
    "all-of-the-above": (
        "",
        'text = "The battery runs low while you are out"',
        'text = "Both A and C, and also a big harm"',
    ),
    "option-by-place": ("", 'because = "It does use', 'because = "Unlike answer B it does use'),
    "giveaway": ("", 'text = "You lock it', 'text = "Your password guards it: you lock it'),
    "explanation-length": (
        "",
        'because = "It does use some power, so it is tempting. That costs little and harms nobody."',
        'because = "It does use some power, so wrong."',
    ),
    "explanation-twice": (
        "",
        'because = "Hiding it feels careful. Anybody who turns it back has all that you had open."',
        'because = "It does use some power -- so it is tempting! That costs little and harms nobody"',
    ),
    "misconception-name": ("", 'misconception = "it-is-about-power"', 'misconception = "power"'),
    "misconception-twice": (
        "",
        'misconception = "it-is-about-saving"',
        'misconception = "it-is-about-power"',
    ),
    "missing-source": ("", 'because = "It does use', 'because = "Since 2016 it does use'),
}  # fmt: skip
OVER_SEVERAL = {"right-longest", "right-longest-overall", "reading-age"}


@pytest.mark.parametrize("rule", BREAKS)
def test_what_breaks_a_rule_is_told_on_its_line_with_the_way_out(sound: Draft, rule: str) -> None:
    where, old, new = BREAKS[rule]
    line = sound.change("basics", old, new)
    if where:
        text = sound.path("basics").read_text("utf-8")
        line = text.count("\n", 0, text.index(where)) + 1
    problem = the_only(sound)
    assert (problem.file, problem.line, problem.rule) == ("basics.toml", line, rule)
    assert problem.remedy


def test_each_rule_is_broken_by_a_test() -> None:
    assert {*BREAKS} | OVER_SEVERAL == SLUGS


# Fences and links -----------------------------------------------------------------------------------------

PLACES = {
    "the title": 'title = "The screen',
    "the rule": 'rule = "Make',
    "the why": 'text = "Whoever',
    "the stake": 'stake = "If',
    "a case": 'what = "A company',
    "an objection": 'says = "I trust',
    "its answer": 'answer = "So do we',
    "the intro": 'intro = "It locks',
    "a step": 'steps = ["Open',
    "a verification": 'verify = "The',
    "advice beyond": 'text = "Turn the',
    "the attestation": 'text = "I lock',
    "a scenario": 'stem = "You get',
    "an option": 'text = "A mail can',
    "a reason": 'because = "It takes',
}


def put(draft: Draft, place: str, text: str) -> int:
    """Put a text into one of the places of a guideline and return the line that is to be named."""
    old = PLACES[place]
    start, quote, rest = old.partition('"')
    return draft.change("basics", old, f"{start}{quote}{text}{rest}")


@pytest.mark.parametrize("place", PLACES)
def test_a_link_that_cannot_be_trusted_is_found_wherever_it_stands(sound: Draft, place: str) -> None:
    line = put(sound, place, "<ftp://x>")
    assert ("link-not-https", line) in {(problem.rule, problem.line) for problem in found(sound)}


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[here](http://x.example)", "http://x.example"),
        ("[here](javascript:alert)", "javascript:alert"),
        ("<ftp://x.example>", "ftp://x.example"),
    ],
)
def test_a_link_that_is_not_https_is_named(sound: Draft, link: str, address: str) -> None:
    put(sound, "the intro", link)
    assert the_only(sound).what == f"lock-screen: the link {address} is neither https nor mailto."


@pytest.mark.parametrize(
    "link", ["[here](https://x.example/a)", "<https://x.example>", "[we](mailto:us@x.example)"]
)
def test_a_link_that_can_be_trusted_is_fine(sound: Draft, link: str) -> None:
    put(sound, "the intro", link)
    assert found(sound) == []


@pytest.mark.parametrize(
    "fence", ["```sh\\nls\\n```", "~~~text\\nls\\n~~~", "```sh\\nls\\n```\\n\\n```toml\\na = 1\\n```"]
)
def test_a_fence_with_its_language_is_fine(sound: Draft, fence: str) -> None:
    put(sound, "the intro", f"{fence}\\n")
    assert found(sound) == []


def test_a_bare_fence_behind_a_good_one_is_found(sound: Draft) -> None:
    put(sound, "the intro", "```sh\\nls\\n```\\n\\n~~~\\nls\\n~~~\\n")
    assert "code fence" in the_only(sound).what


def test_a_check_that_does_not_exist_is_found_with_the_ones_that_do(sound: Draft) -> None:
    sound.change("basics", 'name = "screen-lock"', 'name = "screen-log"')
    assert the_only(sound).remedy == "Use one of screen-lock."


# Words ----------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "text", ["`code`", "``a ` b``", "```sh\ncode\n```", "~~~\ncode\n~~~", "{value}", "<https://x.example/A>"]
)
def test_what_is_not_read_as_words_is_left_out(text: str) -> None:
    assert prose(f"before\n{text}\nafter").split() == ["before", "after"]


def test_of_a_link_its_words_are_left() -> None:
    assert prose("[the page](https://x.example/A)").strip() == "[the page]"


@pytest.mark.parametrize(
    "words", ["simply", "Just", "you should have", "obviously"]
)  # fmt: skip
def test_words_that_talk_down_are_found(sound: Draft, words: str) -> None:
    put(sound, "its answer", f"{words} ")
    assert the_only(sound).what == f'lock-screen: the text says "{words}".'


@pytest.mark.parametrize("words", ["justice ", "`just` ", "You should "])
def test_words_that_only_look_like_them_are_fine(sound: Draft, words: str) -> None:
    put(sound, "its answer", words)
    assert found(sound) == []


@pytest.mark.parametrize("short", ["TPM", "2FA", "MD5", "TPMs"])
def test_an_abbreviation_that_nothing_explains_is_found_once_a_guideline(sound: Draft, short: str) -> None:
    line = put(sound, "the intro", f"{short} and {short} ")
    put(sound, "a verification", f"{short} ")
    problem = the_only(sound)
    assert (problem.line, problem.what) == (
        line,
        f"lock-screen: nothing says what {short.rstrip('s')} means.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "PIN ", "PINs ", "NOT ", "trusted platform module (TPM) TPM ", "modules (TPMs) TPM ", "TPM (a chip) ",
        "`TPM` ", "OpenPGP ", "SECURITY.md ", "MAX_AGE ", "{lock_after_minutes} ", "A ", "macOS ",
    ],
)  # fmt: skip
def test_what_is_explained_or_no_abbreviation_is_fine(sound: Draft, text: str) -> None:
    put(sound, "the intro", text)
    assert found(sound) == []


def test_an_abbreviation_explained_in_another_guideline_is_found(sound: Draft) -> None:
    put(sound, "the intro", "(TPM) ")
    add_guideline(sound, ("(TPM)", "TPM"))
    assert "second: nothing says what TPM means." in whats(sound)


def test_an_abbreviation_in_a_policy_value_is_fine(sound: Draft) -> None:
    sound.change("checklist", "value = 15", 'value = "TPM"')
    assert found(sound) == []


def test_a_command_may_hold_what_it_needs(sound: Draft) -> None:
    sound.change("basics", 'commands = ["gsettings', 'commands = ["TPM=1 gsettings')
    assert found(sound) == []


# The dates of reviews -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "rule"),
    [
        (date(2026, 11, 21), ["future-review"]),
        (date(2026, 11, 22), []),
        (date(2027, 11, 23), []),
        (date(2027, 11, 24), ["overdue-review"]),
    ],
)
def test_a_review_holds_to_its_last_day(today: date, rule: list[str]) -> None:
    assert [problem.rule for problem in lint(SOUND, CHECKS, today, GRADE)] == rule


def test_an_overdue_review_says_since_when(sound: Draft) -> None:
    (problem,) = found(sound, date(2027, 11, 30))
    assert problem.what == "lock-screen: its review was due on 2027-11-23, 7 days ago."


# Scenarios ------------------------------------------------------------------------------------------------


def set_stem(draft: Draft, text: str) -> None:
    whole = draft.path("basics").read_text("utf-8")
    start = whole.index('stem = "') + 8
    draft.path("basics").write_text(whole[:start] + text + whole[whole.index('"\n', start) :], "utf-8")


@pytest.mark.parametrize(("words", "is_fine"), [(24, False), (25, True), (70, True), (71, False)])
def test_a_scenario_has_25_to_70_words(sound: Draft, words: int, is_fine: bool) -> None:
    set_stem(sound, "It is so. " * (words // 3) + "So. " * (words % 3))
    assert whats(sound) == ([] if is_fine else [f"lock-screen-1: the scenario has {words} words."])


def test_a_scenario_is_measured_with_its_policy_values_filled_in(sound: Draft) -> None:
    sound.change("checklist", "value = 15", f'value = "{"it is so. " * 20}"')
    set_stem(sound, "It is so. " * 8 + "{lock_after_minutes}")
    assert whats(sound) == ["lock-screen-1: the scenario has 84 words."]


ENOUGH = "You get up and go out for a while. It is late and the hall is dark by now. A visitor waits there. "


@pytest.mark.parametrize(
    "asked",
    [
        "Which of these is not safe?",
        "What doesn't help?",
        "Who would you tell least?",
        "Which of them help, except one?",
    ],
)
def test_a_negated_question_is_found(sound: Draft, asked: str) -> None:
    set_stem(sound, ENOUGH + asked)
    assert the_only(sound).rule == "negated-stem"


@pytest.mark.parametrize(
    "asked",
    [
        "Which of these is NOT safe?",
        "Why is it not safe?",
        "Is it not safe?",
        "What do you do if it does not lock?",
        "Which of them has to go because it is not safe?",
        "Which of them is open, though it need not be?",
        "What at least do you do?",
        "It was not safe. What do you do?",
    ],
)
def test_a_negation_that_is_needed_or_not_what_is_asked_is_fine(sound: Draft, asked: str) -> None:
    set_stem(sound, ENOUGH + asked)
    assert found(sound) == []


def test_a_scenario_that_is_hard_to_read_is_found_with_its_grade(sound: Draft) -> None:
    graded = lint(sound.folder, CHECKS, TODAY, lambda text: 7.1 if "coffee" in text else 7.0)
    assert [(problem.rule, problem.what) for problem in graded] == [
        ("reading-age", "lock-screen-1: the scenario asks for reading at grade 7.1.")
    ]


def test_the_grade_is_that_of_the_words_without_their_code(sound: Draft) -> None:
    set_stem(sound, ENOUGH + "You type\\n`sudo` and go.\\nWhat is the harm?")
    seen: list[str] = []
    lint(sound.folder, CHECKS, TODAY, lambda text: float(bool(seen.append(text))))
    assert seen[0].endswith("You type and go. What is the harm?")


def test_long_words_in_long_sentences_have_a_high_grade() -> None:
    assert GRADE is not None
    assert GRADE("You see it. You go.") < 7
    assert (
        GRADE("Organisational confidentiality considerations notwithstanding, authorisation deteriorates.")
        > 7
    )


def test_without_the_library_there_is_no_grade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "textstat", None)
    assert grader() is None


def test_without_a_grade_one_rule_less_is_judged() -> None:
    assert examine(SOUND, CHECKS, TODAY, None).rules == len(RULES) - 1


# Options --------------------------------------------------------------------------------------------------

OPTIONS = (
    "A mail can go out under your name",
    "The battery runs low while you are out",
    "Your work may be lost in a power cut",
    "Your boss sees that you took a break",
)


def set_options(draft: Draft, *texts: str) -> None:
    for old, new in zip(OPTIONS, texts, strict=False):
        draft.change("basics", old, new)


@pytest.mark.parametrize(("longest", "is_fine"), [(16, True), (17, False)])
def test_options_are_of_similar_length(sound: Draft, longest: int, is_fine: bool) -> None:
    set_options(sound, "x" * 10, "y" * 10, "z" * 10, "w" * longest)
    assert whats(sound) == (
        [] if is_fine else [f"lock-screen-1: the options run from 10 to {longest} characters."]
    )


@pytest.mark.parametrize(("words", "is_fine"), [(18, True), (19, False)])
def test_an_option_has_18_words_at_most(sound: Draft, words: int, is_fine: bool) -> None:
    set_options(sound, *("a" * 36,), "b " * words)
    assert whats(sound) == ([] if is_fine else ["lock-screen-1: the option has 19 words."])


def test_absolute_words_on_both_sides_are_fine(sound: Draft) -> None:
    set_options(sound, "Everyone gets a mail with your name", "The battery always runs low by then")
    assert found(sound) == []


@pytest.mark.parametrize(
    "text",
    [
        "None of the above is a harm to you",
        "All of these",
        "Both A and C are a harm to the team",
        "Both the first and the last of them",
        "any of the other answers, and more",
    ],
)
def test_an_option_about_the_others_is_found(sound: Draft, text: str) -> None:
    set_options(sound, OPTIONS[0], text)
    assert "all-of-the-above" in {problem.rule for problem in found(sound)}


@pytest.mark.parametrize(
    "text", ["Some of these files stay open here", "Both a mail and a chat stay open"]
)  # fmt: skip
def test_an_option_about_other_things_is_fine(sound: Draft, text: str) -> None:
    set_options(sound, OPTIONS[0], text)
    assert found(sound) == []


@pytest.mark.parametrize("words", ["Answer B", "Option 2", "The first option", "As in (choice C)"])
def test_an_option_named_by_its_place_is_found(sound: Draft, words: str) -> None:
    put(sound, "a reason", f"{words} is right. ")
    assert the_only(sound).rule == "option-by-place"


@pytest.mark.parametrize("words", ["The option a person has", "Option 82", "An answer by mail"])
def test_other_answers_and_options_are_fine(sound: Draft, words: str) -> None:
    put(sound, "a reason", f"{words} is right. ")
    assert found(sound) == []


def test_two_words_of_the_rule_in_a_row_give_the_right_option_away(sound: Draft) -> None:
    sound.change("basics", 'rule = "Make the screen', 'rule = "Make the office screen')
    set_options(sound, "The office screens show your name")
    assert '("office screens")' in the_only(sound).what


def test_words_of_the_rule_in_a_wrong_option_too_give_nothing_away(sound: Draft) -> None:
    set_options(sound, "Your password gets known to more", "The password runs low for too long")
    assert found(sound) == []


def test_a_word_that_the_scenario_uses_gives_nothing_away(sound: Draft) -> None:
    set_options(sound, "Your password gets known to more")
    set_stem(sound, ENOUGH + "Your password is on a note. What is the harm?")
    assert found(sound) == []


def test_a_word_that_other_rules_have_gives_nothing_away(sound: Draft) -> None:
    set_options(sound, "Your password gets known to more")
    assert [problem.rule for problem in found(sound)] == ["giveaway"]
    add_guideline(sound, *((f'because = "{start}', f'because = "Anew: {start}') for start in "IMLHTSA"))
    assert "giveaway" not in {problem.rule for problem in found(sound)}


# Explanations and figures ---------------------------------------------------------------------------------


def test_the_same_explanation_in_another_guideline_is_found(sound: Draft) -> None:
    add_guideline(sound)
    twice = [problem.what for problem in found(sound) if problem.rule == "explanation-twice"]
    assert len(twice) == 9
    assert twice[0] == "second-1: the explanation stands in lock-screen-1 too."


@pytest.mark.parametrize(
    "figure", ["2016", "45 percent", "3.5 %", "45%", "14,000", "68 million", "2 thousand", "Millions"]
)
def test_a_figure_without_a_source_is_found_once_a_question(sound: Draft, figure: str) -> None:
    line = put(sound, "a reason", f"{figure} of them. ")
    sound.change("basics", "It does use some power", f"{figure} use some power")
    problem = the_only(sound)
    assert (problem.rule, problem.line) == ("missing-source", line)


@pytest.mark.parametrize(
    "figure", ["15 minutes", "version 3.2016", "`2016`", "port 8080", "{lock_after_minutes}"]
)
def test_a_number_that_claims_nothing_is_fine(sound: Draft, figure: str) -> None:
    put(sound, "a reason", f"{figure} of them. ")
    assert found(sound) == []


def test_a_figure_with_a_source_is_fine(sound: Draft) -> None:
    put(sound, "a reason", "In 2016. ")
    sound.change("basics", 'kind = "why"', 'kind = "why"\nsources = ["a-case"]')
    assert found(sound) == []


def test_a_figure_beyond_the_guide_with_a_source_is_fine(sound: Draft) -> None:
    sound.change("basics", 'text = "Turn the', 'source = "a-case"\ntext = "In 2016, turn the')
    assert found(sound) == []


# Banks ----------------------------------------------------------------------------------------------------


def add_question(
    draft: Draft, *, right: str = "x" * 30, wrong: str = "x" * 31, retired: bool = False
) -> None:
    """Add a question that keeps every rule, unless its options do not."""
    number = draft.path("basics").read_text("utf-8").count("[[guideline.question]]") + 1
    lines = [
        "",
        "[[guideline.question]]",
        f'id = "lock-screen-{number}"',
        'kind = "spot"',
        f'stem = "{ENOUGH} A bus is due at the gate. What do you do?"',
    ]
    lines += ['retired = {on = 2026-11-24, reason = "It was not clear."}'] * retired
    lines += ["[guideline.question.right]", f'text = "{right}"', f'because = "{"r " * 8}"']
    for letter in "abc":
        because = f"{letter}{number} " * 8
        lines += ["[[guideline.question.wrong]]", f'text = "{wrong}"', f'because = "{because}"']
        lines += [f'misconception = "it-is-{letter}"']
    draft.add("basics", "\n".join([*lines, ""]))


def lengthen(draft: Draft, count: int) -> None:
    """Make the right options of the first questions the longest ones."""
    rights = (
        OPTIONS[0],
        "You lock it and then go to the door",
        "A chat is open on it, and new lines come in",
    )
    for right in rights[:count]:
        draft.change("basics", right, f"{right}, and so on here")


def test_a_fourth_question_is_enough_for_a_high_stake(sound: Draft) -> None:
    sound.change("basics", 'strength = "must"', 'strength = "must"\nhigh_stake = true')
    add_question(sound)
    assert found(sound) == []


def test_a_retired_question_counts_for_nothing(sound: Draft) -> None:
    sound.change("basics", 'strength = "must"', 'strength = "must"\nhigh_stake = true')
    add_question(sound, retired=True)
    assert whats(sound) == ["lock-screen: 3 questions can be put, and its stake is high."]


def test_a_retired_question_is_left_as_it_was(sound: Draft) -> None:
    add_question(sound, right="x" * 99, wrong="always", retired=True)
    assert found(sound) == []


def test_each_missing_kind_is_named(sound: Draft) -> None:
    for kind in ("why", "decide"):
        sound.change("basics", f'kind = "{kind}"', 'kind = "spot"')
    assert whats(sound) == [
        f"lock-screen: no question is of the kind `{kind}`." for kind in ("decide", "why")
    ]


def test_the_right_option_may_be_the_longest_once(sound: Draft) -> None:
    lengthen(sound, 1)
    assert found(sound) == []


def test_the_right_option_as_the_longest_in_two_of_three_is_found_with_their_names(sound: Draft) -> None:
    lengthen(sound, 2)
    (problem,) = (problem for problem in found(sound) if problem.rule == "right-longest")
    assert problem.what == (
        "lock-screen: the right option is the longest in lock-screen-1, lock-screen-2, of 3 questions."
    )


def test_a_right_option_as_long_as_another_is_not_the_longest(sound: Draft) -> None:
    lengthen(sound, 1)
    add_question(sound, right="x" * 31)
    assert found(sound) == []


@pytest.mark.parametrize(("longest", "rules"), [(2, []), (3, ["right-longest", "right-longest-overall"])])
def test_the_right_option_is_the_longest_in_two_of_five_at_most(
    sound: Draft, longest: int, rules: list[str]
) -> None:
    for _ in range(2):
        add_question(sound)
    lengthen(sound, longest)
    assert [problem.rule for problem in found(sound)] == rules


def test_a_habit_over_the_whole_checklist_is_found_in_its_head(sound: Draft) -> None:
    lengthen(sound, 2)
    (problem,) = (problem for problem in found(sound) if problem.rule == "right-longest-overall")
    assert (problem.file, problem.line) == ("checklist.toml", 4)
    assert problem.what == "The right option is the longest in 2 of 3 questions."


# Whatever is written --------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "not",
        "Which",
        "?",
        "`",
        "```",
        "~~~\n",
        "{x}",
        "(TPM)",
        "TPM",
        "2016",
        "5 %",
        "](",
        "<a:b>",
        "always",
        " ",
    ]
)
ANY_TEXT = st.one_of(
    st.text(min_size=1, max_size=60), st.lists(PIECES, min_size=1, max_size=12).map(" ".join)
)
ANY_FOLDER = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all texts in a document."""
    if isinstance(value, str):
        return [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [leaf for key, inner in items for leaf in leaves(inner, (*path, key))]


LEAVES = leaves(tomllib.loads((SOUND / "basics.toml").read_text("utf-8")))


@st.composite
def sections(draw: st.DrawFn) -> str:
    """A section file that can be read, some of its texts replaced by any others."""
    document: Any = tomllib.loads((SOUND / "basics.toml").read_text("utf-8"))
    for leaf in draw(st.lists(st.sampled_from(LEAVES), min_size=1, max_size=4, unique=True)):
        holder = document
        for key in leaf[:-1]:
            holder = holder[key]
        holder[leaf[-1]] = draw(ANY_TEXT)
    try:
        SectionFile.model_validate(document)
    except ValidationError:
        assume(False)
    return tomli_w.dumps(document)


def written(folder: Path, text: str) -> Path:
    """Write a section file into a checklist of its own and return the folder."""
    target = folder / "any"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(SOUND, target)
    (target / "basics.toml").write_text(text, "utf-8", newline="\n")
    return target


@ANY_FOLDER
@given(section=sections())
def test_whatever_the_texts_are_the_answer_is_a_list_of_problems(tmp_path: Path, section: str) -> None:
    problems = lint(written(tmp_path, section), CHECKS, TODAY, GRADE)
    assert problems == sorted(problems)
    assert {problem.rule for problem in problems} <= SLUGS | {""}


@ANY_FOLDER
@given(section=sections())
def test_every_problem_of_a_rule_can_be_excused_where_it_points(tmp_path: Path, section: str) -> None:
    folder = written(tmp_path, section)
    excuse_all(folder, lint(folder, CHECKS, TODAY, GRADE))
    assert [problem.rule for problem in lint(folder, CHECKS, TODAY, GRADE) if problem.rule] == []


def test_every_problem_of_the_small_checklist_can_be_excused(draft: Draft) -> None:
    excuse_all(draft.folder, found(draft))
    assert found(draft) == []


def excuse_all(folder: Path, problems: list[Problem]) -> None:
    """Write an exception above the line of each problem, the last line first."""
    spots = Counter((problem.file, problem.line, problem.rule) for problem in problems if problem.rule)
    for file, line, rule in sorted(spots, reverse=True):
        lines = (folder / file).read_text("utf-8").split("\n")
        lines.insert(line - 1, f"# allow {rule}: a test wants it so")
        (folder / file).write_text("\n".join(lines), "utf-8", newline="\n")
