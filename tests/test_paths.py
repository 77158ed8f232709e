"""Where things are kept: one folder when it is named, the platform's own folders otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchword.paths import VARIABLE, Paths, find


def test_a_named_folder_holds_everything(tmp_path: Path) -> None:
    paths = find({VARIABLE: str(tmp_path)})
    assert paths == Paths.below(tmp_path)
    kept = (paths.data, paths.settings, paths.state, paths.keys, paths.exports)
    assert all(folder.is_relative_to(tmp_path) for folder in kept)


def test_no_two_kinds_of_things_share_a_folder(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    assert len({paths.data, paths.settings, paths.state, paths.keys, paths.exports}) == 5


def test_finding_the_folders_makes_none(tmp_path: Path) -> None:
    find({VARIABLE: str(tmp_path / "new")})
    assert not (tmp_path / "new").exists()


def test_a_relative_folder_is_taken_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find({VARIABLE: "stick"}).data == tmp_path / "stick" / "data"


def test_a_tilde_stands_for_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert find({VARIABLE: "~/w"}).data == tmp_path / "w" / "data"


@pytest.mark.parametrize("environment", [{}, {VARIABLE: ""}])
def test_without_a_name_the_folders_of_the_platform_are_used(environment: dict[str, str]) -> None:
    paths = find(environment)
    assert all(folder.is_absolute() for folder in (paths.data, paths.settings, paths.state, paths.keys))
    assert "watchword" in str(paths.data).lower()
    assert paths.exports == Path.home() / "watchword-records"


def test_the_files_lie_in_the_folders_that_are_named_for_them(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    assert paths.settings_file == paths.settings / "settings.toml"
    assert paths.key_file == paths.keys / "id_ed25519"
    assert paths.high_water == paths.state / "high-water.toml"
    assert paths.journals("security") == paths.data / "journals" / "security"
