"""Several checklists side by side: followed, left, used; each with its own journal and due dates."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import Said, begin, say, value
from support.kit import SMALL, make_kit
from watchword import followed, status_file
from watchword.errors import UsageError
from watchword.kit import Kit
from watchword.session import open_session
from watchword.settings import load


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Somebody whose settings say nothing yet."""
    return make_kit(tmp_path, host=machine())


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The checklist of a client."""
    return copy(tmp_path / "client", "client", "Client guide")


def copy(target: Path, name: str, title: str) -> Path:
    shutil.copytree(SMALL, target)
    path = target / "checklist.toml"
    text = path.read_text("utf-8").replace('id = "small"', f'id = "{name}"', 1)
    path.write_text(text.replace('title = "Small guide"', f'title = "{title}"'), "utf-8")
    return target


def say_without_naming(folder: Path, kit: Kit, *arguments: str) -> Said:
    """Call Watchword without `--checklist`, so that the settings say which."""
    return say(folder, *arguments, kit=kit, checklist=None)


def fresh(kit: Kit) -> Kit:
    """The kit that the next call would have."""
    return replace(kit, settings=load(kit.paths.settings_file))


def names(kit: Kit) -> list[str]:
    return [one.id for one in followed.followed(fresh(kit))]


def test_at_first_it_is_the_one_that_comes_along(kit: Kit) -> None:
    assert names(kit) == ["security"]


def test_one_more_is_followed_beside_it(kit: Kit, client: Path) -> None:
    followed.follow(kit, client)
    assert names(kit) == ["security", "client"]


def test_one_of_the_same_id_would_share_the_journal_and_is_refused(
    tmp_path: Path, kit: Kit, client: Path
) -> None:
    followed.follow(kit, client)
    with pytest.raises(UsageError, match="id client already"):
        followed.follow(fresh(kit), copy(tmp_path / "second", "client", "Second guide"))


def test_following_twice_is_said(kit: Kit, client: Path) -> None:
    followed.follow(kit, client)
    with pytest.raises(UsageError, match="follow it already"):
        followed.follow(fresh(kit), client)


def test_one_that_is_used_opens_first_and_the_other_stays(kit: Kit, client: Path) -> None:
    followed.follow(kit, client)
    followed.use(fresh(kit), "client")
    assert names(kit) == ["client", "security"]
    followed.use(fresh(kit), "security")
    assert names(kit) == ["security", "client"]


def test_leaving_the_one_that_opens_lets_the_next_open(kit: Kit, client: Path) -> None:
    followed.follow(kit, client)
    followed.leave(fresh(kit), "security")
    assert names(kit) == ["client"]


def test_the_last_one_cannot_be_left(kit: Kit) -> None:
    with pytest.raises(UsageError, match="only one you follow"):
        followed.leave(kit, "security")


def test_one_that_is_not_followed_is_named(kit: Kit) -> None:
    with pytest.raises(UsageError, match="follow no checklist 'other'"):
        followed.use(kit, "other")


def test_each_has_a_journal_of_its_own_and_status_has_a_line_for_each(
    tmp_path: Path, kit: Kit, client: Path
) -> None:
    followed.follow(kit, SMALL)
    followed.follow(fresh(kit), client)
    followed.leave(fresh(kit), "security")
    begin(tmp_path, kit=kit)  # the small one
    said = say_without_naming(tmp_path, fresh(kit), "status")
    assert said.out.splitlines() == [
        "Small guide: 0 of 7 done; the rest is due on 18 February 2026.",
        "Client guide: not begun. Begin with `watchword`, and ctrl+p there.",
    ]
    kept = status_file.read(status_file.folder_in(str(kit.paths.state)), "2026-01-06")
    assert kept is not None, "the next time it is said at once"
    assert [line for _, line in kept] == said.out.splitlines()
    found = value(say_without_naming(tmp_path, fresh(kit), "status", "--json"))
    assert (found["checklist"]["id"], found["begun"]) == ("small", True)
    assert [(one["checklist"]["id"], one["begun"]) for one in found["others"]] == [("client", False)]


def test_one_whose_folder_is_gone_is_told_and_the_others_are_shown(
    tmp_path: Path, kit: Kit, client: Path
) -> None:
    followed.follow(kit, client)
    shutil.rmtree(client)
    said = say_without_naming(tmp_path, fresh(kit), "status")
    assert said.status == 3
    assert said.out.startswith("Security guide: not begun.")
    assert "There is no checklist in this folder." in said.err
    listed = say_without_naming(tmp_path, fresh(kit), "checklist", "list", "--json")
    assert listed.status == 3
    assert [one["problem"] for one in value(listed)] == [None, "There is no checklist in this folder."]
    followed.leave(fresh(kit), str(client))
    assert names(kit) == ["security"]


def test_following_leaving_and_using_by_command(tmp_path: Path, kit: Kit, client: Path) -> None:
    said = say_without_naming(tmp_path, kit, "checklist", "follow", str(client))
    assert (said.status, said.out) == (0, "client: Client guide\n")
    assert "client: opens first" in say_without_naming(tmp_path, fresh(kit), "checklist", "use", "client").out
    assert "(comes with Watchword)" in say_without_naming(tmp_path, fresh(kit), "checklist", "list").out
    said = say_without_naming(tmp_path, fresh(kit), "checklist", "leave", "client")
    assert "following it again goes on from there" in said.err


def test_who_it_is_is_offered_from_the_checklist_that_was_begun_before(
    tmp_path: Path, kit: Kit, client: Path
) -> None:
    assert followed.known_profile(kit) is None
    begin(tmp_path, kit=kit)
    said = say(tmp_path, "--plain", typed=["", "", "", "", "", "q"], kit=kit, checklist=client)
    assert "[New Person]:" in said.out
    session = open_session(kit, client)
    session.close()
    assert session.profile is not None
    assert (session.profile.name, session.profile.roles) == ("New Person", ("developer",))


def test_a_broken_journal_of_another_checklist_offers_nothing(tmp_path: Path, kit: Kit) -> None:
    begin(tmp_path, kit=kit)
    (path,) = kit.shelf("small").paths()
    path.write_bytes(path.read_bytes()[50:])
    assert followed.known_profile(kit) is None


def test_a_checklist_with_mistakes_is_not_followed(tmp_path: Path, kit: Kit, client: Path) -> None:
    (client / "code.toml").write_text("no = toml = at all", "utf-8")
    said = say_without_naming(tmp_path, kit, "checklist", "follow", str(client))
    assert said.status == 3
    assert "code.toml:1" in said.err
    assert names(kit) == ["security"]
