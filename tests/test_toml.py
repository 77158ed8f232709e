"""TOML with guards: hostile text is refused at once, with its line; plain ones read as they always did."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword import toml
from watchword.toml import TomlProblem, hide, parse

DOTS = {size: ".".join("k" * (size // 2)).encode() for size in (8 * 1024, 16 * 1024, 32 * 1024)}

# What a child is given to read: bytes, and the line the refusal names (0 for the whole file, None for any).
HOSTILE: dict[str, tuple[bytes, int | None]] = {
    "a dotted key of 8 KiB": (b"a = 1\n" + DOTS[8192][:8000] + b" = 1\n", 2),
    "a dotted key of 16 KiB": (b"a = 1\n" + DOTS[16384] + b" = 1\n", 2),
    "a dotted key of 32 KiB": (b"a = 1\n\n" + DOTS[32768] + b" = 1\n", 3),
    "a dotted header": (b"[" + DOTS[8192][:8000] + b"]\n", 1),
    "a dotted header of an array": (b"[[" + DOTS[8192][:8000] + b"]]\n", 1),
    "a dotted key of quoted parts": (b'a = 1\n"k"' + b'."k"' * 1500 + b" = 1\n", 2),
    "a dotted key with spaces": (b"k" + b" . k" * 1500 + b" = 1\n", 1),
    "a dotted key in an inline table": (b"a = {" + DOTS[8192][:8000] + b" = 1}\n", 1),
    "a dotted key behind quotes in a string": (b'a = \'"""\'\n' + DOTS[8192][:8000] + b" = 1\n", 2),
    "a dotted key behind an escaped quote": (b'a = """\\""" b"""\n' + DOTS[8192][:8000] + b" = 1\n", 2),
    "a dotted key behind five quotes": (b'a = """b"""""\n' + DOTS[8192][:8000] + b" = 1\n", 2),
    "a dotted key behind quotes in a comment": (b"# '''\n" + DOTS[8192][:8000] + b" = 1\n", 2),
    "lists in lists": (b"a = " + b"[" * 3000 + b"]" * 3000 + b"\n", 1),
    "lists in lists over lines": (b"a = \n" + b"[\n" * 3000, 18),
    "tables in tables": (b"b = 1\na = " + b"{a=" * 2000 + b"1" + b"}" * 2000 + b"\n", 2),
    "a long line": (b"a = 1\nb = '" + b"x" * 9000 + b"'\n", 2),
    "a long number": (b"a = 1\nb = " + b"1" * 5000 + b"\n", 2),
    "a long hexadecimal number": (b"a = 0x" + b"f" * 5000 + b"\n", 1),
    "a huge file": (b"a = 1\n" * 2_000_000, 0),
    "a file of quotes": (b'"""\n' * 200_000, None),
    "bytes that are not UTF-8": (b"a = 1\nb = '\xff'\n", 2),
    "a mark in front of bytes that are not UTF-8": (b"\xef\xbb\xbfa = 1\n\xff", 2),
    "UTF-16": ("a = 1\n".encode("utf-16"), 1),
    "a zero byte": (b"a = 1\nb = '\0'\n", 2),
    "an unfinished string": (b'a = 1\nb = """x\ny\n', 4),
}

CHILD = """
import json, resource, sys, time
from pathlib import Path
from watchword.toml import TomlProblem, parse
data = Path(sys.argv[1]).read_bytes()
import tomllib
resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
started = time.monotonic()
try:
    parse(data)
except TomlProblem as problem:
    print(json.dumps([problem.line, problem.reason, time.monotonic() - started]))
"""


def refused(data: bytes) -> TomlProblem:
    with pytest.raises(TomlProblem) as caught:
        parse(data)
    return caught.value


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on memory to set")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_fast_and_with_its_line(name: str, tmp_path: Path) -> None:
    data, line = HOSTILE[name]
    file = tmp_path / "hostile.toml"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(file)], capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr
    found, reason, seconds = json.loads(done.stdout)
    assert line in (None, found), reason
    assert reason.endswith(".")
    assert seconds < 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a.b" * 40, "more than 16 dots"),
        (b"a = " + b"[" * 40, "nested more than 16 deep"),
        (b"x" * 10_000, "longer than 8192 characters"),
        (b"a = 1" + b"0" * 300, "longer than 256 characters"),
        (b"a = \xff", "not UTF-8"),
        (b"a = ", "This is not TOML"),
    ],
)
def test_the_reason_says_what_is_wrong(data: bytes, words: str) -> None:
    assert words in refused(data).reason


