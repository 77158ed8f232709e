"""A rule as heavy on literals as all rules together are, for measuring: lines that name a password."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source.rule import Rule, SourceFile, Spot

ID = "sample-literals"
LITERALS = (
    *(b"passw", b"passphrase", b"pass_phrase", b"passcode", b"pwd", b"user_pass", b"userpass"),
    *(b"bundler-audit", b"npm audit", b"force_ssl", b"has_secure_password", b"createcipher", b"bcrypt"),
    *(b"filter_parameter", b"secure_ssl_redirect"),
)


def wants(path: str) -> bool:
    """Everything that has a suffix of code, settings or documents."""
    return not path.endswith((".png", ".jpg", ".gif", ".ico", ".woff", ".woff2", ".svg", ".map", ".lock"))


def read(file: SourceFile) -> Iterator[Spot]:
    """Give the first ten lines that name a password."""
    given = 0
    for number, line in enumerate(file.lines, 1):
        if "password" in line and given < 10:
            given += 1
            yield Spot(ID, "line", file.path, number, file.shown(number), Outcome.WARN)


RULE = Rule(ID, 1, wants, read, literals=LITERALS)
