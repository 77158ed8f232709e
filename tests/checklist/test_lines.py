"""On which line a value stands: right for every table and key, the nearest known one for the rest."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword.checklist.lines import find_lines, line_of

CHECKLISTS = Path(__file__).parents[2] / "checklists"


def lines(*text: str) -> dict[tuple[str | int, ...], int]:
    return find_lines("\n".join(text))


def test_a_key_is_found_on_its_line() -> None:
    assert lines("# head", "", "a = 1")[("a",)] == 3


def test_a_key_of_a_table_is_found_under_the_table() -> None:
    assert lines("[t]", "a = 1", "[u]", "a = 2")[("u", "a")] == 4


def test_the_tables_of_an_array_are_numbered() -> None:
    found = lines("[[t]]", "a = 1", "[[t]]", "a = 2")
    assert (found[("t", 0, "a")], found[("t", 1)], found[("t", 1, "a")]) == (2, 3, 4)


def test_arrays_in_arrays_are_numbered_anew_for_each_parent() -> None:
    found = lines("[[t]]", "[[t.u]]", "[[t.u]]", "[[t]]", "[t.v]", "[[t.u]]", "a = 1")
    assert (found[("t", 0, "u", 1)], found[("t", 1, "v")], found[("t", 1, "u", 0, "a")]) == (3, 5, 7)


def test_a_dotted_key_is_found_with_all_its_parts() -> None:
    found = lines("[t]", "a.b = 1", "a.c = 2")
    assert (found[("t", "a")], found[("t", "a", "b")], found[("t", "a", "c")]) == (2, 2, 3)


@pytest.mark.parametrize("key", ['"a b"', "'a b'", '"a\\u0020b"'])
def test_a_quoted_key_is_found_without_its_quotes(key: str) -> None:
    assert lines("", f"{key} = 1")[("a b",)] == 2


def test_a_quoted_part_of_a_header_may_hold_dots_and_brackets() -> None:
    assert lines('[t."a.b]".c]', "d = 1")[("t", "a.b]", "c", "d")] == 2


def test_a_comment_behind_a_header_is_no_part_of_it() -> None:
    assert lines("[t] # [u]", "a = 1")[("t", "a")] == 2


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_what_looks_like_keys_inside_a_text_is_none(quotes: str) -> None:
    found = lines(f"a = {quotes}", "b = 1", "[c]", quotes, "d = 1")
    assert found == {(): 1, ("a",): 1, ("d",): 5}


def test_quotes_inside_another_text_open_nothing() -> None:
    assert lines('a = \'"""\'', "b = \"'''\" # '''", "c = 1")[("c",)] == 3


def test_a_list_over_several_lines_opens_no_table() -> None:
    found = lines("[t]", "a = [", "  [1, 2],", "  [3, 4]", "]", "b = 1")
    assert found == {(): 1, ("t",): 1, ("t", "a"): 2, ("t", "b"): 6}


def test_an_entry_of_a_list_is_reported_on_the_line_of_the_list() -> None:
    assert line_of(("t", "a", 1), lines("[t]", "a = [", "  1, 2]")) == 2


def test_a_missing_key_is_reported_on_the_line_of_its_table() -> None:
    assert line_of(("t", 1, "title"), lines("[[t]]", "a = 1", "[[t]]", "a = 1")) == 3


def test_a_table_that_only_has_tables_is_known_from_the_first_of_them() -> None:
    assert line_of(("a", "text"), lines("", "[[a.b]]", "c = 1")) == 2


def test_what_is_not_known_at_all_is_reported_on_the_first_line() -> None:
    assert line_of(("nowhere",), lines("a = 1")) == 1


# Documents that know where their keys are ------------------------------------------------------------------

KEYS = st.sampled_from(["a", "b", "name-1", "c_d", "7"])
WRITTEN = st.sampled_from(["{}", '"{}"', "'{}'"])
VALUES = st.sampled_from(
    [
        "1",
        "'='",
        '"[x]"',
        '"# no"',
        "[1, 2]",
        '[\n  "a = 1",\n  "[b]",\n]',
        "[\n  [1],\n  [2]\n]",
        '"""\nb = 1\n[c]\n"""',
        "'''\n\"\"\"\n'''",
        '"""one\\\n  two"""',
        '"""x"""""',
        "{ a = 1, b = [1] }",
        "1979-05-27",
    ]
)
GAPS = st.sampled_from(["", "\n", "# a = 1\n", "# '''\n", "   \n"])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[tuple[str | int, ...], int]]:
    """A text, and the line of each of its keys."""
    text, wanted = "", {}
    used: set[tuple[str | int, ...]] = set()
    count = -1
    for _ in range(draw(st.integers(1, 6))):
        text += draw(GAPS)
        table: tuple[str | int, ...]
        if draw(st.booleans()):
            count += 1
            table, header = ("array", count), "[[array]]"
        else:
            name = draw(st.sampled_from(["t", "u", "t.v", 'u."w.x"']))
            table, header = tuple(name.replace('"w.x"', "w/x").split(".")), f"[{name}]"
            table = tuple("w.x" if part == "w/x" else part for part in table)
            if table in used:
                continue
            used.add(table)
        wanted[table] = min(wanted.get(table, 10**6), text.count("\n") + 1)
        text += f"{draw(st.sampled_from(['', '  ']))}{header}{draw(st.sampled_from(['', ' # [z]']))}\n"
        for key in draw(st.lists(KEYS, max_size=4, unique=True)):
            text += draw(GAPS)
            wanted[(*table, key)] = text.count("\n") + 1
            text += f"{draw(WRITTEN).format(key)} = {draw(VALUES)}{draw(st.sampled_from(['', ' # x']))}\n"
    return text, wanted


@settings(max_examples=200, deadline=None)
@given(documents())
def test_in_any_document_every_key_is_found_on_its_line(
    document: tuple[str, dict[tuple[str | int, ...], int]],
) -> None:
    text, wanted = document
    tomllib.loads(text)
    found = find_lines(text)
    # A table may come into being on the way to another one, before its own header.
    assert {path: found[path] for path in wanted if not is_table(path)} == {
        path: line for path, line in wanted.items() if not is_table(path)
    }
    assert all(found[path] <= line for path, line in wanted.items())


def is_table(path: tuple[str | int, ...]) -> bool:
    return path in {("t",), ("u",)}


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_of(inner, (*path, key))
    if isinstance(value, list) and value and all(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value):
            yield from paths_of(inner, (*path, number))


@pytest.mark.parametrize("file", sorted(CHECKLISTS.rglob("*.toml")), ids=lambda file: file.name)
def test_every_key_of_the_shipped_files_has_a_line_that_holds_it(file: Path) -> None:
    text = file.read_text("utf-8")
    found = find_lines(text)
    rows = text.split("\n")
    for path in paths_of(tomllib.loads(text)):
        names = [part for part in path if isinstance(part, str)]
        assert path in found
        assert not names or names[-1] in rows[found[path] - 1], path
