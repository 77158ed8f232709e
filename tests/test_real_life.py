"""What happens to people: several sittings, two terminals, a backup put back, a journey, an upgrade."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.talk import child, command, environment
from support.kit import SMALL, Clock, a_profile, answer_rightly, make_kit
from watchword import handover, renewal
from watchword.kit import Kit
from watchword.progress.chain import verify
from watchword.record.verify import Mark, Word
from watchword.session import Session, open_session

LOOKED = "lock-screen"
AUCKLAND, HONOLULU = "NZST-12", "HST10"  # hours behind UTC, as POSIX spells them


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Kit:
    return make_kit(tmp_path / "home", clock=clock)


def sit(kit: Kit, how_many: int = 99) -> Session:
    """One sitting: go on where the last one was left, do so many guidelines, and stop."""
    session = open_session(kit, SMALL)
    if session.profile is None:
        session.set_profile(a_profile())
    for _ in range(how_many):
        standing = session.resume()
        if standing is None or session.progress.is_complete:
            break
        name = standing.guideline.id
        session.visit(name)
        answer_rightly(session, name)
        if name == LOOKED:
            session._record("checked", guideline=name, check="screen-lock", outcome="pass")
        session.attest(name)
    session.close()
    return session


def done(session: Session) -> list[str]:
    return [one.guideline.id for one in session.progress.done]


def journals(kit: Kit) -> list[Path]:
    return kit.shelf("small").paths()


# -- three sittings ---------------------------------------------------------------------------------------


def test_three_sittings_make_one_journal_and_a_record_that_holds(
    tmp_path: Path, kit: Kit, clock: Clock
) -> None:
    assert done(sit(kit, 2)) == ["think-first", "lock-screen"]
    clock.forward(days=1)
    assert done(sit(kit, 3))[2:] == ["one-password", "clear-desk", "tell-team"]
    clock.forward(days=3)
    assert sit(kit).progress.is_complete
    assert len(journals(kit)) == 1
    session = open_session(kit, SMALL)
    exported = handover.export(session)
    session.close()
    result = exported.record.result
    assert (result.status, result.started_at[:10], result.finished_at[:10]) == (
        "complete",
        "2026-01-05",
        "2026-01-09",
    )
    verdict = handover.verify_file(exported.folder, None, session.checklist)
    assert verdict.word is Word.NOT_KNOWN
    assert not [note for note in verdict.notes if note.mark is Mark.BROKEN]


def test_a_sitting_goes_on_where_the_last_one_was_left(kit: Kit) -> None:
    sit(kit, 2)
    session = open_session(kit, SMALL)
    standing = session.resume()
    session.close()
    assert standing is not None
    assert standing.guideline.id == "one-password"


# -- two terminals ----------------------------------------------------------------------------------------


@contextmanager
def first_terminal(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The plain face in a process of its own, waiting at its first prompt with the journal open."""
    process = subprocess.Popen(
        command("--plain"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(folder, {"PYTHONUNBUFFERED": "1"}),
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("Guideline 1 of 7"):
                break
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.real
def test_a_second_terminal_records_nothing_says_why_and_still_tells_how_it_stands(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    sit(kit, 0)
    with first_terminal(tmp_path) as first:
        before = journals(kit)[0].read_bytes()
        second = child(tmp_path, "--plain", typed="1\n")
        said = " ".join((second.stdout + second.stderr).split())
        assert "Another session has this journal open" in said
        assert "Close the other session, then start again" in said
        status = child(tmp_path, "status")
        assert status.stdout.startswith("Small guide: 0 of 7 done")
        assert status.stderr == "", "a line in the start file of a shell says only how it stands"
        assert journals(kit)[0].read_bytes() == before
        assert first.poll() is None
    third = child(tmp_path, "--plain", typed="q\n")  # the first one has gone: it is free again
    assert "Another session" not in third.stdout + third.stderr


# -- a backup put back ------------------------------------------------------------------------------------


def put_back(kit: Kit, backup: Path) -> None:
    shutil.rmtree(kit.paths.data)
    shutil.copytree(backup, kit.paths.data)


def test_after_a_backup_was_put_back_it_is_said_noted_and_work_goes_on(
    tmp_path: Path, kit: Kit, clock: Clock
) -> None:
    sit(kit, 2)
    backup = shutil.copytree(kit.paths.data, tmp_path / "backup")
    clock.forward(days=1)
    sit(kit, 2)
    put_back(kit, backup)
    session = open_session(kit, SMALL)
    assert done(session) == ["think-first", "lock-screen"]
    assert any("an older copy was put back" in notice for notice in session.notices)
    session.close()
    finished = sit(kit)
    assert finished.progress.is_complete
    session = open_session(kit, SMALL)
    record = handover.export(session).record
    session.close()
    assert record.journal.rewinds == 1


def test_a_backup_from_before_the_last_renewal_is_noticed_although_each_file_is_whole(
    tmp_path: Path, kit: Kit, clock: Clock
) -> None:
    sit(kit)
    backup = shutil.copytree(kit.paths.data, tmp_path / "backup")
    clock.forward(days=40)
    session = open_session(kit, SMALL)
    renewal.begin(session, renewal.next_sitting(session))
    session.close()
    assert len(journals(kit)) == 2
    open_session(kit, SMALL).close()
    put_back(kit, backup)
    session = open_session(kit, SMALL)
    assert any("remembers a later journal" in notice for notice in session.notices)
    assert session.events[-1].kind == "rewound"
    session.close()
    session = open_session(kit, SMALL)
    session.close()
    assert not any("remembers a later journal" in notice for notice in session.notices)


# -- a journey --------------------------------------------------------------------------------------------


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """Be in another time zone for a while."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="a process cannot change its zone here")
def test_a_journey_across_the_date_line_is_no_jump_of_the_clock_and_moves_days_by_one_at_most(
    kit: Kit, clock: Clock
) -> None:
    with in_zone(AUCKLAND):
        sit(kit, 3)
    clock.forward(hours=12)
    with in_zone(HONOLULU):
        session = sit(kit)
        assert session.progress.is_complete
        here = [due.since for due in renewal.agenda(session).dues]
    kinds = {event.kind for event in verify(journals(kit)[0].read_bytes()).events}
    assert "clock-jump" not in kinds
    with in_zone(AUCKLAND):
        there = [due.since for due in renewal.agenda(session).dues]
    assert all(abs((one - other).days) <= 1 for one, other in zip(here, there, strict=True))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="a process cannot change its zone here")
def test_today_is_the_day_where_the_person_is(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 1, 5, 22, 0, tzinfo=UTC))
    session = sit(make_kit(tmp_path / "home", clock=clock), 0)
    with in_zone(AUCKLAND):
        assert renewal.agenda(session).today.isoformat() == "2026-01-06"
    with in_zone(HONOLULU):
        assert renewal.agenda(session).today.isoformat() == "2026-01-05"


# -- moved and reworded -----------------------------------------------------------------------------------


def test_a_guideline_that_moved_and_was_reworded_stays_done(tmp_path: Path, kit: Kit) -> None:
    sit(kit)
    target = shutil.copytree(SMALL, tmp_path / "next")
    text = (target / "basics.toml").read_text("utf-8")
    start = text.index("[[guideline]]", text.index('id = "clear-desk"'))
    moved = text[start:].replace("You keep the team informed", "You tell the team")
    (target / "basics.toml").write_text(text[:start], "utf-8")
    with (target / "code.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{moved}")
    session = open_session(kit, target)
    session.close()
    assert "tell-team" in done(session)
    assert session.progress.is_complete
    assert not renewal.agenda(session).now
