"""The JSON Schema of the two kinds of file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from watchword.checklist.model import ChecklistFile, SectionFile
from watchword.checklist.table import Model

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, type[Model]] = {"checklist": ChecklistFile, "section": SectionFile}


def schema(kind: str) -> dict[str, Any]:
    """Return the schema of `checklist` (checklist.toml) or `section` (a section file)."""
    model = KINDS[kind]
    described = model.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, **described, "title": f"Watchword {kind} file"}
