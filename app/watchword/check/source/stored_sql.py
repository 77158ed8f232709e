"""SQL in code that looks accounts up by their password, or writes one as it came in.

A password hashed with a salt cannot be looked up, so a `WHERE ... password = ` tells of plain text, or of a
hash without a salt. Where the value is hashed in the statement or in the lines above, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from watchword.check.finding import Outcome
from watchword.check.source.names import is_password_name
from watchword.check.source.rule import SourceFile, Spot
from watchword.check.source.stored_terms import given, is_hashed_near

_BY_PASSWORD = re.compile(
    r"(?i)\b(?:where|and)\s+[`\"\[]?(?:\w{1,30}\.)?[`\"\[]?(\w{1,40})[`\"\]]?\s*=\s*"
    r"(?P<value>['\"]{0,2}\s*(?:[+.]\s*[\w$]|\$\{?\w|#\{|%[sd]|\{\w|\|\|)|'?%s|\?|:\w+|@\w+|\$\d)"
)
_INSERTS = re.compile(r"(?i)\binsert\s+into\s+[`\"\[]?\w{1,60}[`\"\]]?\s*\(([^)]{1,400})\)")
_STATEMENT = re.compile(r"(?i)\b(?:select|update|delete|from|where)\b")
_IN_DATABASE = re.compile(r"(?i)\b(?:crypt|sha\d*|md5|digest|hash\w*|password|encode|pbkdf2\w*)\s*\(")
_BOUND = re.compile(r"^(?:\?|:\w+|@\w+|\$\d|'?%s)")
_OPERAND = re.compile(
    r"[$@]{0,2}[A-Za-z_]\w*(?:(?:\.|->)\w+|\[\s*['\"]?\w+['\"]?\s*\])*(?:\(\s*['\"]?\w*['\"]?\s*\))?"
)


def read_sql(file: SourceFile, lines: Sequence[str], number: int, rule: str) -> Spot | None:
    """Return a `looked-up` or `stored` spot for the SQL on line `number` (from 1); `None` where there is
    none."""
    line = lines[number - 1][:1000]
    lower = line.lower()
    if "=" in line and ("where" in lower or "and " in lower):
        return _read_lookup(file, lines, number, rule)
    if "insert" in lower and (match := _INSERTS.search(line)):
        names = re.findall(r"\w+", match[1])
        if any(is_password_name(name) for name in names) and _hands_plain(lines, number):
            return _spot(file, rule, "stored", number, "INSERT with a password as it came in", Outcome.FAIL)
    return None


def _read_lookup(file: SourceFile, lines: Sequence[str], number: int, rule: str) -> Spot | None:
    line = lines[number - 1][:1000]
    for match in _BY_PASSWORD.finditer(line):
        name = match[1].lower() if match[1].isupper() else match[1]
        if not is_password_name(name, alone=True) or _IN_DATABASE.search(line[match.start("value") - 1 :]):
            continue
        near = "\n".join(one[:300] for one in lines[max(0, number - 4) : number])
        if not _STATEMENT.search(near) or is_hashed_near(lines, number, after=4):
            continue
        # A bound value may have been hashed out of sight; one written into the statement is seen.
        outcome = Outcome.WARN if _BOUND.match(match["value"]) else Outcome.FAIL
        return _spot(file, rule, "looked-up", number, f"WHERE {match[1]} = ...", outcome)
    return None


def _hands_plain(lines: Sequence[str], number: int) -> bool:
    """Whether a value named for a password goes into the statement, and nothing hashes near it."""
    if is_hashed_near(lines, number, after=6):
        return False
    for line in lines[number - 1 : number + 5]:
        values = line[:500]
        if match := re.search(r"(?i)\bvalues\b", values):
            values = values[match.end() :]
        elif _INSERTS.search(values):
            continue
        if any(given(found[0]) for found in _OPERAND.finditer(values)):
            return True
    return False


def _spot(file: SourceFile, rule: str, kind: str, number: int, text: str, outcome: Outcome) -> Spot:
    note = {
        "stored": "a password is stored as it came in",
        "looked-up": "an account is looked up by the password",
    }
    return Spot(rule, kind, file.path, number, text, outcome, note[kind], ("SQL", "direct"), file.is_test)
