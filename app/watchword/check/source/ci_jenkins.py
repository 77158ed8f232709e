"""Jenkinsfiles: the shell steps of a Groovy text, and the blocks around them that swallow a failure.

Not a Groovy parser: comments, strings and braces are told apart in one pass, which is enough for `sh '...'`.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from watchword.check.source.ci_model import ALWAYS, SCHEDULE, Moment, Script, Steps, Use
from watchword.check.source.shell_words import Shell

SIZE_LIMIT = 256 * 1024  # characters
HEADER = 200  # characters before a brace or string that are looked at
_TOKEN = re.compile(r"//|/\*|'''|\"\"\"|'|\"|[{}]")
_STEP = re.compile(
    r"\b(sh|bat|powershell|pwsh)\s{0,4}\(?\s{0,4}(?:[^'\"{};\n]{0,80}\bscript\s{0,4}:\s{0,4})?$"
)
_HEAD = re.compile(r"(\w{1,40})\s{0,4}(\([^{}\n]{0,160}\))?\s{0,4}$")
_PLUGIN = re.compile(r"\b(dependencyCheck|snykSecurity)\b")
_LIBRARY = re.compile(r"@Library\b|\blibrary\s{0,4}\(?\s{0,4}['\"]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """`code` or a `string`, from `start` up to `end` in the file."""

    kind: str
    text: str
    start: int
    end: int


def read_jenkins(text: str) -> Steps:
    """Return what a Jenkinsfile runs; never raises."""
    text = text[:SIZE_LIMIT]
    pieces = list(_pieces(text))
    breaks = [found.start() for found in re.finditer("\n", text)]
    code = "".join(piece.text if piece.kind == "code" else '""' for piece in pieces)
    moment = Moment(_when(code))
    steps = Steps()
    stack: list[str] = []
    before = ""
    for place, piece in enumerate(pieces):
        if piece.kind == "code":
            _follow(piece.text, before, stack)
            before = (before + piece.text)[-HEADER:]
            continue
        step = _STEP.search(before)
        if step:
            line = bisect(breaks, piece.start) + 1
            soft = _soft(
                stack, before[step.start() :], pieces[place + 1].text if place + 1 < len(pieces) else ""
            )
            shell = Shell(errexit=step.group(1) == "sh")
            steps.scripts.append(Script(piece.text, line, Moment(moment.when, soft), shell))
        before = (before + f"'{piece.text[:40]}'")[-HEADER:]
    _read_plugins(breaks, pieces, moment, steps)
    return steps


def _pieces(text: str) -> Iterator[_Piece]:
    at = begun = 0
    while found := _TOKEN.search(text, at):
        mark = found.group()
        if mark in "{}":
            at = found.end()
            continue
        if begun < found.start():
            yield _Piece("code", text[begun : found.start()], begun, found.start())
        at = begun = _past(text, mark, found.end())
        if mark[0] in "'\"":
            yield _Piece("string", text[found.end() : at - len(mark)], found.end(), at)
    yield _Piece("code", text[begun:], begun, len(text))


def _past(text: str, mark: str, start: int) -> int:
    """Return where a comment or string that began before `start` ends."""
    close = {"//": "\n", "/*": "*/"}.get(mark, mark)
    at = text.find(close, start)
    while at > 0 and mark in ("'", '"') and text[at - 1] == "\\" and text[at - 2 : at] != "\\\\":
        at = text.find(close, at + 1)
    if at < 0:
        return len(text)
    return at if mark == "//" else at + len(close)


def _when(code: str) -> tuple[str, ...]:
    has_cron = re.search(r"\bcron\s{0,4}\(", code)
    others = re.search(
        r"\b(pollSCM|githubPush|gitlab|bitbucketPush|genericTrigger|upstream)\b", code, re.IGNORECASE
    )
    return (SCHEDULE,) if has_cron and not others else ALWAYS


def _follow(code: str, before: str, stack: list[str]) -> None:
    """Keep the heads of the blocks that are open."""
    for found in re.finditer(r"[{}]", code):
        if found.group() == "}":
            del stack[-1:]
        else:
            head = (before + code[: found.start()])[-HEADER:] if found.start() < HEADER else ""
            head = head or code[found.start() - HEADER : found.start()]
            match = _HEAD.search(head)
            stack.append(match.group() if match else "")


def _soft(stack: list[str], call: str, tail: str) -> str:
    """Return what swallows a step's failure: a block around it, or `returnStatus`."""
    if "returnStatus" in call or re.match(r"[^)\n]{0,80}returnStatus\s{0,4}:\s{0,4}true", tail):
        return "returnStatus: true"
    for head in stack:
        if head.startswith("warnError"):
            return "warnError"
        if head.startswith("catchError") and re.search(
            r"buildResult\s{0,4}:\s{0,4}(null|'(?!FAILURE))", head
        ):
            return "catchError"
        if head.strip() == "try":
            return "try"
    return ""


def _read_plugins(breaks: list[int], pieces: list[_Piece], moment: Moment, steps: Steps) -> None:
    publishes = any(
        "failedTotal" in piece.text or "failedNew" in piece.text for piece in pieces if piece.kind == "code"
    )
    for piece in pieces:
        if piece.kind != "code":
            continue
        for found in _PLUGIN.finditer(piece.text):
            line = bisect(breaks, piece.start + found.start()) + 1
            inputs = {"failOnCVSS": "set"} if publishes else {}
            rest = piece.text[found.end() : found.end() + HEADER]
            if re.search(r"failOnIssues\s{0,4}:\s{0,4}false", rest):
                inputs["failonissues"] = "false"
            steps.uses.append(Use("plugin", found.group(1), line, moment, inputs))
        for found in _LIBRARY.finditer(piece.text):
            line = bisect(breaks, piece.start + found.start()) + 1
            steps.uses.append(Use("include", "a shared library", line, moment))
