"""The walk in plain text, from the welcome to the last guideline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.machine import PLACE, machine
from cli.talk import PROFILE, RIGHT, WRONG, Said, copy_small, say
from support.kit import SMALL, make_session
from support.kit import make_kit as make_any_kit
from support.locking import DRILL, LockingDesktop
from support.sample_host import SampleHost
from watchword.check.device import lock_watch
from watchword.kit import Kit

DONE = ["", RIGHT, "yes"]


def make_kit(folder: Path, host: SampleHost | None = None) -> Kit:
    """A kit whose clock and ids go on from one sitting to the next."""
    return make_any_kit(folder, host=host or machine())


def walk(folder: Path, *typed: str, kit: Kit | None = None, checklist: Path = SMALL) -> Said:
    """Walk with what is typed, and make sure that nothing was typed in vain."""
    left = list(typed)
    said = say(folder, "--plain", typed=_counted(left), kit=kit, checklist=checklist)
    assert left == [], f"never asked for: {left}"
    return said


def _counted(left: list[str]) -> Iterator[str]:
    while left:
        yield left.pop(0)


def titles(said: Said) -> list[str]:
    """The guidelines shown, in order."""
    lines = said.out.splitlines()
    return [lines[n - 1] for n, line in enumerate(lines) if line.startswith("Guideline ")]


def test_the_first_run_welcomes_and_asks_who_it_is(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE)
    assert "About 45 minutes" in " ".join(said.out.split())
    for place in ("journals/small", "keys/id_ed25519", "settings.toml", "records"):
        assert place in said.out.replace("\\", "/")
    assert "screen lock: " in said.out
    assert "7 guidelines apply to you." in said.out
    assert "Guideline 1 of 7, section Basics" in said.out
    session = make_session(tmp_path)
    assert session.profile is not None
    assert session.profile.devices == ("linux",)


def test_a_bad_address_is_asked_again_with_the_way_out(tmp_path: Path) -> None:
    said = walk(tmp_path, "New Person", "at home", "new@example.org", "9", "1", "", "perhaps", "no", "q")
    assert "Type your work address." in said.out
    assert "Type numbers from 1 to 4" in said.out
    assert "Type yes or no." in said.out
    assert said.status == 1


def test_enter_keeps_the_defaults_in_brackets(tmp_path: Path) -> None:
    walk(tmp_path, "New Person", "new@example.org", "", "", "", "q")
    said = walk(tmp_path, "p", "", "", "", "", "", "q")
    assert "[New Person]:" in said.out
    assert "[new@example.org]:" in said.out
    assert "[3]:" in said.out  # this machine runs Linux
    session = make_session(tmp_path)
    assert session.profile is not None
    assert session.profile.roles == ()
    assert session.profile.devices == ("linux",)


def test_leaving_before_the_profile_records_nothing(tmp_path: Path) -> None:
    said = walk(tmp_path, "?", "New Person", "q")
    assert said.status == 1
    assert "Nothing was recorded." in said.out
    assert not (tmp_path / "data").exists()


def test_a_page_has_all_parts_in_order(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "g lock-screen", "", RIGHT, "yes", "q")
    page = said.out[said.out.index("The screen locked\n") :]
    parts = [
        "Guideline 2 of 7, section Basics", "Rule: You keep the screen locked", "In the guide: Basics",
        "\nWhy\n", "It happened, May 2020", "\nHow\n", "It takes about 15 minutes.",
        "Linux with GNOME:", "Commands to copy:", "Type e for the sources.",
        "\nCheck\n", "Pass: screen-lock", "\nThink\n",
        "Your answer, 1 to 4",
        "Right.", "\nAttest\n", "Type yes to give your word", "Done. (1 of 7 done)",
    ]  # fmt: skip
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "macOS:" not in page


def test_lines_are_wrapped_at_78(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, *DONE, "", RIGHT, "yes", "l", "s", "q")
    text = said.out.split("Guideline 1 of 7")[1]
    long = [line for line in text.splitlines() if len(line) > 78 and ":" not in line]
    assert long == []


def test_m_shows_the_other_platforms(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "m", "q")
    assert "There is more for 1 other platform: type m." in said.out
    assert "macOS:" in said.out.split("type m.")[1]


def test_e_shows_where_the_facts_come_from(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "e", "q")
    assert "A report of the case, https://example.org/case" in said.out.split("Type e for the sources.")[1]


def test_with_f_the_question_comes_before_the_reading(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "f", RIGHT, "yes", "m", "q")
    page = said.out.split("The question first; m shows")[1]
    assert page.index("Your answer, 1 to 4") < page.index("\nWhy\n")
    assert make_session(tmp_path).standing("think-first").is_done


def test_f_again_puts_the_reading_first_again(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "f", RIGHT, "yes", "f", RIGHT, "yes", "q")
    assert "From the next page on you read first." in said.out
    assert "\nWhy\n" in said.out.split("Guideline 3 of 7")[1]


def test_what_was_missed_twice_is_to_be_talked_over_and_a_asks_again(tmp_path: Path) -> None:
    typed = ["", WRONG, *DONE * 3, "g think-first", WRONG, "g think-first", "a", RIGHT, "yes", "q"]
    said = walk(tmp_path, *PROFILE, *typed)
    assert "a good one to talk over: your team lead" in " ".join(said.out.split())
    assert make_session(tmp_path).standing("think-first").is_done


def test_a_asks_nothing_where_nothing_waits(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "a", "q")
    assert "There is nothing here that waits until it is talked over." in said.out


def test_a_sentence_of_ones_own_can_be_finished_or_left(tmp_path: Path) -> None:
    mine = copy_small(
        tmp_path,
        ('harms = ["you", "users"]', 'harms = ["you", "users"]\nstake = "What I would lose first is"'),
    )
    said = walk(tmp_path, *PROFILE, "", RIGHT, "my drafts", "yes", "", RIGHT, "", "yes", "q", checklist=mine)
    assert "What I would lose first is: my drafts" in said.out
    session = make_session(tmp_path, checklist=mine)
    assert [session.standing(one).stake for one in ("think-first", "lock-screen")] == ["my drafts", ""]
    assert session.standing("lock-screen").is_attested


def test_a_finished_section_says_what_was_gained(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, *DONE * 7, "q")
    assert "Code: finished. Nobody finds a secret of yours in a file." in said.out


def test_at_the_end_everything_is_looked_at_once_more_before_the_summary(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, *DONE * 7, "q").out
    assert said.index("Looking once more at this machine") < said.index("\nSummary\n")


def test_done_to_the_end(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, *DONE * 7, "q")
    assert said.status == 0
    assert "7 of 7 done." in said.out
    assert "The last step is to sign and hand it over." in " ".join(said.out.split())
    assert make_session(tmp_path).progress.is_complete


def test_quitting_and_coming_back(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    first = walk(tmp_path, *PROFILE, *DONE * 2, "q", kit=kit)
    assert first.status == 1
    assert "2 of 7 done. Everything you answered is recorded." in first.out
    again = walk(tmp_path, *DONE * 5, "q", kit=kit)
    assert again.out.startswith("Continuing with: One password each (2 of 7 done)")
    assert "Welcome" not in again.out
    assert again.status == 0


def test_the_end_of_piped_input_quits_politely(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "", RIGHT)
    assert said.status == 1
    assert "Come back with `watchword" in " ".join(said.out.split())
    assert said.err == ""


def test_a_missed_question_comes_back_after_three_others(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "", WRONG, *DONE * 6, RIGHT, "yes", "q")
    assert "A question on this comes back after 3 other guidelines" in said.out
    assert "Not right." in said.out
    assert "The right answer is " in said.out
    assert titles(said)[0] == titles(said)[-1] == "Thinking first"
    assert said.status == 0


def test_a_missed_question_can_be_answered_once_three_others_are(tmp_path: Path) -> None:
    typed = ["", WRONG, *DONE * 2, "g think-first", "", *DONE, "g think-first", RIGHT, "yes", "q"]
    said = walk(tmp_path, *PROFILE, *typed)
    assert "comes back after one other guideline" in " ".join(said.out.split())
    assert make_session(tmp_path).standing("think-first").is_done


def test_a_missed_question_is_not_asked_at_once(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "", WRONG, "g think-first", "", "q")
    assert "comes back after 3 other guidelines" in said.out


def test_an_answer_that_is_no_number_is_asked_again(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "", "5", "first", "", "q")
    assert said.out.count("Type a number from 1 to 4.") == 2
    assert make_session(tmp_path).standing("think-first").answers == ()


def test_anything_but_yes_leaves_the_word_for_later(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "", RIGHT, "yess", "q")
    assert "Left for later." in said.out
    assert "Left here: Give your word." in said.out
    assert not make_session(tmp_path).standing("think-first").is_attested


def test_undo_withdraws_and_goes_there(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, *DONE, "u", "", "u", "", "u", "q")
    assert "Withdrawn: your word on Thinking first" in said.out
    assert "Withdrawn: your answer on Thinking first" in said.out
    assert "There is nothing to undo in this sitting." in said.out
    standing = make_session(tmp_path).standing("think-first")
    assert not standing.is_understood
    assert not standing.is_attested


def test_undo_reaches_back_to_this_sitting_only(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    walk(tmp_path, *PROFILE, *DONE, "q", kit=kit)
    assert "There is nothing to undo" in walk(tmp_path, "u", "q", kit=kit).out


def test_a_changed_profile_brings_guidelines_back(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    typed = ("New Person", "new@example.org", "0", "3", "no")
    first = walk(tmp_path, *typed, *DONE * 5, "p", "", "", "1", "", "", *DONE * 2, "q", kit=kit)
    assert "5 guidelines apply to you." in first.out
    assert "Secrets out of code (no-secrets): You said that you do not write or deploy software." in " ".join(
        first.out.split()
    )
    assert "New for you: Secrets out of code and Code reviewed." in first.out
    assert first.status == 0


def test_a_profile_that_takes_guidelines_away_says_so(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "p", "", "", "0", "", "", "q")
    assert "No longer for you: Secrets out of code and Code reviewed." in said.out


def test_the_commands_answer_at_every_prompt(tmp_path: Path) -> None:
    asked = ["?", "l", "s", "g", "g nothing"]
    said = walk(tmp_path, *PROFILE, *asked, "", *asked, RIGHT, *asked, "yes", "q")
    assert said.out.count("At every prompt you can type one of these") == 3
    assert said.out.count("  not started: Code reviewed (reviewed-code).") == 3
    assert said.out.count("There is no guideline with the id nothing.") == 3


def test_back_and_next(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, "b", "n", "n", "b", "q")
    assert titles(said) == ["Thinking first", "The screen locked", "One password each", "The screen locked"]
    assert "This is the first guideline." in said.out
    assert "You have read this in this sitting" in said.out


def test_a_guideline_that_is_not_for_the_person_says_why(tmp_path: Path) -> None:
    said = walk(tmp_path, "New Person", "new@example.org", "0", "3", "no", "g no-secrets", "", "q")
    assert "This is not for you. You said that you do not write or deploy software." in said.out


def test_a_failing_check_can_be_looked_at_again(tmp_path: Path) -> None:
    broken = machine("fail")
    typed = iter([*PROFILE, "g lock-screen", "", "1", "mend", "", "q"])
    asked: list[str] = []

    def read(prompt: str) -> str:
        asked.append(prompt)
        line = next(typed)
        if line == "mend":
            broken.files[PLACE] = "pass"
            return "1"
        return line

    said = say(tmp_path, "--plain", read=read, kit=make_kit(tmp_path, broken))
    assert said.out.count("Fails: screen-lock") == 2
    assert said.out.count("Pass: screen-lock") == 1
    assert "What to do:" in said.out
    assert sum("look again" in prompt for prompt in asked) == 2


def test_a_failing_check_can_be_left_for_later(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, machine("fail"))
    said = walk(tmp_path, *PROFILE, "g lock-screen", "", "2", RIGHT, "yes", "q", kit=kit)
    assert "Left here: The check screen-lock fails: put it right." in said.out


def test_where_a_check_cannot_tell_the_person_is_asked(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, machine(""))
    first = walk(tmp_path, *PROFILE, "g lock-screen", "", "", "", "q", kit=kit)
    assert "Could not tell: screen-lock" in first.out
    assert "could not tell: say how it is." in " ".join(first.out.split())
    again = walk(tmp_path, "g lock-screen", "", "It locks after a minute.", RIGHT, "yes", "q", kit=kit)
    assert "Done. (1 of 7 done)" in again.out
    kept = walk(tmp_path, "g lock-screen", "", "", "q", kit=kit)
    assert "You said: It locks after a minute." in kept.out


def test_a_round_that_brings_nothing_ends_in_the_summary(tmp_path: Path) -> None:
    said = walk(tmp_path, *PROFILE, *["n"] * 7, "q")
    assert "You have been through everything that can be done now." in said.out
    assert "Left, 7 guidelines:" in said.out


def test_the_place_where_one_left_is_where_one_comes_back(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    walk(tmp_path, *PROFILE, "g clear-desk", "q", kit=kit)
    assert walk(tmp_path, "q", kit=kit).out.startswith("Continuing with: The desk clear")


def test_what_is_typed_is_made_safe(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, machine(""))
    typed = [*PROFILE, "g lock-screen", "", "It \x1b]0;owned\x07 locks.", "s", "q"]
    said = walk(tmp_path, *typed, kit=kit)
    again = walk(tmp_path, "g lock-screen", "", "q", kit=kit)
    assert "owned" in again.out
    assert "\x1b" not in said.out + again.out


def test_y_does_the_drill_of_a_guideline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_watch, "EVERY_SECONDS", 0.01)
    kit = make_any_kit(tmp_path, host=LockingDesktop())
    checklist = copy_small(tmp_path, DRILL)
    said = walk(tmp_path, *PROFILE, "g lock-screen", "y", "", "q", kit=kit, checklist=checklist)
    assert "Press enter to start" in said.out
    assert "Lock the screen now: Super+L" in said.out
    assert "Pass: lock-drill: You locked the screen" in said.out
    drilled = make_session(tmp_path, kit=kit, checklist=checklist).standing("lock-screen").drilled
    assert drilled["lock-drill"].outcome == "pass"


def test_y_says_where_there_is_no_drill(tmp_path: Path) -> None:
    assert "There is nothing to practise here." in walk(tmp_path, *PROFILE, "y", "q").out