def test_a_file_over_the_limit_is_refused_as_a_whole() -> None:
    problem = refused(b"#" * (toml.SIZE_LIMIT + 1))
    assert (problem.line, problem.reason) == (0, "The file is larger than 1024 KiB.")


def test_a_caller_may_set_a_lower_limit() -> None:
    with pytest.raises(TomlProblem, match="larger than 1 KiB"):
        parse(b"#" * 1025, size_limit=1024)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse(b"\xef\xbb\xbfa = 1\n") == {"a": 1}


def test_windows_line_ends_are_read() -> None:
    assert parse(b"a = 1\r\nb = '''\r\nx'''\r\n") == {"a": 1, "b": "x"}


def test_a_mistake_is_reported_on_its_line() -> None:
    assert refused(b"a = 1\n\nb = what\n").line == 3


def test_a_mistake_at_the_end_is_reported_on_the_last_line() -> None:
    assert refused(b"a = 1\nb = [1,").line == 2


PROSE = [
    "# no comment",
    "[[[[[[[[[[[[[[[[[[[[[[",
    "{{{{{{{{{{{{{{{{{{{{{{",
    "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t = 1",
    "x" * 300,
    "it's \"quoted\" and ''quoted''",
    "]]]]]] }}}}}",
    "an = inside, a # hash",
]


@pytest.mark.parametrize("line", PROSE)
@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_what_stands_inside_a_multi_line_string_is_not_judged(line: str, quotes: str) -> None:
    text = f"a = {quotes}\n{line}\n{quotes}\nb = 2\n"
    assert parse(text.encode()) == {"a": f"{line}\n", "b": 2}


@pytest.mark.parametrize("line", [line for line in PROSE if "'" not in line])
def test_what_stands_inside_a_literal_string_is_not_judged(line: str) -> None:
    assert parse(f"a = '{line}'".encode()) == {"a": line}


@pytest.mark.parametrize("line", PROSE)
def test_what_stands_in_a_comment_is_not_judged(line: str) -> None:
    assert parse(f"a = 1 # {line}\n# {line}\nb = 2".encode()) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    "text",
    [
        'a = """b"""""\nc = 1',
        'a = """\\"""b"""\nc = 1',
        "a = '''b'''''\nc = 1",
        'a = \'"""\'\nc = 1',
        "a = \"'''\"\nc = 1",
        'a = ""\nb = """"""\nc = 1',
        'a = "\\\\"\nc = 1',
        'a = ["x", """y\n""", \'z\'] # """\nc = 1',
        '"a.b"."c#d" = 1\nc = 1',
        "['it''s'" + "]",
    ],
)
def test_quotes_beside_quotes_are_told_apart_as_the_parser_does(text: str) -> None:
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        refused(text.encode())
    else:
        assert parse(text.encode()) == wanted


def test_sixteen_deep_and_sixteen_dots_are_allowed() -> None:
    key = ".".join("k" * 17)
    assert parse(f"a = {'[' * 16}{']' * 16}\n{key} = 1".encode())


@pytest.mark.parametrize("text", [f"a = {'[' * 17}{']' * 17}", f"{'.'.join('k' * 18)} = 1"])
def test_one_more_is_refused(text: str) -> None:
    assert refused(text.encode()).line == 1


def test_hiding_keeps_every_other_place_as_it_is() -> None:
    text = 'a = "b" # c\nd = """\ne"""\n'
    assert hide(text) == "a = ___    \nd = ___\n____\n"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | WORDS | st.dates() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(WORDS, VALUES, max_size=5), st.booleans())
def test_documents_within_the_limits_read_as_the_parser_reads_them(
    document: dict[str, object], lines: bool
) -> None:
    text = tomli_w.dumps(document, multiline_strings=lines)
    assert parse(text.encode()) == tomllib.loads(text)


PIECES = st.lists(
    st.sampled_from(
        [
            '"',
            "'",
            '"""',
            "'''",
            "\\",
            "#",
            "\n",
            "\r\n",
            "a",
            "b.c",
            " = ",
            "1",
            "[",
            "]",
            "{",
            "}",
            ",",
            " ",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.builds(lambda head, tail: f"k = {head}\nz = 1{tail}", PIECES, PIECES) | PIECES)
def test_any_short_text_is_accepted_or_refused_as_the_parser_does(text: str) -> None:
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert 1 <= refused(text.encode()).line <= text.count("\n") + 1
    else:
        assert parse(text.encode()) == wanted


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        parse(data)
    except TomlProblem as error:
        problem = error
    else:
        return
    assert problem.line >= 0
    assert problem.reason.isprintable()
