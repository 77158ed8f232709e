"""Lines of a journal read directly: that means the same as to the TOML parser, or is left to it."""

from __future__ import annotations

import tomllib
from datetime import UTC

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from support.journals import SAMPLE
from watchword.progress.quick import read_table

KEYS = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
TIMES = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
VALUES = st.one_of(
    st.text(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    TIMES,
    st.lists(st.text(max_size=8), max_size=4),
)
PLAIN = (
    b'n = 1\nat = 2026-01-05 09:00:01+00:00\nkind = "checked"\nis_new = false\n'
    b'roles = [\n    "dev",\n    "ops",\n]\ndevices = []\n'
)


def parsed(data: bytes) -> object:
    """What the parser makes of it; `None` where it refuses."""
    try:
        return tomllib.loads(data.decode())
    except ValueError:
        return None


def same(one: object, other: object) -> bool:
    """Whether both are the same, types included: to Python, 1 is True."""
    return one == other and repr(one) == repr(other)


def test_what_journals_mostly_hold_is_read_directly() -> None:
    found = read_table(PLAIN)
    assert found is not None
    assert same(found, parsed(PLAIN))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_what_is_read_directly_means_the_same_to_the_parser(values: dict[str, object]) -> None:
    data = tomli_w.dumps(values).encode()
    found = read_table(data)
    assert found is None or same(found, parsed(data))


@settings(max_examples=500, deadline=None)
@given(st.sampled_from([PLAIN, SAMPLE]), st.data())
def test_what_the_parser_refuses_is_never_read_directly(whole: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 6)))
    put = data.draw(
        st.one_of(st.binary(max_size=4), st.sampled_from([b"\\", b'"', b"\n", b"\t", b"0", b"=", b"#"]))
    )
    edited = whole[:start] + put + whole[end:]
    found = read_table(edited)
    assert found is None or same(found, parsed(edited))


@pytest.mark.parametrize(
    "line",
    [
        b'a = "with \\n an escape"\n',
        b"a = 2026-02-30 00:00:00+00:00\n",
        b"a = 2026-01-05 09:00:01+01:00\n",
        b"a = 007\n",
        b"a = 9999999999999999999\n",
        b'a = "\x07"\n',
        b'a = "\xff"\n',
        b"a = 1\na = 2\n",
        b"a = 1",
        b"a.b = 1\n",
        b" a = 1\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(line: bytes) -> None:
    assert read_table(line) is None
