"""One reading of a tree: every file once, by all rules, in processes whose end costs nobody anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.finding import Outcome
from watchword.check.host import Host, HostError
from watchword.check.pace import Pace
from watchword.check.source.facts import Facts
from watchword.check.source.gather import BINARY, READ, UNWANTED, Gathered, Gatherer
from watchword.check.source.limits import Limits
from watchword.check.source.packing import pack, unpack
from watchword.check.source.reading import read_facts
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.check.source.rules import load
from watchword.check.source.sieve import Sieve, share
from watchword.check.subject import Tree

WORDS, MANY, RAISING = (f"support.source_rules.{name}" for name in ("words", "many", "raising"))
STUCK, DYING, LACKING = (f"support.source_rules.{name}" for name in ("stuck", "dying", "lacking"))
SETTLED = Limits(settled=-60.0)  # a file that was written just now counts as settled


def read(
    tree: Path, *modules: str, cache: Path | None = None, limits: Limits = SETTLED, host: Host | None = None
) -> Facts:
    host = host or Host()
    host.cache = cache
    return asyncio.run(read_facts(host, Tree(tree), modules or (WORDS,), limits))


def gather(tree: Path, path: str, *modules: str, limits: Limits = SETTLED) -> Gathered:
    return Gatherer(str(tree), load(tuple(modules or (WORDS,))), limits).gather(path)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("one\na marvel here\n")
    (folder / "sub" / "b.txt").write_text("a marvel\n")
    (folder / "c.png").write_text("a marvel\n")
    return folder


# One file -------------------------------------------------------------------------------------------------


def rule(literals: tuple[bytes, ...] = (), seen: list[str] | None = None) -> Rule:
    def note(file: SourceFile) -> list[Spot]:
        if seen is not None:
            seen.append(file.text)
        return []

    return Rule("sample", 1, lambda path: path.endswith(".txt"), note, literals)


def texts(tree: Path, data: bytes, limits: Limits = SETTLED) -> list[str]:
    seen: list[str] = []
    (tree / "x.txt").write_bytes(data)
    Gatherer(str(tree), [rule(seen=seen)], limits).gather("x.txt")
    return seen


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        ("käse".encode(), "käse"),
        (b"\xef\xbb\xbfmarked", "marked"),
        ("wide".encode("utf-16"), "wide"),
        (b"bro\xffken", "bro\ufffdken"),
        (b"", ""),
    ],
)
def test_a_file_is_read_as_the_text_it_is(tree: Path, data: bytes, text: str) -> None:
    assert texts(tree, data) == [text]


def test_what_holds_a_nul_is_binary_and_given_to_nobody(tree: Path) -> None:
    assert texts(tree, b"alpha\x00beta") == []
    assert gather(tree, "x.txt").state == BINARY


def test_of_a_long_file_the_beginning_is_read_in_whole_lines(tree: Path) -> None:
    assert texts(tree, b"one\ntwo\nthree\n", Limits(length=10)) == ["one\ntwo\n"]


def test_what_no_rule_wants_is_not_opened(tree: Path) -> None:
    assert gather(tree, "c.png").state == UNWANTED


def test_literals_decide_in_any_case_of_letters(tree: Path) -> None:
    sieve = Sieve([rule((b"alpha", b"alphabet")), rule((b"beta",)), rule()])
    assert sieve.wanting("a.txt") == [0, 1, 2]
    assert sieve.holding([0, 1, 2], b"an alpha") == [0, 2]


@given(st.lists(st.binary(min_size=4, max_size=8), max_size=8), st.binary(max_size=60))
def test_looking_for_common_pieces_first_changes_nothing(literals: list[bytes], data: bytes) -> None:
    sieve = Sieve([rule(tuple(literals))])
    found = bool(sieve.holding([0], data))
    assert found == (not literals or any(one in data for one in literals))
    assert all(piece in literal for literal, piece in share(literals).items())


def test_a_rule_that_goes_wrong_costs_the_others_nothing_and_tells_no_text_of_the_file(tree: Path) -> None:
    (tree / "r.txt").write_text("raise a marvel\n")
    gathered = gather(tree, "r.txt", RAISING, WORDS)
    assert gathered.state == READ
    assert len(gathered.spots) >= 1
    assert gathered.notes == ("The rule sample-raising went wrong (KeyError); that is our defect.",)


def test_of_too_many_spots_the_worst_are_kept_and_the_rest_counted(tree: Path) -> None:
    (tree / "x.many").write_text("line\n" * 9 + "last")
    gathered = gather(tree, "x.many", MANY, limits=Limits(file_spots=3))
    assert len(gathered.spots) == 3
    assert gathered.spots[0].outcome is Outcome.FAIL
    assert gathered.notes == ("7 spots of sample-many left out, the first 3 kept.",)


# A whole tree ---------------------------------------------------------------------------------------------


def test_every_file_is_read_and_its_spots_come_by_path_and_line(tree: Path) -> None:
    facts = read(tree)
    assert [(one.path, one.line) for one in facts.spots] == sorted(
        (one.path, one.line) for one in facts.spots
    )
    assert {one.path for one in facts.spots} >= {"a.txt", "sub/b.txt"}
    assert facts.files == len(list(tree.rglob("*.txt")))
    assert facts.left_out == ()


def test_of_several_checks_the_first_reads_for_all(tree: Path) -> None:
    class Counting(Host):
        async def look(self) -> tuple[Facts, ...]:
            async with self.at_once() as shared:
                asked = [read_facts(shared, Tree(tree), (WORDS,), SETTLED) for _ in range(3)]
                return tuple(await asyncio.gather(*asked))

    first, second, third = asyncio.run(Counting().look())
    assert first is second is third


def test_a_second_reading_knows_what_is_unchanged_and_says_the_same(tree: Path, tmp_path: Path) -> None:
    first = read(tree, cache=tmp_path / "cache")
    second = read(tree, cache=tmp_path / "cache")
    assert (first.known, second.known) == (0, second.files)
    assert second.spots == first.spots


def test_a_changed_file_is_read_again_and_the_others_are_not(tree: Path, tmp_path: Path) -> None:
    read(tree, cache=tmp_path / "cache")
    (tree / "a.txt").write_text("nothing of it left, and longer\n")
    facts = read(tree, cache=tmp_path / "cache")
    assert facts.known == facts.files - 1
    assert "a.txt" not in {one.path for one in facts.spots}


def test_other_rules_make_what_was_kept_void(tree: Path, tmp_path: Path) -> None:
    read(tree, WORDS, cache=tmp_path / "cache")
    assert read(tree, WORDS, MANY, cache=tmp_path / "cache").known == 0


def test_a_file_changed_just_now_is_not_kept(tree: Path, tmp_path: Path) -> None:
    read(tree, cache=tmp_path / "cache", limits=Limits())
    assert read(tree, cache=tmp_path / "cache", limits=Limits()).known == 0


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"\xff\xfe", b'[1]\n["", {"a.txt": [1, 2]}]\n', b"[" * 100_000]
)
def test_a_damaged_file_of_what_was_kept_is_read_anew(tree: Path, tmp_path: Path, damage: bytes) -> None:
    first = read(tree, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache" / "trees").iterdir()
    kept.write_bytes(damage)
    facts = read(tree, cache=tmp_path / "cache")
    assert (facts.known, facts.spots) == (0, first.spots)


def test_values_that_were_changed_in_what_was_kept_are_read_anew(tree: Path, tmp_path: Path) -> None:
    first = read(tree, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache" / "trees").iterdir()
    head, *rows = kept.read_text().splitlines()
    folders = [json.loads(row) for row in rows]
    for _, files in folders:
        files.update(
            {name: [value[0], "no spots"] for name, value in files.items() if isinstance(value, list)}
        )
    kept.write_text("\n".join([head, *map(json.dumps, folders), ""]))
    assert read(tree, cache=tmp_path / "cache").spots == first.spots


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_what_is_kept_is_for_this_persons_eyes_and_no_link_is_followed(tree: Path, tmp_path: Path) -> None:
    read(tree, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache" / "trees").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    elsewhere = tmp_path / "elsewhere"
    kept.rename(elsewhere)
    kept.symlink_to(elsewhere)
    assert read(tree, cache=tmp_path / "cache").known == 0


def test_what_could_not_be_read_for_want_of_a_library_is_tried_again(tree: Path, tmp_path: Path) -> None:
    (tree / "l.txt").write_text("lacking\n")
    read(tree, LACKING, cache=tmp_path / "cache")
    facts = read(tree, LACKING, cache=tmp_path / "cache")
    assert facts.known == facts.files - 1


def test_a_file_that_holds_the_reader_up_costs_its_time_and_nobody_elses(tree: Path) -> None:
    (tree / "stuck.txt").write_text("stuck for ever\n")
    begun = time.monotonic()
    facts = read(tree, STUCK, WORDS, limits=Limits(seconds=0.5))
    assert time.monotonic() - begun < 10
    assert {one.path for one in facts.spots} >= {"a.txt", "sub/b.txt"}
    assert [(one.path, one.reason) for one in facts.unread] == [
        ("stuck.txt", "Reading it took longer than 0.5 seconds.")
    ]


def test_a_file_that_ends_the_reader_is_named_and_the_others_are_read(tree: Path) -> None:
    (tree / "dies.txt").write_text("die here\n")
    facts = read(tree, DYING, WORDS)
    assert [(one.path, one.reason) for one in facts.unread] == [
        ("dies.txt", "Reading it ended the process that reads.")
    ]
    assert {one.path for one in facts.spots} >= {"a.txt", "sub/b.txt"}


def test_a_folder_that_is_not_there_says_why(tmp_path: Path) -> None:
    with pytest.raises(HostError):
        read(tmp_path / "none")


def children() -> list[str]:
    """The reading processes that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if b"watchword.check.source.worker" in (command := path.read_bytes()):
                found.append(command.decode("utf-8", "replace"))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc of Linux")
