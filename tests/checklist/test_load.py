"""From TOML to a checklist: everything that is wrong is said at once, with file, line and the way out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword import toml
from watchword.checklist.load import Problem, load, read
from watchword.checklist.locate import bundled, locate
from watchword.checklist.model import Checklist, Guideline
from watchword.errors import ChecklistError

if TYPE_CHECKING:
    from tests.checklist.conftest import Draft

SMALL = Path(__file__).parents[1] / "fixtures" / "small"


def problems(draft: Draft) -> list[Problem]:
    return sorted(read(draft.folder).problems)


def the_problem(draft: Draft) -> Problem:
    (problem,) = problems(draft)
    return problem


def guideline(checklist: Checklist, name: str) -> Guideline:
    return next(one for one in checklist.guidelines if one.id == name)


# What is read ---------------------------------------------------------------------------------------------


def test_guidelines_come_in_the_order_in_which_they_are_walked() -> None:
    checklist = load(SMALL)
    assert [section.id for section in checklist.sections] == ["basics", "code"]
    assert [one.id for one in checklist.guidelines] == [
        "think-first",
        "lock-screen",
        "one-password",
        "clear-desk",
        "tell-team",
        "no-secrets",
        "reviewed-code",
    ]


def test_sections_come_in_the_order_of_the_list(draft: Draft) -> None:
    draft.change("checklist", '["basics", "code"]', '["code", "basics"]')
    assert [section.id for section in load(draft.folder).sections] == ["code", "basics"]


def test_policy_values_are_filled_into_the_texts() -> None:
    assert guideline(load(SMALL), "lock-screen").how.intro == "It takes about 15 minutes."


def test_policy_values_are_filled_into_steps_questions_and_the_contact(draft: Draft) -> None:
    draft.change("checklist", '"your team lead"', '"{channel}"')
    draft.add("checklist", '\n[policy.channel]\nvalue = "#security"\nnote = "x"\n')
    draft.change("basics", '"Open Settings."', '"Ask in {channel}."')
    draft.change("basics", "You sit at a desk", "You sit in {channel}")
    checklist = load(draft.folder)
    first = checklist.guidelines[0]
    assert checklist.contact == "#security"
    assert first.how.gnome is not None
    assert first.how.gnome.steps[0] == "Ask in #security."
    assert first.question[0].stem.startswith("You sit in #security")


def test_a_list_of_policy_values_reads_as_a_list_in_words(draft: Draft) -> None:
    draft.change("checklist", "value = 15", 'value = ["ten", "twelve"]')
    assert guideline(load(draft.folder), "lock-screen").how.intro == "It takes about ten, twelve minutes."


def test_checks_are_given_the_policy_values_they_name(draft: Draft) -> None:
    draft.change("basics", 'name = "screen-lock"', 'name = "screen-lock"\npolicy = ["lock_after_minutes"]')
    checklist = load(draft.folder)
    (use,) = guideline(checklist, "lock-screen").check
    assert checklist.limits(use) == {"lock_after_minutes": 15}


def test_a_byte_order_mark_does_no_harm(draft: Draft) -> None:
    file = draft.path("basics")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load(draft.folder).sections[0].id == "basics"


# Digests --------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["checklist", "basics", "code"]), st.integers(0, 10**6))
def test_any_other_byte_gives_another_digest(
    tmp_path_factory: pytest.TempPathFactory, file: str, place: int
) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("x") / "small"))
    before = read(folder).sha256
    data = bytearray((folder / f"{file}.toml").read_bytes())
    data[place % len(data)] ^= 1
    (folder / f"{file}.toml").write_bytes(data)
    # Another list of files is read where the change hits that list, and then the digest differs all the more.
    assert read(folder).sha256 != before


def test_the_digest_is_the_same_wherever_the_folder_lies(draft: Draft) -> None:
    assert load(draft.folder).sha256 == load(SMALL).sha256


def test_text_moved_from_one_file_to_the_next_gives_another_digest(draft: Draft) -> None:
    before = load(draft.folder).sha256
    draft.add("basics", "\n")
    draft.change("code", "[section]", "[section]")
    text = draft.path("code").read_text()
    draft.path("code").write_text(text.replace("\n\n", "\n", 1))
    assert load(draft.folder).sha256 != before


def test_the_digest_of_a_rule_ignores_white_space(draft: Draft) -> None:
    rule = "You keep thinking first the way the team agreed."
    before = load(draft.folder).guidelines[0].rule_sha256
    draft.change(
        "basics", f'"{rule}"', f'"""\n  {rule.replace(" ", "  ", 2).replace(" the", chr(10) + "the")}\n"""'
    )
    assert load(draft.folder).guidelines[0].rule_sha256 == before


def test_the_digest_of_a_rule_sees_every_word(draft: Draft) -> None:
    before = load(draft.folder).guidelines[0].rule_sha256
    draft.change("basics", "You keep thinking first the way", "You keep thinking first a way")
    assert load(draft.folder).guidelines[0].rule_sha256 != before


# What is wrong, one by one --------------------------------------------------------------------------------


def test_an_unknown_key_is_named_on_its_line(draft: Draft) -> None:
    line = draft.change("basics", 'strength = "must"', 'strenght = "must"')
    found = problems(draft)
    assert (
        Problem(
            "basics.toml",
            line,
            "`guideline.0.strenght` is not a key of the format.",
            "Correct the spelling, or take it out.",
        )
        in found
    )


def test_a_missing_key_is_reported_where_its_table_begins(draft: Draft) -> None:
    line = draft.change("basics", "[guideline.why]\ntext = ", "[guideline.why]\n# text = ")
    problem = the_problem(draft)
    assert (problem.line, problem.what, problem.remedy) == (
        line,
        "`guideline.0.why.text` is missing.",
        "Add it.",
    )


def test_a_missing_table_is_reported_where_its_guideline_begins(draft: Draft) -> None:
    draft.change(
        "basics", '[guideline.attestation]\ntext = "I keep thinking first the way the team agreed."\n', ""
    )
    problem = the_problem(draft)
    assert (problem.line, problem.what) == (12, "`guideline.0.attestation` is missing.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Thinking first"', "title = 5"),
        ('title = "Thinking first"', f'title = "{"x" * 43}"'),
        ('applies_to = ["everyone"]', 'applies_to = "everyone"'),
        ('applies_to = ["everyone"]', 'applies_to = ["nobody"]'),
        ("reviewed_on = 2026-11-23", 'reviewed_on = "last week"'),
        ("reviewed_on = 2026-11-23", "reviewed_on = 2026-11-23\nreview_days = 5"),
        ("lines = [1, 2]", "lines = [1]"),
        ('covers = ["G01"]', 'covers = ["G1"]'),
        ('id = "think-first"', 'id = "Think First"'),
        ('harms = ["you", "users"]', "harms = []"),
        ('harms = ["you", "users"]', 'harms = ["cat"]'),
        ('strength = "must"', 'strength = "must"\nrequires = [5]'),
        ('strength = "must"', 'strength = {a.b.c.d.e.f = "must"}'),
    ],
)
def test_a_value_that_does_not_fit_is_reported_on_its_line_with_a_remedy(
    draft: Draft, old: str, new: str
) -> None:
    line = draft.change("basics", old, new) + new.count("\n")
    problem = the_problem(draft)
    assert (problem.file, problem.line) == ("basics.toml", line)
    assert problem.remedy


def test_a_list_with_a_wrong_entry_is_not_called_too_short_as_well(draft: Draft) -> None:
    draft.change("basics", 'applies_to = ["everyone"]', 'applies_to = ["nobody"]')
    assert the_problem(draft).what == "`guideline.0.applies_to.0` is 'nobody'."


def test_a_policy_value_of_no_known_type_is_one_problem(draft: Draft) -> None:
    line = draft.change("checklist", "value = 15", "value = 1.5")
    problem = the_problem(draft)
    assert (problem.line, problem.what) == (
        line,
        "`policy.lock_after_minutes.value` is of no type a policy value has.",
    )


def test_a_case_without_its_source_is_reported(draft: Draft) -> None:
    draft.change("basics", 'source = "a-case"', 'source = "no-case"')
    problem = the_problem(draft)
    assert (problem.line, problem.what) == (12, "`no-case` is no source of this checklist.")


def test_a_question_without_its_source_is_reported(draft: Draft) -> None:
    draft.change("basics", 'id = "think-first-1"', 'id = "think-first-1"\nsources = ["nowhere"]')
    assert the_problem(draft).what == "`nowhere` is no source of this checklist."


def test_a_check_that_names_no_policy_value_is_reported(draft: Draft) -> None:
    draft.change("basics", 'name = "screen-lock"', 'name = "screen-lock"\npolicy = ["lock_minutes"]')
    assert the_problem(draft).what == "`lock_minutes` is no policy value of this checklist."


def test_a_requirement_of_no_guideline_is_reported(draft: Draft) -> None:
    draft.change("basics", 'strength = "must"', 'strength = "must"\nrequires = ["think-last"]')
    assert the_problem(draft).what == "`think-last` is no guideline of this checklist."


def test_a_requirement_may_name_a_guideline_of_another_section(draft: Draft) -> None:
    draft.change("basics", 'strength = "must"', 'strength = "must"\nrequires = ["no-secrets"]')
    assert problems(draft) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("basics", 'id = "lock-screen"', 'id = "think-first"'),
        ("code", 'id = "no-secrets"', 'id = "think-first"'),
        ("basics", 'id = "lock-screen-2"', 'id = "lock-screen-1"'),
        ("code", 'id = "no-secrets-1"', 'id = "lock-screen-1"'),
        ("code", 'id = "code"', 'id = "basics"'),
        ("checklist", '"code"]', '"basics", "code"]'),
    ],
)
def test_an_id_that_is_used_twice_is_reported_in_the_second_place(
    draft: Draft, file: str, old: str, new: str
) -> None:
    line = draft.change(file, old, new)
    problem = the_problem(draft)
    assert problem.file == f"{file}.toml"
    assert problem.line <= line
    assert re.fullmatch(r"The id `[a-z0-9-]+` is used twice\.", problem.what)


def test_a_source_that_is_named_twice_is_reported(draft: Draft) -> None:
    source = '\n[[source]]\nkey = "a-case"\ntitle = "x"\nurl = "https://x.example"\naccessed = 2026-01-01\n'
    draft.add("code", source)
    assert the_problem(draft).what == "The id `a-case` is used twice."


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checklist", '"your team lead"', '"ask {nobody}"'),
        ("basics", '"Open Settings."', '"Open {nobody}."'),
        ("basics", "You sit at a desk", "You sit at {nobody}"),
        ("code", "I keep secrets", "I keep {nobody}"),
    ],
)
def test_a_placeholder_that_names_no_policy_value_is_reported_on_its_line(
    draft: Draft, file: str, old: str, new: str
) -> None:
    line = draft.change(file, old, new)
    problem = the_problem(draft)
    assert problem.what == "`{nobody}` names no policy value."
    assert line - 1 <= problem.line <= line  # a text over several lines is named by its first


def test_braces_with_something_else_inside_are_left_alone(draft: Draft) -> None:
    draft.change("basics", '"Open Settings."', "\"Run `awk '{print $1}'` with ${HOME} and {}.\"")
    assert problems(draft) == []


def test_a_text_that_gets_too_long_by_filling_in_is_a_problem_like_any_other(draft: Draft) -> None:
    draft.change("checklist", "value = 15", f'value = "{"x" * 60}"')
    line = draft.change("basics", '"Thinking first"', '"Thinking {lock_after_minutes}"')
    problem = the_problem(draft)
    assert (problem.file, problem.line) == ("basics.toml", line)
    assert "at most 42 characters" in problem.what


def test_a_section_without_its_file_is_reported_with_both_ways_out(draft: Draft) -> None:
    draft.path("code").unlink()
    problem = the_problem(draft)
    assert (problem.file, problem.line, problem.what) == ("code.toml", 1, "The file does not exist.")
    assert problem.remedy == "Add it, or take its name out of `sections`."


def test_a_folder_in_place_of_a_file_is_reported(draft: Draft) -> None:
    draft.path("code").unlink()
    draft.path("code").mkdir()
    assert "cannot be read" in the_problem(draft).what


def test_a_file_that_is_not_toml_is_reported_on_its_line(draft: Draft) -> None:
    line = draft.change("code", 'title = "Code"', 'title = "Code')
    problem = the_problem(draft)
    assert (problem.file, problem.line) == ("code.toml", line)
    assert problem.what.startswith("This is not TOML")


def test_a_file_without_an_end_is_refused(draft: Draft) -> None:
    draft.path("code").unlink()
    draft.path("code").symlink_to("/dev/zero")
    assert the_problem(draft).what == f"The file is larger than {toml.SIZE_LIMIT // 1024} KiB."


def test_what_a_key_would_write_to_the_terminal_is_shown_cleaned(draft: Draft) -> None:
    draft.change("basics", 'title = "Basics"', 'title = "Basics"\n"\\u001b]0;x\\u0007" = 1')
    assert the_problem(draft).what.isprintable()


# Everything at once ---------------------------------------------------------------------------------------


def test_ten_mistakes_in_three_files_are_all_named_at_once(draft: Draft) -> None:
    made = [
        ("checklist", 'language = "en"', 'language = "english"'),
        ("checklist", 'version = "1"', 'vresion = "1"'),
        ("basics", 'scope = "What everybody', 'scop = "What everybody'),
        ("basics", 'covers = ["G01"]', 'covers = ["1"]'),
        ("basics", 'title = "The screen locked"', "title = 7"),
        ("basics", 'applies_to = ["everyone"]', 'applies_to = ["all"]'),
        ("code", 'title = "Code"', 'titel = "Code"'),
        ("code", 'strength = "must"', 'strength = "may"'),
        ("code", "lines = [1, 2]", "lines = []"),
        ("code", 'harms = ["you", "users"]', 'harms = ["them"]'),
    ]
    lines = {(f"{file}.toml", draft.change(file, old, new)) for file, old, new in made}
    assert len(lines) == 10
    assert lines <= {(problem.file, problem.line) for problem in problems(draft)}
    assert all(problem.remedy for problem in problems(draft))


@pytest.mark.parametrize("sections", ["5", "[5]", '["../small/code"]', '["no such"]'])
def test_a_list_of_sections_with_mistakes_opens_no_file(draft: Draft, sections: str) -> None:
    line = draft.change("checklist", '["basics", "code"]', sections)
    assert {(problem.file, problem.line) for problem in problems(draft)} == {("checklist.toml", line)}


def test_the_refusal_lists_them_in_the_order_of_files_and_lines(draft: Draft) -> None:
    draft.change("code", 'strength = "must"', 'strength = "may"')
    draft.change("basics", 'strength = "must"', 'strength = "may"')
    draft.change("basics", 'title = "Thinking first"', "title = 5")
    with pytest.raises(ChecklistError) as caught:
        load(draft.folder)
    assert caught.value.title == "The checklist has 3 problems."
    listed = [re.match(r"(\w+)\.toml:(\d+): ", line) for line in caught.value.detail.split("\n")]
    places = [(found[1], int(found[2])) for found in listed if found]
    assert len(places) == 3
    assert places == sorted(places)
    assert "checklist lint" in caught.value.remedy


def test_a_mistake_in_one_section_makes_no_other_look_wrong(draft: Draft) -> None:
    draft.change("basics", 'scope = "What everybody', 'scope = 5 # "What everybody')
    assert the_problem(draft).file == "basics.toml"


def test_a_section_that_cannot_be_read_makes_no_other_look_wrong(draft: Draft) -> None:
    draft.change("basics", "[section]", "[section")
    assert the_problem(draft).file == "basics.toml"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_a_value_is_replaced_by_the_answer_is_a_list_of_problems(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("x") / "small"))
    file = folder / f"{data.draw(st.sampled_from(['checklist', 'basics', 'code']))}.toml"
    rows = file.read_text().split("\n")
    number = data.draw(st.sampled_from([n for n, row in enumerate(rows) if " = " in row]))
    junk = [
        "5",
        "-1.5",
        "nan",
        "true",
        '""',
        '"{x}"',
        "[]",
        "[[]]",
        "{}",
        "{a.b = [1]}",
        "1979-05-27",
        "'\\x'",
    ]
    rows[number] = rows[number].split(" = ")[0] + " = " + data.draw(st.sampled_from(junk))
    file.write_text("\n".join(rows))
    try:
        load(folder)
    except ChecklistError as error:
        refusal = error
    else:
        return
    assert re.match(r"[a-z]+\.toml:\d+: ", refusal.detail)


# Where checklists are -------------------------------------------------------------------------------------


def test_without_a_folder_the_bundled_checklist_is_meant() -> None:
    assert (locate() / "checklist.toml").is_file()
    assert (bundled() / "security").is_dir()


def test_a_folder_that_is_named_is_meant(draft: Draft) -> None:
    assert locate(draft.folder) == draft.folder


def test_a_folder_without_a_checklist_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError) as caught:
        locate(tmp_path)
    assert "holds no checklist.toml" in caught.value.detail
    assert "--checklist" in caught.value.remedy
