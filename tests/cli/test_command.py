"""The commands: what they print, their JSON, and their exit status."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import SMALL, begin, copy_small, environment, say, value
from support.kit import Clock, answer_wrongly, make_kit, make_session
from watchword.checklist.lint.catalogue import RULES
from watchword.kit import Kit


def on(folder: Path, year: int, month: int, day: int) -> Kit:
    """A kit on a day, so that what is due can be told."""
    return make_kit(folder, host=machine(), clock=Clock(datetime(year, month, day, 12, tzinfo=UTC)))


SOUND = Path(__file__).parents[1] / "checklist" / "sound"
"""A checklist that keeps every rule."""

EVERY = (
    "think-first",
    "lock-screen",
    "one-password",
    "clear-desk",
    "tell-team",
    "no-secrets",
    "reviewed-code",
)


@pytest.mark.parametrize(
    "words",
    [
        "check", "check --list", "check screen-lock", "checklist lint", "checklist schema",
        "checklist schema checklist", "checklist show", "checklist show lock-screen", "checklist review",
        "journal verify", "journal show", "status", "profile show", "profile set --name Other", "key show",
        "key list", "key use file", "export",
    ],
)  # fmt: skip
def test_every_json_parses(tmp_path: Path, words: str) -> None:
    kit = begin(tmp_path)
    option = [] if "schema" in words else ["--json"]
    said = say(tmp_path, *words.split(), *option, kit=kit)
    assert isinstance(value(said), dict | list)
    assert said.out.isascii()


# -- check -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "status", "word"),
    [
        ("pass", 0, "Pass"),
        ("warn", 0, "Holds in part"),
        ("fail", 1, "Fails"),
        ("", 3, "Could not tell"),
        ("not-applicable", 0, "Not for this machine"),
    ],
)  # fmt: skip
def test_check_says_the_outcome_as_word_and_status(
    tmp_path: Path, outcome: str, status: int, word: str
) -> None:
    kit = begin(tmp_path, kit=make_kit(tmp_path, host=machine(outcome)))
    said = say(tmp_path, "check", kit=kit)
    assert said.status == status
    assert said.out.startswith(f"{word}: screen-lock: ")
    assert "1 check: 1 " in said.err


def test_check_says_all_that_a_finding_holds(tmp_path: Path) -> None:
    said = say(tmp_path, "check", "screen-lock", kit=make_kit(tmp_path, host=machine("fail")))
    assert said.out.splitlines() == [
        "Fails: screen-lock: The screen lock is said to fail.",
        "  Rule: It locks after 15 minutes at most.",
        "  Seen: a test: what it says",
        "  What to do:",
        "    1. Switch it on.",
        "  Command:",
        "    gsettings set it on",
        "  What this does not prove: Nothing, it is a test.",
        "",
    ]


def test_check_without_a_profile_runs_all_with_the_limits_of_the_checklist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchword.check.registry.BUNDLED", {"screen-lock": "cli.machine"})
    named = ('name = "screen-lock"', 'name = "screen-lock"\npolicy = ["lock_after_minutes"]')
    checklist = copy_small(tmp_path, named, ("value = 15", "value = 4"))
    said = say(tmp_path / "home", "check", checklist=checklist)
    assert "It locks after 4 minutes at most." in said.out
    assert not (tmp_path / "home").exists()


def test_check_records_what_it_saw(tmp_path: Path) -> None:
    kit = begin(tmp_path)
    say(tmp_path, "check", kit=kit)
    assert make_session(tmp_path, kit=kit).standing("lock-screen").seen["screen-lock"].outcome == "pass"


def test_check_takes_the_id_of_a_guideline(tmp_path: Path) -> None:
    kit = begin(tmp_path)
    assert [one["check"] for one in value(say(tmp_path, "check", "lock-screen", "--json", kit=kit))] == [
        "screen-lock"
    ]
    said = say(tmp_path, "check", "think-first", kit=kit)
    assert (said.status, said.out) == (2, "")
    assert "has no check" in said.err


def test_a_check_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    said = say(tmp_path, "check", "screen-lock", "no-such-check")
    assert (said.status, said.out) == (2, "")
    assert "There is no check named no-such-check." in said.err


def test_listing_checks_imports_none(tmp_path: Path) -> None:
    code = (
        "import sys; from watchword.cli.main import main;"
        f"main(['--checklist', {str(SMALL)!r}, 'check', '--list']);"
        "rooms = ('watchword.check.device.', 'watchword.check.keys.');"
        "print(*[name for name in sys.modules if name.startswith(rooms)])"
    )
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, env=environment(tmp_path, {}), capture_output=True, text=True, check=True)
    *listed, imported = done.stdout.splitlines()
    assert "screen-lock: The screen locked" in listed
    assert imported == ""


# -- checklist -------------------------------------------------------------------------------------------


def test_a_checklist_with_ten_errors_shows_all_of_them(tmp_path: Path) -> None:
    checklist = copy_small(tmp_path)
    path = checklist / "basics.toml"
    lines = path.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if line == 'strength = "must"':
            lines[number] = 'strength = "perhaps"'
        if line == "lines = [1, 2]":
            lines[number] = "lines = [1, 2]; odd"
    text = "\n".join(lines).replace("; odd", '\nmood = "odd"')
    path.write_text(text, "utf-8")
    said = say(tmp_path / "home", "checklist", "lint", str(checklist))
    assert said.status == 1
    unread = [line for line in said.out.splitlines() if not line.endswith("]")]  # of no rule
    assert len(unread) == 10
    assert all(line.startswith("basics.toml:") and line.split(":")[1].isdigit() for line in unread)
    for words in (["status"], ["check"], ["checklist", "show"], ["--plain"]):
        refused = say(tmp_path / "home", *words, checklist=checklist)
        assert refused.status == 3, words
        assert refused.out == ""
        assert refused.err.count("basics.toml:") == 10
        assert refused.err.startswith("The checklist has 10 problems.\n")


def test_lint_says_when_there_is_nothing_to_say_and_what_it_looked_at(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "lint", str(SOUND), kit=on(tmp_path, 2026, 11, 24))
    assert (said.status, said.out) == (0, "")
    assert said.err == (
        f"Looked at 1 guideline, 3 questions and 43 texts by {len(RULES)} rules, 0 exceptions used.\n"
        "No problem found.\n"
    )


def test_lint_ends_each_problem_with_its_rule(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "lint", str(SOUND), kit=on(tmp_path, 2028, 1, 1))
    assert said.status == 1
    assert said.out.startswith("basics.toml:20: lock-screen: its review was due on 2027-11-23")
    assert said.out.endswith(" [overdue-review]\n")
    assert said.err.endswith("\n1 problem.\n")


def test_lint_gives_the_rule_as_json(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "lint", str(SOUND), "--json", kit=on(tmp_path, 2028, 1, 1))
    (problem,) = value(said)
    assert {**problem, "what": "", "remedy": ""} == {
        "file": "basics.toml", "line": 20, "what": "", "remedy": "", "rule": "overdue-review",
    }  # fmt: skip


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_lint_says_that_reading_age_was_not_judged_and_how_it_could_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "textstat", None)
    said = say(tmp_path, "checklist", "lint", str(SOUND), *option, kit=on(tmp_path, 2026, 11, 24))
    assert said.status == 0
    assert "Reading age was not judged: textstat is not installed. `pip install textstat`" in said.err
    assert f" by {len(RULES) - 1} rules" in said.err


DEFECT = """
[[defect]]
lines = [{lines}]
found = "It says {found}."
suggestion = "Say it otherwise."
{source}
"""


def with_defects(folder: Path) -> Path:
    """Copy the sound checklist, its guide with two defects, the later one first."""
    target = Path(shutil.copytree(SOUND, folder / "sound"))
    with (target / "checklist.toml").open("a", encoding="utf-8") as opened:
        opened.write(DEFECT.format(lines="7, 9", found="too much", source=""))
        opened.write(DEFECT.format(lines="3, 3", found="too little", source='source = "a-case"'))
    return target


def test_review_shows_the_defects_in_line_order_with_suggestion_and_source(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "review", str(with_defects(tmp_path)), kit=on(tmp_path, 2026, 11, 24))
    assert said.status == 0
    part = said.out.partition("Defects of the guide:\n")[2].partition("\n\n")[0]
    assert part.splitlines() == [
        "  Line 3: It says too little.",
        "    Suggestion: Say it otherwise.",
        "    Source: A report of the case, https://example.org/case",
        "  Lines 7 to 9: It says too much.",
        "    Suggestion: Say it otherwise.",
    ]


@pytest.mark.parametrize(
    ("day", "status", "told"),
    [
        ((2027, 10, 23), 0, "within 30 days:\n  No page is due within 30 days."),
        (
            (2027, 10, 24),
            0,
            "within 30 days:\n  lock-screen: The screen locked. Due on 2027-11-23, in 30 days;",
        ),
        ((2027, 11, 23), 0, "Due on 2027-11-23, today; last"),
        (
            (2027, 11, 24),
            1,
            "Overdue for review:\n  lock-screen: The screen locked. Due on 2027-11-23, 1 day ago;",
        ),
    ],
)
def test_review_shows_what_is_due(tmp_path: Path, day: tuple[int, int, int], status: int, told: str) -> None:
    said = say(tmp_path, "checklist", "review", str(SOUND), kit=on(tmp_path, *day))
    assert said.status == status
    assert told in said.out


def test_review_shows_what_goes_beyond_the_guide(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "review", str(SOUND))
    assert said.out.endswith(
        "\nBeyond the guide:\n  The screen locked: Turn the desk so that the window is not behind you.\n"
    )


def test_review_says_of_each_part_that_it_is_empty(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "review")
    assert said.status == 0
    for empty in ("No defect of the guide is noted.", "No page is overdue.", "adds nothing to the guide."):
        assert empty in said.out
    assert said.err == "Nothing is overdue.\n"


def test_review_as_json_has_the_same_parts(tmp_path: Path) -> None:
    folder = str(with_defects(tmp_path))
    told = value(say(tmp_path, "checklist", "review", folder, "--json", kit=on(tmp_path, 2027, 11, 24)))
    assert [defect["lines"] for defect in told["defects"]] == [[3, 3], [7, 9]]
    assert told["defects"][0]["source"] == {
        "title": "A report of the case",
        "url": "https://example.org/case",
    }
    assert told["defects"][1]["source"] is None
    assert [(one["guideline"], one["due_on"], one["days"]) for one in told["overdue"]] == [
        ("lock-screen", "2027-11-23", -1)
    ]
    assert told["due"] == []
    assert [one["title"] for one in told["beyond"]] == ["The screen locked"]


def test_a_checklist_that_cannot_be_read_cannot_be_reviewed(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "review", checklist=copy_small(tmp_path, ("must", "perhaps")))
    assert (said.status, said.out) == (3, "")


def test_show_keeps_what_goes_beyond_the_guide_apart(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "show", "lock-screen", checklist=SOUND)
    assert "Beyond the guide" in said.out
    assert "Turn the desk" not in said.out.partition("Beyond the guide")[0]


def test_a_folder_without_a_checklist_is_named(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "lint", str(tmp_path))
    assert said.status == 3
    assert "holds no checklist.toml" in said.err


def test_show_gives_no_answers_away(tmp_path: Path) -> None:
    for option in ([], ["--json"]):
        said = say(tmp_path, "checklist", "show", "lock-screen", *option)
        assert said.status == 0
        assert "The right answer" not in said.out
        assert "Switch it on." in said.out
    assert "There is no guideline" in say(tmp_path, "checklist", "show", "nothing").err


def test_schemas_are_those_of_the_two_kinds(tmp_path: Path) -> None:
    assert "guideline" in value(say(tmp_path, "checklist", "schema"))["properties"]
    assert "policy" in value(say(tmp_path, "checklist", "schema", "checklist"))["properties"]


# -- status, profile, key --------------------------------------------------------------------------------


def test_status_before_anything(tmp_path: Path) -> None:
    said = say(tmp_path, "status")
    assert said.status == 1
    assert said.out == "Small guide: not begun. Begin with `watchword`.\n"
    assert "You have not begun." in say(tmp_path, "status", "--all").out
    assert value(say(tmp_path, "status", "--json"))["begun"] is False
    assert list(tmp_path.iterdir()) == []


def test_status_says_what_is_left_and_why(tmp_path: Path) -> None:
    kit = begin(tmp_path, "think-first")
    session = make_session(tmp_path, kit=kit)
    answer_wrongly(session, "one-password")
    session.close()
    said = say(tmp_path, "status", "--all", kit=kit)
    assert said.status == 1
    assert "1 of 7 done, 1 has a question that comes back, 5 are not started." in said.out
    assert "One password each (one-password): The question comes back. Give your word." in said.out
    assert "Go on with: " in said.out
    told = value(say(tmp_path, "status", "--json", kit=kit))
    assert (told["done"], told["applying"], told["complete"]) == (1, 7, False)


def test_status_when_all_is_done(tmp_path: Path) -> None:
    kit = begin(tmp_path, *EVERY)
    say(tmp_path, "check", kit=kit)
    said = say(tmp_path, "status", "--all", kit=kit)
    assert said.status == 0
    assert "Everything is done." in said.out


def test_a_profile_is_set_from_options_and_kept(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, host=machine())
    bare = say(tmp_path, "profile", "show", kit=kit)
    assert (bare.status, bare.out) == (1, "")
    missing = say(tmp_path, "profile", "set", "--name", "Ada", kit=kit)
    assert missing.status == 2
    assert "Missing: --email." in missing.err
    options = ["--name", "Ada", "--email", "Ada@Example.org", "--role", "developer", "--device", "linux"]
    assert say(tmp_path, "profile", "set", *options, kit=kit).status == 0
    said = say(tmp_path, "profile", "set", "--role", "none", "--public-places", "--json", kit=kit)
    assert value(said) == {
        "name": "Ada",
        "email": "ada@example.org",
        "roles": [],
        "devices": ["linux"],
        "public_places": True,
    }
    assert "No longer for you: Secrets out of code and Code reviewed." in said.err
    shown = say(tmp_path, "profile", "show", kit=kit)
    assert "You regularly work in public places." in shown.out


@pytest.mark.parametrize("options", [["--email", "at home"], ["--role", "boss"], ["--device", "fax"]])
def test_a_profile_that_cannot_stand_is_wrong_usage(tmp_path: Path, options: list[str]) -> None:
    kit = begin(tmp_path)
    said = say(tmp_path, "profile", "set", *options, kit=kit)
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 3


def test_the_key_is_shown_and_not_made_by_looking(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, host=machine())
    assert say(tmp_path, "key", "show", kit=kit).status == 1
    assert "not made yet" in say(tmp_path, "key", "list", kit=kit).out
    assert not kit.paths.key_file.exists()
    begin(tmp_path, kit=kit)
    said = say(tmp_path, "key", "show", kit=kit)
    assert said.status == 0
    assert kit.signer().public_key.fingerprint in said.out
    listed = say(tmp_path, "key", "list", kit=kit)
    assert listed.out.startswith("file: ssh-ed25519 SHA256:")
    assert "No ssh-agent answers." in listed.err


def test_a_key_that_is_not_there_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    kit = begin(tmp_path)
    said = say(tmp_path, "key", "use", "SHA256:nothing", kit=kit)
    assert said.status == 1
    assert "ssh-agent" in said.err
    assert not kit.paths.settings_file.exists()
    assert say(tmp_path, "key", "use", "file", kit=kit).status == 0


# -- journal ---------------------------------------------------------------------------------------------


def test_the_journal_is_shown_in_words_with_local_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = begin(tmp_path, "think-first")
    say(tmp_path, "check", kit=kit)
    if hasattr(time, "tzset"):
        monkeypatch.setenv("TZ", "Asia/Kolkata")
        time.tzset()
    said = say(tmp_path, "journal", "show", kit=kit)
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()
        assert "2026-01-05 14:30:" in said.out
        assert "+05:30" in said.out
    text = " ".join(said.out.split())
    assert "You are New Person <new@example.org>; you write or deploy software" in text
    assert "Answered rightly, attempt 1: Thinking first, question think-first-1." in text
    assert "Gave your word: Thinking first." in text
    assert "Looked: screen-lock for The screen locked: pass." in text


def test_a_journal_is_verified_and_a_change_is_named(tmp_path: Path) -> None:
    kit = begin(tmp_path, "think-first")
    said = say(tmp_path, "journal", "verify", kit=kit)
    assert said.status == 0
    assert said.out.startswith("As written: ")
    path = kit.shelf("small").paths()[0]
    path.write_bytes(path.read_bytes().replace(b"New Person", b"Old Person"))
    changed = say(tmp_path, "journal", "verify", kit=kit)
    assert changed.status == 1
    assert changed.out.startswith("Changed or broken: ")
    assert "event 2" in changed.out
    assert say(tmp_path, "journal", "show", kit=kit).status == 1
    assert say(tmp_path, "status", kit=kit).status == 1
    assert value(say(tmp_path, "journal", "verify", "--json", kit=kit))[0]["intact"] is False


def test_a_journal_that_was_cut_is_noticed(tmp_path: Path) -> None:
    kit = begin(tmp_path, "think-first")
    path = kit.shelf("small").paths()[0]
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"[[event]]")])
    said = say(tmp_path, "journal", "verify", kit=kit)
    assert said.status == 1
    assert "This computer remembers 4 events, and it holds 3." in said.out


def test_no_journal_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    said = say(tmp_path, "journal", "show")
    assert said.status == 1
    assert "There is no journal yet." in said.err
    missing = say(tmp_path, "journal", "verify", str(tmp_path / "nothing.toml"))
    assert missing.status == 3
    assert "nothing.toml" in missing.err


def test_a_journal_continued_after_a_change_of_the_checklist_fits_together(tmp_path: Path) -> None:
    kit = begin(tmp_path, "think-first")
    newer = copy_small(tmp_path, ("Thinking first", "Thinking before"))
    assert "The checklist has changed" in say(tmp_path, "status", kit=kit, checklist=newer).err
    say(tmp_path, "profile", "set", "--public-places", kit=kit, checklist=newer)
    said = say(tmp_path, "journal", "verify", kit=kit, checklist=newer)
    assert said.status == 0
    assert said.out.count("As written: ") == 2
