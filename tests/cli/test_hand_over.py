"""From a walk to a record that others verify, with Watchword and without it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import PROFILE, RIGHT, child, copy_small, say
from support.kit import make_kit
from watchword.checklist.load import load
from watchword.kit import Kit
from watchword.paths import Paths
from watchword.progress.chain import verify as verify_chain
from watchword.progress.schedule import draw
from watchword.progress.standing import Standing
from watchword.record.sshsig import COMPLETION_RECORD, PROGRESS_SEAL

DONE = ["", RIGHT, "yes"]


def a_record(folder: Path, guidelines: int = 7) -> tuple[Kit, Path]:
    """Walk so many guidelines, export, and return the kit and the folder of the record."""
    kit = make_kit(folder, host=machine())
    say(folder, "--plain", typed=[*PROFILE, *DONE * guidelines, "q"], kit=kit)
    said = say(folder, "export", "--to", str(folder / "out"), "--json", kit=kit)
    assert said.status == (0 if guidelines == 7 else 1)
    return kit, Path(json.loads(said.out)["folder"])


def signers(folder: Path) -> str:
    """The list of known keys that lies beside a record."""
    return str(next(folder.glob("*.allowed_signers")))


def test_the_walk_ends_in_a_signed_record(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, host=machine())
    said = say(tmp_path, "--plain", typed=[*PROFILE, *DONE * 7, "x", "yes", "q"], kit=kit)
    assert said.status == 0
    assert "What is signed: the record of Small guide, version 1: 7 of 7" in said.out
    assert f"With the key: {kit.signer().public_key.fingerprint}" in said.out
    assert "VERIFY.txt" in said.out
    assert len(list(kit.paths.exports.glob("record-*/record-*.json"))) == 1


def test_nothing_is_signed_without_a_yes(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, host=machine())
    said = say(tmp_path, "--plain", typed=[*PROFILE, "x", "y", "q"], kit=kit)
    assert "Nothing was signed." in said.out
    assert not kit.paths.exports.exists()


def test_export_says_what_is_signed_and_what_lies_where(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, host=machine())
    say(tmp_path, "--plain", typed=[*PROFILE, *DONE * 7, "q"], kit=kit)
    said = say(tmp_path, "export", kit=kit)
    assert said.status == 0
    assert "1 check ran: 1 pass." in said.err
    assert "What is signed: " in said.err
    assert kit.signer().public_key.fingerprint in said.err
    assert said.out.startswith("Folder: ")
    assert "  VERIFY.txt" in said.out.splitlines()


def test_export_looks_again_first(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, host=machine())
    say(tmp_path, "--plain", typed=[*PROFILE, *DONE * 7, "q"], kit=kit)
    drifted = make_kit(tmp_path, host=machine("fail"))
    said = say(tmp_path, "export", kit=drifted)
    assert said.status == 1
    assert "screen-lock: fails." in said.err
    assert "6 of 7 guidelines done (incomplete)" in " ".join(said.err.split())


def test_export_before_anything_and_into_a_place_that_is_none(tmp_path: Path) -> None:
    assert "There is nothing to export yet." in say(tmp_path / "home", "export").err
    kit = make_kit(tmp_path / "home", host=machine())
    say(tmp_path / "home", "--plain", typed=PROFILE, kit=kit)
    (tmp_path / "file").write_text("", "utf-8")
    said = say(tmp_path / "home", "export", "--to", str(tmp_path / "file"), kit=kit)
    assert said.status == 1
    assert "The record could not be written." in said.err


def test_a_valid_and_complete_record(tmp_path: Path) -> None:
    kit, folder = a_record(tmp_path)
    said = say(tmp_path, "verify", str(folder), "--signers", signers(folder), kit=kit)
    assert said.status == 0
    assert said.out.startswith("Valid\n")
    assert "  holds   The key is known to you as that of new@example.org." in said.out
    assert max(len(line) for line in said.out.splitlines()) <= 80
    for word in ("Guideline", "Status", "Known", "Seen", "Stated", "lock-screen, rev. 1", "screen-lock:"):
        assert word in said.out


def test_a_signer_who_is_not_known(tmp_path: Path) -> None:
    kit, folder = a_record(tmp_path)
    said = say(tmp_path, "verify", str(next(folder.glob("record-*.json"))), kit=kit)
    assert said.status == 3
    assert said.out.startswith("Intact, signer not known\n")


def test_an_incomplete_record(tmp_path: Path) -> None:
    kit, folder = a_record(tmp_path, guidelines=2)
    said = say(tmp_path, "verify", str(folder), "--signers", signers(folder), kit=kit)
    assert said.status == 1
    assert said.out.startswith("Valid, and incomplete\n")


def test_a_record_of_another_state_of_the_checklist(tmp_path: Path) -> None:
    kit, folder = a_record(tmp_path)
    newer = copy_small(tmp_path, ("Thinking first", "Thinking before"))
    said = say(tmp_path, "verify", str(folder), "--signers", signers(folder), kit=kit, checklist=newer)
    assert said.status == 1
    assert said.out.startswith("Stale checklist\n")


def test_a_record_is_verified_without_a_checklist_that_can_be_read(tmp_path: Path) -> None:
    kit, folder = a_record(tmp_path)
    said = say(tmp_path, "verify", str(folder), "--signers", signers(folder), kit=kit, checklist=tmp_path)
    assert said.status == 0
    assert "Your checklist cannot be read" in said.err


def test_a_changed_record(tmp_path: Path) -> None:
    kit, folder = a_record(tmp_path)
    path = next(folder.glob("record-*.json"))
    path.write_bytes(path.read_bytes().replace(b"New Person", b"Old Person"))
    said = say(tmp_path, "verify", str(folder), "--signers", signers(folder), kit=kit)
    assert said.status == 1
    assert said.out.startswith("Changed or broken\n")
    told = json.loads(say(tmp_path, "verify", str(folder), "--json", kit=kit).out)
    assert (told["verdict"], told["record"]) == ("changed or broken", None)


def test_what_cannot_be_read_is_three(tmp_path: Path) -> None:
    kit, folder = a_record(tmp_path)
    assert say(tmp_path, "verify", str(tmp_path / "nothing.json"), kit=kit).status == 3
    (tmp_path / "odd").write_text("not a key\n", "utf-8")
    for listed in ("odd", "nothing"):
        assert say(tmp_path, "verify", str(folder), "--signers", str(tmp_path / listed), kit=kit).status == 3


@pytest.mark.real
def test_a_piped_walk_ends_in_a_record_that_ssh_keygen_accepts(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    keygen = tool("ssh-keygen")
    home, checklist = tmp_path / "home", copy_small(tmp_path, checks=False)
    options = ["--name", "New Person", "--email", "new@example.org", "--role", "developer"]
    assert child(home, "profile", "set", *options, checklist=checklist).returncode == 0
    typed = [line for right in _right_places(home, checklist) for line in ("", str(right + 1), "yes")]
    said = child(home, "--plain", typed="\n".join([*typed, "x", "yes", ""]), checklist=checklist)
    assert (said.returncode, said.stderr) == (0, "")
    folder = next((home / "records").iterdir())
    name = folder.name
    for file, namespace in ((f"{name}.json", COMPLETION_RECORD), (f"{name}.journal.toml", PROGRESS_SEAL)):
        argv = [keygen, "-Y", "verify", "-f", f"{name}.allowed_signers", "-I", "new@example.org"]
        argv += ["-n", namespace, "-s", f"{file}.sig"]
        with (folder / file).open("rb") as content:
            done = subprocess.run(
                argv, stdin=content, cwd=folder, capture_output=True, text=True, check=False
            )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Good")
    verified = child(home, "verify", str(folder), "--signers", signers(folder), checklist=checklist)
    assert verified.returncode == 0
    assert verified.stdout.startswith("Valid\n")


def _right_places(home: Path, checklist: Path) -> list[int]:
    """Where the right option will stand, guideline by guideline: drawn from the journal's id."""
    journal = Paths.below(home).journals("small") / "0001.toml"
    seed = verify_chain(journal.read_bytes()).header.journal
    return [draw(Standing(guideline), seed).right for guideline in load(checklist).guidelines]
