"""Reads the security policy of a tree: where reports of weaknesses are to go.

The places and names are those that GitHub and OpenSSF's scorecard look at: `SECURITY` with the suffix of a
text, in the root, in `.github` or in `docs`. A chapter of a guide with that name is no policy, and neither is
a copy in a folder of what others wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source.mail_address import find_addresses, is_placeholder, mask_person
from watchword.check.source.rule import Rule, SourceFile, Spot

RULE_ID = "source-reports"
POLICY, ADDRESS, PRIVATE, PUBLIC, ELSEWHERE = "policy", "address", "private", "public", "elsewhere"
LIMIT = 50  # spots of one file
LINES = 3000  # of a file

_PATH = re.compile(
    r"(?:\.github/|\.gitlab/|docs?/)?security(?:[-_]policy)?(?:\.(?:md|markdown|adoc|asciidoc|rst|txt|org))?",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\b(?:report(?:ing|s|ed)?|disclos\w+)\b[^.]{0,200}\b(?:vulnerabilit|security|issue|weakness|finding)"
    r"|\b(?:vulnerabilit\w+|security (?:issues?|bugs?|problems?))\b[^.]{0,200}"
    r"\b(?:report|disclos|contact|mail)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<!--[\s\S]*?(?:-->|\Z)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z*_\[])|\n(?=\s*(?:[-*+#>]|\d+\.)\s)")
_OPENS = re.compile(
    r"\b(?:open|file|create|submit|raise|post|start|log|make)(?:ing)?\s+(?:\S+\s+){0,4}?"
    r"(?:issues?|tickets?|discussions?)\b(?!\s+via)|\b(?:issue|bug)[ -]?tracker\b"
    r"|\b(?:github|gitlab|public)\s+(?:issues?|discussions?)\b|\bissues\s+(?:page|tab|section)\b"
    r"|/issues(?:/new)?(?=[\s)\]>\"'?#,.]|$)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|never|avoid|instead|rather|without|refrain|prohibited|don['’]?t|please no|no public|nor)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\bnon-?(?:security|sensitive|critical)|\b(?:other|general|regular|ordinary|normal|usual|feature)\b[^.]{0,60}"
    r"\b(?:bugs?|issues?|questions?|requests?|problems?|support)\b|\banything else\b|\beverything else\b"
    r"|\b(?:once|after)\b[^.]{0,80}\b(?:fix|patch|releas|resolv|public|disclos)|\bwe(?:'ll| will| may| can)\b"
    r"|\bconfidential\b|\bsecurity advisor|\bprivate(?:ly)?\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"/security/advisories(?:/new)?\b|\b(?:hackerone|bugcrowd|intigriti|yeswehack|huntr)\.(?:com|dev)\b"
    r"|\bprivate(?:ly)? (?:vulnerability )?report"
    r"|\breport(?:ing)? (?:a |it |them )?(?:vulnerabilit\w+ )?privately\b"
    r"|\bsecurity advisor(?:y|ies)\b|\bconfidential issue|[\"“'`*]report a vulnerability[\"”'`*]",
    re.IGNORECASE,
)
_FORM_LINK = re.compile(
    r"https?://[^\s)>\]\"']{0,200}(?:report|disclos|vulnerab|security|contact)", re.IGNORECASE
)
_REPORTS = re.compile(r"report|disclos", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"https?://(?:www\.)?(?:github\.com/[\w.-]{1,60}/[\w.-]{1,100}/(?:\S{0,100}/)?security(?:\.md|/policy)\b|[^\s)>\]]{0,200}/security\.md\b)",
    re.IGNORECASE,
)


def wants(path: str) -> bool:
    """Whether a path is one that a security policy has."""
    return bool(_PATH.fullmatch(path))


def read(file: SourceFile) -> Iterator[Spot]:
    """Yield the policy itself and each way to report that it names."""
    text = "\n".join(line[:2000] for line in file.lines[:LINES])
    text = _HIDDEN.sub(lambda found: "\n" * found.group().count("\n"), text)
    flat = " ".join(text.split())
    if file.path.lower().startswith(("docs/", "doc/")) and not _REPORTING.search(flat):
        return
    yield _spot(file, POLICY, 0, "security policy", Outcome.PASS if flat else Outcome.FAIL)
    for count, found in enumerate(_ways(file, text)):
        if count == LIMIT:
            return
        yield found


def _ways(file: SourceFile, text: str) -> Iterator[Spot]:
    for number, line in enumerate(text.split("\n"), 1):
        for address in find_addresses(line):
            note = "still a placeholder" if is_placeholder(address) else ""
            yield _spot(file, ADDRESS, number, mask_person(address), Outcome.WARN, note, (address,))
        if _ELSEWHERE.search(line):
            yield _spot(file, ELSEWHERE, number, "a policy kept elsewhere", Outcome.UNKNOWN)
        elif _PRIVATE.search(line) or (_FORM_LINK.search(line) and _REPORTS.search(line)):
            yield _spot(file, PRIVATE, number, "a private form or advisory", Outcome.WARN)
    for offset, sentence in _sentences(text):
        found = _OPENS.search(sentence)
        if (
            found
            and not _NOT.search(sentence)
            and not _OTHERS.search(sentence)
            and not find_addresses(sentence)
        ):
            number = text.count("\n", 0, offset + found.start()) + 1
            yield _spot(file, PUBLIC, number, "the public issue tracker", Outcome.FAIL)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield sentences with their offsets; headings, list items and paragraphs end one."""
    start = 0
    for block in re.finditer(r"[^\n]+(?:\n(?![ \t]*\n)[^\n]+)*", text):
        start = block.start()
        for found in _SENTENCE.finditer(block.group()):
            yield start, text[start : block.start() + found.start()]
            start = block.start() + found.end()
        yield start, text[start : block.end()]


def _spot(
    file: SourceFile,
    kind: str,
    line: int,
    text: str,
    outcome: Outcome,
    note: str = "",
    detail: tuple[str, ...] = (),
) -> Spot:
    return Spot(RULE_ID, kind, file.path, line, text, outcome, note, detail, file.is_test)


RULE = Rule(id=RULE_ID, version=1, wants=wants, read=read)
