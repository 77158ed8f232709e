"""Which abbreviations a guideline uses, and what the checklist says they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from watchword.checklist.model import Guideline

_ABBREVIATION = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9.]*[A-Z0-9](?![a-z])")


def abbreviations(guideline: Guideline, glossary: Mapping[str, str]) -> dict[str, str]:
    """Return what the abbreviations on the pages of a guideline mean, in the order of their use."""
    used = dict.fromkeys(found for text in _read(guideline) for found in _ABBREVIATION.findall(text))
    return {name: glossary[name] for name in used if name in glossary}


def _read(guideline: Guideline) -> Iterator[str]:
    """The texts a person reads before the question, in order."""
    why, how = guideline.why, guideline.how
    yield from (guideline.rule, why.text)
    yield from (case.what for case in why.case)
    if why.objection:
        yield from (why.objection.says, why.objection.answer)
    yield how.intro or ""
    for block in how.blocks.values():
        yield from (*block.steps, block.verify)
    yield from (one.text for one in guideline.beyond)
    yield guideline.attestation.text
