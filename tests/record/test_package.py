"""The hand-over as a manager meets it: files in a folder, and ssh-keygen instead of Watchword."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from support.kit import SMALL, make_session
from support.records import HandedOver, begin, finish, hand_over
from watchword.errors import RecordError, SignatureError
from watchword.handover import choose_key, export, verify_file
from watchword.progress.chain import LARGEST_FILE
from watchword.record import files
from watchword.record.export.instructions import commands
from watchword.record.package import Origin, build
from watchword.record.record import SIZE_LIMIT, name_of
from watchword.record.signers import parse_signers
from watchword.record.sshsig import MAX_ARMOUR, PROGRESS_SEAL
from watchword.record.trail import Sealed
from watchword.record.verify import Word
from watchword.session import open_session

posix = pytest.mark.skipif(os.name == "nt", reason="there are no modes, pipes and file size limits")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    return hand_over(finish(begin(tmp_path_factory.mktemp("made"))))


@pytest.fixture
def folder(made: HandedOver, tmp_path: Path) -> Path:
    """What the manager saved: the files and nothing else, to be spoilt at will."""
    target = tmp_path / "inbox"
    target.mkdir()
    for file in made.exported.folder.iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    return target


def printed(folder: Path) -> list[str]:
    """The commands for macOS and Linux as VERIFY.txt prints them."""
    lines = (folder / "VERIFY.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip().startswith("ssh-keygen ")]


def type_in(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, timeout=30)


# The stock verifier


@pytest.mark.real
def test_the_printed_commands_verify_record_and_journal(
    made: HandedOver, folder: Path, tool: Callable[[str], str]
) -> None:
    tool("ssh-keygen")
    answers = [type_in(folder, command) for command in printed(folder)]
    assert [answer.returncode for answer in answers] == [0, 0]
    fingerprint = made.record.signer.fingerprint
    for answer, what in zip(answers, ("completion-record", "progress-seal"), strict=True):
        said = (
            f'Good "{what}.v1@cleversteam.com" signature for new@example.org with ED25519 key {fingerprint}'
        )
        assert said in answer.stdout


@pytest.mark.real
@pytest.mark.parametrize(("suffix", "which"), [("json", 0), ("journal.toml", 1)])
def test_the_printed_commands_refuse_a_changed_file(
    made: HandedOver, folder: Path, tool: Callable[[str], str], suffix: str, which: int
) -> None:
    tool("ssh-keygen")
    file = folder / f"{name_of(made.record)}.{suffix}"
    file.write_bytes(file.read_bytes().replace(b"New", b"Old", 1))
    results = [type_in(folder, command).returncode for command in printed(folder)]
    assert [code == 0 for code in results] == [which != 0, which != 1]


@pytest.mark.real
def test_every_earlier_journal_has_a_seal_that_ssh_keygen_accepts(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    tool("ssh-keygen")
    made = after_a_change_of_the_checklist(tmp_path)
    name = name_of(made.record)
    assert f"{name}.journal-1.toml" in made.exported.names
    command = commands(made.record, name)[1].replace(".journal.toml", ".journal-1.toml")
    assert type_in(made.exported.folder, command).returncode == 0


def after_a_change_of_the_checklist(folder: Path) -> HandedOver:
    """The record of somebody whose checklist changed halfway."""
    session = finish(begin(folder))
    session.close()
    changed = folder / "checklist"
    changed.mkdir()
    for file in SMALL.iterdir():
        (changed / file.name).write_bytes(file.read_bytes().replace(b"Clear desk", b"Clear desks"))
    main = changed / "checklist.toml"
    main.write_text(main.read_text().replace('version = "1"', 'version = "2"'))
    return hand_over(open_session(session.kit, changed))


# What the instructions say


def test_the_instructions_explain_every_file(made: HandedOver) -> None:
    text = (made.exported.folder / "VERIFY.txt").read_text("utf-8")
    explained = text[text.index("What each file is") :]
    assert all(name in explained for name in made.exported.names if name != "VERIFY.txt")


def test_the_windows_commands_are_the_same_in_quotes(made: HandedOver) -> None:
    text = (made.exported.folder / "VERIFY.txt").read_text("utf-8")
    assert all(f'cmd /c "{command}"\n' in text for command in printed(made.exported.folder))


def test_the_instructions_name_fingerprint_person_and_limits(made: HandedOver) -> None:
    text = (made.exported.folder / "VERIFY.txt").read_text("utf-8")
    assert text.count(made.record.signer.fingerprint) == 2
    assert "Ask New Person, by voice or in person" in text
    assert "not a measurement by somebody else" in " ".join(text.split())


def test_a_name_with_braces_and_quotes_stands_in_the_instructions_as_it_is(tmp_path: Path) -> None:
    made = hand_over(begin(tmp_path, name='{email} $(id) `id` "o\'Neil"'))
    text = (made.exported.folder / "VERIFY.txt").read_text("utf-8")
    assert 'Ask {email} $(id) `id` "o\'Neil", by voice' in text
    assert not any("$(id)" in command for command in printed(made.exported.folder))


# The files


def test_files_are_named_after_the_record_and_never_after_the_person(made: HandedOver) -> None:
    name = f"record-{made.record.record_id[:12]}"
    assert made.exported.folder.name == name
    assert sorted(file.name for file in made.exported.folder.iterdir()) == [
        "VERIFY.txt",
        f"{name}.allowed_signers",
        f"{name}.html",
        f"{name}.journal.toml",
        f"{name}.journal.toml.sig",
        f"{name}.json",
        f"{name}.json.sig",
    ]


def test_the_listed_names_are_those_of_the_files(made: HandedOver) -> None:
    assert sorted(made.exported.names) == sorted(file.name for file in made.exported.folder.iterdir())


def test_the_journal_in_it_is_the_one_on_disk_at_that_time(made: HandedOver) -> None:
    assert made.session.ledger.journal is not None
    assert made.session.ledger.journal.path.read_bytes().startswith(made.journal)
    assert made.chain.head == made.record.journal.head


def test_the_allowed_signers_file_names_person_purposes_and_key(made: HandedOver) -> None:
    text = (made.exported.folder / f"{name_of(made.record)}.allowed_signers").read_text("ascii")
    spaces = "completion-record.v1@cleversteam.com,progress-seal.v1@cleversteam.com"
    assert text == f'new@example.org namespaces="{spaces}" {made.signer.public_key.text}\n'
    assert parse_signers(text) == made.known


@posix
def test_the_folder_is_for_its_owner_only(made: HandedOver) -> None:
    assert made.exported.folder.stat().st_mode & 0o777 == 0o700


# Exporting again, and where it cannot be written


def test_a_second_export_lies_beside_the_first_and_both_verify(tmp_path: Path) -> None:
    session = finish(begin(tmp_path))
    first, second = hand_over(session), hand_over(session)
    assert first.exported.folder != second.exported.folder
    assert first.exported.folder.parent == second.exported.folder.parent
    assert first.verify().word is second.verify().word is Word.VALID


def test_an_export_is_noted_in_the_journal(tmp_path: Path) -> None:
    session = begin(tmp_path)
    made = hand_over(session)
    assert session.events[-1].kind == "exported"
    assert session.events[-1].fields["record"] == made.record.record_id


def test_an_export_never_replaces_another(tmp_path: Path) -> None:
    session = begin(tmp_path)
    first = hand_over(session)
    session.kit = replace(session.kit, token=lambda: first.record.record_id)
    with pytest.raises(RecordError):
        export(session)
    assert files.read(first.exported.folder).data == first.data
    assert [file.name for file in first.exported.folder.parent.iterdir()] == [first.exported.folder.name]


def test_a_file_in_the_way_is_an_error_that_leaves_it_as_it_was(tmp_path: Path) -> None:
    session = begin(tmp_path)
    before = session.progress.count
    blocked = tmp_path / "blocked"
    blocked.write_text("mine")
    with pytest.raises(RecordError) as refused:
        export(session, blocked)
    assert "--to" in refused.value.remedy
    assert blocked.read_text() == "mine"
    assert session.progress.count == before, "what did not leave is not noted"


FULL = """
import resource, signal, sys
from pathlib import Path
from support.records import begin
from watchword.errors import RecordError
from watchword.handover import export

