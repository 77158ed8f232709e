"""Where a password goes within one expression: the calls on its way out, and what it is assigned to."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.source import flow
from watchword.check.source.flow import plain_callee, shown_callee, uses
from watchword.check.source.rule import SourceFile
from watchword.check.source.syntax import NotParsed

NESTED = [
    ("a.py", 'log.info("%s", mask(user.password))'),
    ("a.rb", 'log.info("x", mask(user.password))'),
    ("a.js", 'log.info("x", mask(user.password))'),
    ("a.ts", 'log.info("x", mask(user.password as string))'),
    ("A.java", 'class A { void a() { log.info("x", mask(user.password)); } }'),
    ("a.go", 'package a\nfunc a() { log.Info("x", mask(user.Password)) }'),
    ("a.php", '<?php $log->info("x", mask($user->password));'),
]


@pytest.mark.parametrize(("path", "text"), NESTED)
def test_calls_are_given_innermost_first(path: str, text: str) -> None:
    found = uses(SourceFile(path, text.encode()))
    assert [[call.callee for call in one.calls] for one in found] == [["mask", "log.info"]]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "# log.info(password)\n'''log.info(password)'''"),
        ("a.rb", "# log.info password"),
        ("a.js", "/* log.info(password) */"),
        ("A.java", "// log.info(password);"),
        ("a.go", "package a\n// log.Info(password)"),
        ("a.php", "<?php # $log->info($password);"),
    ],
)
def test_comments_are_no_uses(path: str, text: str) -> None:
    assert not uses(SourceFile(path, text.encode()))


def test_what_a_value_is_assigned_to_is_told() -> None:
    (use,) = uses(SourceFile("a.py", b"hidden = mask(password)"))
    assert (use.name, use.target, use.calls[0].position) == ("password", "hidden", 0)


def test_a_file_is_read_once() -> None:
    file = SourceFile("a.py", b"log.info(password)")
    assert uses(file) is uses(file)


def test_more_passwords_than_people_write_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "WORD_LIMIT", 3)
    with pytest.raises(NotParsed, match="more than 3 times"):
        uses(SourceFile("a.py", b"log.info(password)\n" * 4))


def test_callees_are_compared_plain_and_shown_without_values() -> None:
    assert plain_callee("$this->Log(1, f(2))?.Info") == "this.log.info"
    assert "canary" not in shown_callee('get("canary").log(canary).info')


@given(st.sampled_from(["a.py", "a.rb", "a.js", "a.ts", "A.java", "a.go", "a.php"]), st.text(max_size=80))
def test_any_text_is_read_or_refused(path: str, text: str) -> None:
    file = SourceFile(path, f"log(password{text}".encode("utf-8", "replace"))
    with contextlib.suppress(NotParsed):
        assert all(0 < one.line <= len(file.lines) for one in uses(file))
