"""The JSON Schemas that editors use: beside the files, up to date, and true to what is shipped."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from watchword.checklist.model import PLATFORMS
from watchword.checklist.schema import DIALECT, KINDS, schema

CHECKLISTS = Path(__file__).parents[2] / "checklists"
FIXTURES = Path(__file__).parents[1] / "fixtures" / "small"
SHIPPED = sorted(CHECKLISTS.rglob("*.toml"))
TYPES = {"object": dict, "array": list, "string": (str, date), "boolean": bool, "integer": int}

Schema = Mapping[str, Any]


def kind_of(file: Path) -> str:
    return "checklist" if file.name == "checklist.toml" else "section"


def mistakes(value: object, rule: Schema, whole: Schema, at: str = "") -> Iterator[str]:
    """Say where a value does not fit a schema; knows the words that are used here."""
    if "$ref" in rule:
        yield from mistakes(value, whole["$defs"][rule["$ref"].rpartition("/")[2]], whole, at)
        return
    if "anyOf" in rule:
        if all(any(mistakes(value, one, whole, at)) for one in rule["anyOf"]):
            yield f"{at}: fits none"
        return
    wanted = rule.get("type")
    if wanted == "null":
        if value is not None:
            yield f"{at}: not null"
        return
    if wanted and (not isinstance(value, TYPES[wanted]) or (isinstance(value, bool) and wanted != "boolean")):
        yield f"{at}: not of the type {wanted}"
        return
    yield from scalar_mistakes(value, rule, at)
    if isinstance(value, list):
        if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
            yield f"{at}: {len(value)} entries"
        for number, inner in enumerate(value):
            listed = rule.get("prefixItems", [])
            fits = listed[number] if number < len(listed) else rule.get("items", {})
            yield from mistakes(inner, fits, whole, f"{at}.{number}")
    if isinstance(value, dict):
        yield from (f"{at}.{key}: missing" for key in rule.get("required", ()) if key not in value)
        for key, inner in value.items():
            fits = rule.get("properties", {}).get(key, rule.get("additionalProperties", True))
            if fits is False:
                yield f"{at}.{key}: not described"
            elif fits is not True:
                yield from mistakes(inner, fits, whole, f"{at}.{key}")


def scalar_mistakes(value: object, rule: Schema, at: str) -> Iterator[str]:
    if "const" in rule and value != rule["const"]:
        yield f"{at}: not {rule['const']}"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{at}: none of {rule['enum']}"
    if isinstance(value, str):
        if not rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", len(value)):
            yield f"{at}: {len(value)} characters"
        if not re.search(rule.get("pattern", ""), value):
            yield f"{at}: does not match"
    if isinstance(value, int) and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        yield f"{at}: out of range"


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_beside_the_checklists_is_up_to_date(kind: str) -> None:
    file = CHECKLISTS / f"{kind}.schema.json"
    wanted = json.dumps(schema(kind), indent=2) + "\n"
    assert file.read_text("utf-8") == wanted, "write it anew from watchword.checklist.schema"


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_names_its_dialect_and_refuses_unknown_keys(kind: str) -> None:
    made = schema(kind)
    assert made["$schema"] == DIALECT
    models = [made, *made["$defs"].values()]
    assert all(model["additionalProperties"] is False for model in models if model["type"] == "object")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_each_shipped_file_begins_with_the_way_to_its_schema(file: Path) -> None:
    first = file.read_text("utf-8").split("\n")[0]
    assert first.startswith("#:schema ")
    target = (file.parent / first.removeprefix("#:schema ")).resolve()
    assert target == CHECKLISTS / f"{kind_of(file)}.schema.json"
    assert target.is_file()


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_each_shipped_file_fits_its_schema(file: Path) -> None:
    made = schema(kind_of(file))
    assert list(mistakes(tomllib.loads(file.read_text("utf-8")), made, made)) == []


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_the_shipped_files_is_described(kind: str) -> None:
    made = schema(kind)
    described = {key for model in (made, *made["$defs"].values()) for key in model.get("properties", ())}
    for file in SHIPPED:
        if kind_of(file) == kind:
            values = tomllib.loads(file.read_text("utf-8"))
            # The keys of these two tables are names that the team gives.
            tables = ("policy", "glossary") if kind == "checklist" else ()
            named = {name for table in tables for name in values.get(table, ())}
            assert set(keys_of(values)) - named <= described, file.name


def test_every_platform_has_a_block_in_the_schema() -> None:
    assert set(PLATFORMS) <= set(schema("section")["$defs"]["How"]["properties"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Basics"', 'titel = "Basics"'),
        ('title = "Basics"', "title = 5"),
        ('strength = "must"', 'strength = "ought"'),
        ('harms = ["you", "users"]', "harms = []"),
        ("lines = [1, 2]", "lines = [1, 2, 3]"),
        ('id = "think-first"', 'id = "Think First"'),
    ],
)
def test_an_editor_is_told_of_a_mistake(old: str, new: str) -> None:
    text = (FIXTURES / "basics.toml").read_text("utf-8")
    made = schema("section")
    assert list(mistakes(tomllib.loads(text), made, made)) == []
    assert list(mistakes(tomllib.loads(text.replace(old, new, 1)), made, made))
