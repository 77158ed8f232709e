"""Under which condition a setting holds: `if Rails.env.production?`, `if not DEBUG`, `else`.

A condition that names a stage moves the setting there; one that names anything else makes it unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from watchword.check.source.https_setting import DEVELOPMENT, PRODUCTION, STAGING, TEST

_NAMES = (
    (re.compile(r"production|\bprod\b|is_?prod\b", re.I), PRODUCTION),
    (re.compile(r"staging", re.I), STAGING),
    (
        re.compile(r"development|\bdebug\b|\bdev\b|is_?dev\b|\blocal\b|is_?local\b|\bapp\.debug\b", re.I),
        DEVELOPMENT,
    ),
    (re.compile(r"\btest(ing)?\b", re.I), TEST),
)
_NOT = re.compile(r"!(?!=)|!==?|\bnot\b|\bunless\b|<>|\bis\s+not\b")
_AND = re.compile(r"&&|\|\||\b(and|or)\b")
_ENVIRONMENT = re.compile(r"\bENV(\[|\.fetch)|environ|getenv|process\.env\.(?!NODE_ENV|APP_ENV)|\benv\(")
_BRANCH = re.compile(r"\b(if|elsif|elif|unless|else|when|case|switch)\b|(?<!<)\?(?![>.-])")


def stage_under(conditions: Iterable[str], stage: str) -> tuple[str, bool]:
    """Return the stage that conditions leave, and whether they settle it.

    A text that begins with `else of` counts as turned round. Heads that are no branch (a class, a function, a
    block) change nothing.
    """
    is_settled = True
    for condition in conditions:
        if not _BRANCH.search(condition):
            continue
        named = [name for pattern, name in _NAMES if pattern.search(condition)]
        negations = len(_NOT.findall(condition)) + condition.startswith("else of ")
        if not named or (_AND.search(condition) and _ENVIRONMENT.search(condition)):
            is_settled = False
        elif negations % 2 == 0:
            stage = named[0]
        else:
            stage = PRODUCTION if named[0] in (DEVELOPMENT, TEST) else DEVELOPMENT
    return stage, is_settled
