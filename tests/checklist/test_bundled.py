"""The checklist that is brought along: all of the guide, nothing twice, and fit to be learnt from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from support.guess import WEIGHTS, chance_of
from watchword.check import registry
from watchword.checklist.lint import lint
from watchword.checklist.lint.reading import grader
from watchword.checklist.load import load
from watchword.checklist.locate import locate
from watchword.checklist.model import Checklist, Guideline
from watchword.checklist.question import Question
from watchword.text import clean

GUIDE = {*(f"G{number:02}" for number in range(1, 31)), "G15a", "G15b"}
CHECKED = {
    "G04": ["password-manager"],
    "G05": ["stray-credentials", "shell-history"],
    "G07": ["disk-encryption"],
    "G08": ["ssh-keys", "openpgp-keys", "key-copies", "keybase"],
    "G10": ["revocation-certificate"],
    "G12": ["screen-lock"],
    "G13": ["password-on-wake"],
    "G15": ["remote-wipe"],
    "G17": ["service-passwords"],
    "G18": ["service-https"],
    "G19": ["service-address", "source-https-start"],
    "G20": ["service-redirect"],
    "G21": ["service-relative-urls", "source-relative-urls"],
    "G22": ["source-logged-passwords"],
    "G23": ["source-stored-passwords"],
    "G24": ["source-reversible-passwords"],
    "G25": ["source-security-alerts"],
    "G26": ["service-reports", "source-reports"],
}
DRILLED = {"G09": ["stick-drill"], "G10": ["stick-drill"], "G12": ["lock-drill"]}
# Names that examples are given when nobody thinks about it. People are "a colleague", "your team lead".
INVENTED = re.compile(r"\b(Ana|Anna|Ben|Chi|Dee|Alice|Bob|Carol|Dave|Eve|Mallory|Trudy|John|Jane)\b")
# What policy values are written as, by their name in the texts.
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
FENCE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)


@cache
def checklist() -> Checklist:
    return load(locate())


def texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{place}.{number}")


def all_texts() -> list[tuple[str, str]]:
    return [found for one in checklist().guidelines for found in texts(one.model_dump(), one.id)]


def questions() -> list[tuple[Guideline, Question]]:
    return [(one, question) for one in checklist().guidelines for question in one.question]


def each(*, of: str = "guideline") -> pytest.MarkDecorator:
    ids = [one.id for one in checklist().guidelines]
    return pytest.mark.parametrize(of, checklist().guidelines, ids=ids)


# The guide ------------------------------------------------------------------------------------------------


def test_every_guideline_of_the_guide_is_covered_once_and_nothing_else_is() -> None:
    covered = Counter(name for one in checklist().guidelines for name in one.covers)
    assert covered == Counter(GUIDE)


def test_every_guideline_covers_one_of_the_guide() -> None:
    assert [one.id for one in checklist().guidelines if not one.covers] == []


def test_the_walk_begins_with_knowing_every_guideline() -> None:
    assert checklist().guidelines[0].covers == ("G01",)


def test_the_walk_keeps_the_order_of_the_guide() -> None:
    walked = [name for one in checklist().guidelines for name in one.covers]
    assert walked == sorted(walked)


@each()
def test_each_says_where_in_the_guide_it_stands(guideline: Guideline) -> None:
    first, last = guideline.place.lines
    assert 1 <= first <= last <= 103
    assert guideline.place.heading
    assert guideline.place.position


# What each holds ------------------------------------------------------------------------------------------


@each()
def test_each_tells_a_case_with_its_source(guideline: Guideline) -> None:
    assert guideline.why.case
    assert all(case.source in checklist().sources for case in guideline.why.case)


@each()
def test_each_says_how_on_the_machines_it_is_for(guideline: Guideline) -> None:
    assert guideline.how.blocks
    if "any" not in guideline.how.blocks and "code" not in guideline.how.blocks:
        devices = {"macos", "windows", "linux", "ios", "android"} & set(guideline.applies_to)
        assert (devices or {"macos", "windows", "linux"}) <= {
            "linux" if name in ("gnome", "kde") else name for name in guideline.how.blocks
        }


@each()
def test_each_has_a_sentence_to_sign_in_the_first_person(guideline: Guideline) -> None:
    assert re.search(r"\b(I|my|My)\b", guideline.attestation.text)


@each()
def test_each_asks_in_more_than_one_way(guideline: Guideline) -> None:
    assert len(guideline.question) >= 2


@each()
def test_each_stands_on_sources_that_exist(guideline: Guideline) -> None:
    cited = [key for question in guideline.question for key in question.sources]
    assert set(cited) <= set(checklist().sources)


def test_no_source_is_there_for_nothing() -> None:
    cited = {case.source for one in checklist().guidelines for case in one.why.case}
    cited |= {key for _, question in questions() for key in question.sources}
    cited |= {beyond.source for one in checklist().guidelines for beyond in one.beyond if beyond.source}
    cited |= {defect.source for defect in checklist().defects if defect.source}
    assert set(checklist().sources) - cited == set()


# Rules ----------------------------------------------------------------------------------------------------


def test_the_rules_of_a_good_checklist_are_kept() -> None:
    # On the day of the newest review: whether one is overdue by now is for `checklist lint` to say, which
    # knows the day; a test that did would fail in every old copy.
    today = max(one.reviewed_on for one in checklist().guidelines)
    problems = lint(locate(), registry.names(), today, grader(), registry.DRILLS)
    assert [str(problem) for problem in problems] == []


def test_no_code_fence_is_bare() -> None:
    for place, text in all_texts():
        for fence in FENCE.finditer(text):
            before = len(FENCE.findall(text[: fence.start()]))
            assert before % 2 or text[fence.end() : fence.end() + 1].isalpha(), place


def test_texts_hold_nothing_that_a_terminal_could_obey() -> None:
    for place, text in all_texts():
        assert clean(text, limit=10_000, lines=True) == text, place


def test_every_policy_value_was_filled_in() -> None:
    assert [place for place, text in all_texts() if PLACEHOLDER.search(text)] == []


def test_examples_invent_no_people() -> None:
    assert [(place, found[0]) for place, text in all_texts() if (found := INVENTED.search(text))] == []


def test_no_guideline_requires_one_that_comes_later() -> None:
    ids = [one.id for one in checklist().guidelines]
    for number, one in enumerate(checklist().guidelines):
        assert set(one.requires) <= set(ids[:number]), one.id


# Questions ------------------------------------------------------------------------------------------------


def test_the_right_option_is_the_longest_in_at_most_two_of_five_questions() -> None:
    longest = [
        question.id
        for _, question in questions()
        if len(question.right.text) == max(len(option.text) for option in question.options)
    ]
    assert len(longest) <= 0.4 * len(questions())


def test_the_right_option_is_the_shortest_in_at_most_two_of_five_questions() -> None:
    shortest = [
        question.id
        for _, question in questions()
        if len(question.right.text) == min(len(option.text) for option in question.options)
    ]
    assert len(shortest) <= 0.4 * len(questions())


def test_no_two_options_of_a_question_say_the_same() -> None:
    for _, question in questions():
        said = {" ".join(option.text.lower().split()) for option in question.options}
        assert len(said) == len(question.options), question.id


def test_no_scenario_is_told_twice() -> None:
    told = Counter(" ".join(question.stem.split()) for _, question in questions())
    assert [stem for stem, count in told.items() if count > 1] == []


def test_every_question_is_named_after_its_guideline() -> None:
    for one, question in questions():
        assert re.fullmatch(rf"{re.escape(one.id)}-\d+", question.id)


def test_options_that_are_not_shuffled_are_numbers() -> None:
    for _, question in questions():
        if not question.shuffle:
            assert all(re.match(r"\W*\d", option.text) for option in question.options), question.id


# Checks ---------------------------------------------------------------------------------------------------


def test_the_guidelines_that_can_be_looked_at_have_their_check() -> None:
    named = {one.covers[0]: [use.name for use in one.check] for one in checklist().guidelines}
    assert {name: checks for name, checks in named.items() if checks} == CHECKED


def test_what_no_setting_shows_can_be_practised() -> None:
    named = {one.covers[0]: [use.name for use in one.drill] for one in checklist().guidelines}
    assert {name: drills for name, drills in named.items() if drills} == DRILLED


def test_every_check_that_is_named_exists() -> None:
    for one in checklist().guidelines:
        for use in one.check:
            assert registry.find(use.name).id == use.name


def test_every_check_is_given_limits_that_it_knows_and_in_their_type() -> None:
    for one in checklist().guidelines:
        for use in one.check:
            known = registry.find(use.name).limits
            given = checklist().limits(use)
            assert {name: type(value) for name, value in given.items()} == {
                name: type(known[name]) for name in given
            }


def test_where_a_check_looks_there_is_a_block_that_says_what_to_do() -> None:
    for one in checklist().guidelines:
        for use in one.check:
            blocks = {"linux" if name in ("gnome", "kde") else name for name in one.how.blocks}
            assert blocks & {"any", "code"} or set(registry.find(use.name).platforms) <= blocks, one.id


def test_who_writes_no_software_is_asked_for_no_service_and_no_source_tree() -> None:
    for one in checklist().guidelines:
        for use in one.check:
            audience = one.applies_to if use.applies_to == ("everyone",) else use.applies_to
            assert registry.about(use.name) == "machine" or "everyone" not in audience, one.id


def test_every_policy_value_is_used_by_a_text_or_a_check() -> None:
    raw = "".join(file.read_text("utf-8") for file in locate().iterdir() if file.name.endswith(".toml"))
    named = {name for one in checklist().guidelines for use in one.check for name in use.policy}
    unused = [name for name in checklist().policy if name not in named and f"{{{name}}}" not in raw]
    assert unused == []


# Guessing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WEIGHTS)
def test_nobody_who_judges_options_by_their_wording_does_much_better_than_chance(name: str) -> None:
    chances = [chance_of(name, one) for one in checklist().guidelines for _ in one.bank]
    assert sum(chances) / len(chances) <= 1.25 * 0.25
