"""What the person named to be looked at: added, agreed to, forgotten, and kept in the settings file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from support.kit import make_kit
from watchword import subjects
from watchword.check.subject import Service, Tree
from watchword.check.subject_table import SUBJECT_LIMIT
from watchword.errors import UsageError
from watchword.settings import Settings, change, load, save

SHOP = Service("https://shop.example.com/")
API = Service("https://api.example.com/", kind="api")


def test_nothing_is_named_at_first(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    assert subjects.named(kit, "service") == subjects.named(kit, "tree") == ()


def test_what_is_named_is_kept_by_its_kind(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    kit = subjects.add(subjects.add(make_kit(tmp_path), SHOP), tree)
    assert subjects.named(kit, "service") == (SHOP,)
    assert subjects.named(kit, "tree") == (tree,)
    assert subjects.named(kit, "machine") == ()
    assert load(kit.paths.settings_file) == kit.settings


def test_naming_a_service_again_changes_it_in_its_place(tmp_path: Path) -> None:
    kit = subjects.add(subjects.add(make_kit(tmp_path), SHOP), API)
    changed = replace(SHOP, login_paths=("/in",))
    assert subjects.named(subjects.add(kit, changed), "service") == (changed, API)


def test_agreeing_is_said_of_one_service_alone(tmp_path: Path) -> None:
    kit = subjects.add(subjects.add(make_kit(tmp_path), SHOP), API)
    kit = subjects.agree(kit, SHOP)
    assert [one.is_agreed for one in kit.settings.service] == [True, False]


def test_what_is_forgotten_is_gone_from_the_file(tmp_path: Path) -> None:
    kit = subjects.add(subjects.add(make_kit(tmp_path), SHOP), Tree(tmp_path))
    kit = subjects.remove(subjects.remove(kit, SHOP), Tree(tmp_path))
    assert load(kit.paths.settings_file).service == load(kit.paths.settings_file).tree == ()


def test_a_setting_changed_elsewhere_meanwhile_is_not_lost(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    change(kit.paths.settings_file, theme="watchword-light")
    assert subjects.add(kit, SHOP).settings.theme == "watchword-light"


def test_a_named_service_is_found_with_all_that_was_said_of_it(tmp_path: Path) -> None:
    kit = subjects.add(make_kit(tmp_path), replace(SHOP, is_agreed=True))
    assert subjects.find(kit, SHOP) == replace(SHOP, is_agreed=True)
    assert subjects.find(kit, API) is None
    assert subjects.find(kit, Tree(tmp_path)) is None


def test_more_than_can_be_looked_at_is_refused(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    many = tuple(Service(f"https://s{n}.example.com/") for n in range(SUBJECT_LIMIT))
    save(kit.paths.settings_file, Settings(service=many))
    with pytest.raises(UsageError, match=f"More than {SUBJECT_LIMIT}"):
        subjects.add(kit, SHOP)
    subjects.add(kit, replace(many[0], is_agreed=True))  # one of those that are there may still change
