"""What a reader of settings brings back: does this file force HTTPS, for which stage, and how sure is that.

A stage is where settings apply: production, staging, development, test, or default where a file says nothing
of it. A family is the framework or server the setting belongs to; a root is the folder of the app it is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchword.check.finding import Outcome
from watchword.check.source.rule import LINE_LIMIT, SourceFile, Spot
from watchword.text import clean

RULE_ID = "source-https-start"
PRODUCTION, STAGING, DEVELOPMENT, TEST, DEFAULT = "production", "staging", "development", "test", "default"

FORCED = "forced"  # plain HTTP is redirected or refused
OFF = "off"  # it is turned off, or plain HTTP is served
PARTIAL = "partial"  # half of it: HSTS without a redirect
UNSURE = "unsure"  # the environment or another file decides
COMMENTED = "commented"  # the setting stands in a comment
PROXY = "proxy"  # something in front ends TLS; whether it redirects is not said
FRAMEWORK = "framework"  # the place where a setting would stand
ADDRESS = "address"  # an http:// address on a real host
COOKIE = "cookie"  # a session cookie that may cross plain HTTP

_OUTCOMES = {
    FORCED: Outcome.PASS,
    OFF: Outcome.FAIL,
    PARTIAL: Outcome.WARN,
    UNSURE: Outcome.UNKNOWN,
    COMMENTED: Outcome.UNKNOWN,
    PROXY: Outcome.UNKNOWN,
    FRAMEWORK: Outcome.UNKNOWN,
    ADDRESS: Outcome.WARN,
    COOKIE: Outcome.WARN,
}
_STAGES = {
    **dict.fromkeys(("production", "prod", "prd", "live"), PRODUCTION),
    **dict.fromkeys(("staging", "stage", "stg", "qa", "uat", "preprod", "preproduction", "beta"), STAGING),
    **dict.fromkeys(("preview", "acceptance", "sandbox"), STAGING),
    **dict.fromkeys(("development", "dev", "devel", "develop", "local"), DEVELOPMENT),
    **dict.fromkeys(("test", "tests", "testing", "ci"), TEST),
}
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting that bears on HTTPS.

    `text` is what is shown of it: the setting and its value in the reader's words, never a whole line, so
    that nothing else on that line is kept. `line` counts from 1, 0 stands for the whole file.
    """

    family: str
    kind: str
    line: int
    text: str
    note: str = ""
    stage: str = DEFAULT
    root: str = ""


def spot(file: SourceFile, setting: Setting) -> Spot:
    """Return a setting as a spot; its `detail` is family, stage, root and the line to look for in history."""
    return Spot(
        RULE_ID,
        setting.kind,
        file.path,
        setting.line,
        clean(" ".join(setting.text.split()), limit=LINE_LIMIT),
        _OUTCOMES[setting.kind],
        setting.note,
        (setting.family, setting.stage, setting.root, _needle(file, setting)),
        file.is_test,
    )


def stage_of(path: str) -> str:
    """Return the stage that a path names in its last three parts, the file's name first."""
    for part in reversed(path.lower().split("/")[-3:]):
        for word in _WORD.findall(part):
            if word in _STAGES:
                return _STAGES[word]
    return DEFAULT


def stage_named(word: str) -> str:
    """Return the stage that one word stands for; default for any other word."""
    return _STAGES.get(word.strip().lower(), DEFAULT)


def line_at(text: str, offset: int) -> int:
    """Return the line, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1


def _needle(file: SourceFile, setting: Setting) -> str:
    """Return the line as git would find it when it was added.

    With the line feed before it, a line that stood in a comment at first does not count: taking away the mark
    of the comment is what changes the text. A long line may hold other things, and is not kept.
    """
    if setting.kind != FORCED or not 0 < setting.line <= len(file.lines):
        return ""
    line = file.lines[setting.line - 1].rstrip()
    if not line.strip() or len(line) > LINE_LIMIT:
        return ""
    return line if setting.line == 1 else f"\n{line}"