session = begin(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    export(session, Path(sys.argv[1]) / "out")
except RecordError as error:
    print(error)
    sys.exit(3)
"""


@posix
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 3, run.stderr
    assert "The record could not be written." in run.stdout
    assert "Your progress is kept" in run.stdout
    assert list((tmp_path / "out").iterdir()) == []


def test_there_is_nothing_to_export_before_there_is_a_profile(tmp_path: Path) -> None:
    session = begin(tmp_path)
    empty = make_session(tmp_path / "empty")
    with pytest.raises(RecordError, match="nothing to export"):
        build(
            empty.progress,
            [session.ledger.chain()[1]],
            session.kit.signer(),
            record_id="0" * 32,
            at=session.kit.now(),
            origin=Origin("1", "linux"),
        )


def test_after_a_change_of_the_checklist_the_record_verifies_with_the_new_one(tmp_path: Path) -> None:
    made = after_a_change_of_the_checklist(tmp_path)
    verdict = made.verify(earlier=made.earlier)
    assert verdict.word is Word.VALID
    said = [note.text for note in verdict.notes]
    assert "It continues 1 earlier, each where the one before ended." in said
    assert "Every entry of the record follows from the journal." in said


def test_without_the_journal_it_continues_the_entries_are_not_compared(tmp_path: Path) -> None:
    verdict = after_a_change_of_the_checklist(tmp_path).verify()
    assert verdict.word is Word.VALID
    assert any("continues an earlier one that is not beside it" in note.text for note in verdict.notes)


def test_a_journal_put_in_place_of_the_one_that_is_continued_is_broken(tmp_path: Path) -> None:
    made = after_a_change_of_the_checklist(tmp_path / "one")
    other = after_a_change_of_the_checklist(tmp_path / "two")
    forged = other.earlier[0].journal
    sealed = Sealed(forged, made.signer.sign(forged, PROGRESS_SEAL))
    assert made.verify(earlier=[sealed]).word is Word.BROKEN


def test_the_key_chosen_signs_the_next_export(tmp_path: Path) -> None:
    session = begin(tmp_path)
    session.kit = choose_key(session.kit, "file")
    signer = session.kit.signer()
    assert hand_over(session).record.signer.fingerprint == signer.public_key.fingerprint


# Reading what somebody sent


def test_a_folder_with_two_records_asks_which(folder: Path) -> None:
    (folder / "record-000000000000.json").write_text("{}")
    with pytest.raises(RecordError, match="does not hold one record"):
        files.read(folder)


@pytest.mark.parametrize("suffix", ["json", "json.sig"])
def test_a_missing_file_is_named(made: HandedOver, folder: Path, suffix: str) -> None:
    missing = f"{name_of(made.record)}.{suffix}"
    (folder / missing).unlink()
    with pytest.raises(RecordError) as refused:
        files.read(folder / f"{name_of(made.record)}.json")
    assert refused.value.title == f"{missing} cannot be read."


@pytest.mark.parametrize(
    ("suffix", "limit"),
    [
        ("json", SIZE_LIMIT),
        ("json.sig", MAX_ARMOUR),
        ("journal.toml", LARGEST_FILE),
        ("journal.toml.sig", MAX_ARMOUR),
    ],
)
def test_a_huge_file_is_refused_unread(made: HandedOver, folder: Path, suffix: str, limit: int) -> None:
    os.truncate(folder / f"{name_of(made.record)}.{suffix}", 10 * 1024**3)
    with pytest.raises(RecordError, match=f"{limit // 1024} KiB"):
        files.read(folder)


def test_a_huge_list_of_signers_is_refused_unread(folder: Path, tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    huge.touch()
    os.truncate(huge, 10 * 1024**3)
    with pytest.raises(RecordError, match="32768 KiB"):
        verify_file(folder, huge, None)


@posix
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_regular_file_is_refused_at_once(made: HandedOver, folder: Path, kind: str) -> None:
    record = folder / f"{name_of(made.record)}.json"
    record.unlink()
    if kind == "pipe":
        os.mkfifo(record)
    elif kind == "device":
        record.symlink_to("/dev/zero")
    else:
        record.mkdir()
    with pytest.raises(RecordError):
        files.read(folder)


def test_a_file_name_with_an_escape_sequence_is_shown_harmless(tmp_path: Path) -> None:
    with pytest.raises(RecordError) as refused:
        files.read(tmp_path / "record-\x1b]52;c;aGk=\x07.json")
    assert "\x1b" not in str(refused.value)


def test_a_list_of_signers_that_makes_no_sense_names_the_line(folder: Path, tmp_path: Path) -> None:
    signers = tmp_path / "signers"
    signers.write_text("# mine\n*@example.org ssh-ed25519 AAAA\n")
    with pytest.raises(SignatureError, match="Line 2"):
        verify_file(folder, signers, None)