async def test_stopping_ends_it_at_once_and_leaves_no_process(tree: Path) -> None:
    (tree / "stuck.txt").write_text("stuck for ever\n")
    task = asyncio.create_task(read_facts(Host(), Tree(tree), (STUCK,), SETTLED))
    async with asyncio.timeout(20):
        while not children():
            await asyncio.sleep(0.02)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 1.0
    assert children() == []


def test_how_far_it_is_is_told_and_ends_at_the_end(tree: Path) -> None:
    paces: list[Pace] = []
    host = Host()
    host.tell = paces.append
    read(tree, host=host)
    last = paces[-1]
    assert (last.subject, last.done, last.total) == ("tree", last.total, last.total)
    assert last.size > 0


# Between processes ----------------------------------------------------------------------------------------

SPOTS = st.builds(
    Spot,
    rule=st.just("sample"),
    kind=st.text("abc", max_size=5),
    path=st.text("abc/.", max_size=9),
    line=st.integers(0, 10**6),
    text=st.text("abc \u00e4", max_size=9),
    outcome=st.sampled_from(Outcome),
    note=st.text("abc", max_size=5),
    detail=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    is_test=st.booleans(),
)
GATHERED = st.builds(
    Gathered,
    state=st.just(READ),
    mark=st.just("12 5 6 7"),
    spots=st.lists(SPOTS, max_size=3).map(tuple),
    notes=st.lists(st.text("abc.", min_size=1, max_size=9), max_size=2).map(tuple),
)


@given(GATHERED)
def test_what_came_of_a_file_survives_the_way_between_processes(gathered: Gathered) -> None:
    assert unpack(json.loads(json.dumps(pack(gathered)))) == gathered


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=8))
def test_anything_else_is_refused(value: object) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(unpack(value), Gathered)


def modules_after(code: str) -> Sequence[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return done.stdout.split()


@pytest.mark.parametrize("name", ["logged_passwords", "stored_passwords", "security_alerts", "relative_urls"])
def test_a_check_of_source_is_light_until_it_runs(name: str) -> None:
    loaded = modules_after(f"import watchword.check.source.{name}")
    heavy = (
        "tree_sitter",
        "yaml",
        "selectolax",
        "tinycss2",
        "cryptography",
        "detect_secrets",
        "pydantic",
        "textual",
    )
    assert not [one for one in loaded if one.split(".")[0] in heavy]
