"""The person's settings: defaults, edits by hand, and every mistake with its line and the way out."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from watchword.check.subject import Ignored, Service, Tree
from watchword.check.subject_table import SUBJECT_LIMIT
from watchword.errors import UsageError
from watchword.settings import SIZE_LIMIT, THEMES, Settings, change, load, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "settings.toml"


def written(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path, text: str | bytes) -> UsageError:
    with pytest.raises(UsageError) as caught:
        load(written(path, text))
    return caught.value


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load(path) == Settings(theme="watchword-dark", checklist="", key="file", exports="")


def test_an_empty_file_leaves_the_defaults(path: Path) -> None:
    assert load(written(path, "")) == Settings()


def test_a_line_in_the_file_changes_that_setting_alone(path: Path) -> None:
    assert load(written(path, 'theme = "watchword-light"\n')) == Settings(theme="watchword-light")


def test_a_byte_order_mark_from_an_editor_is_no_mistake(path: Path) -> None:
    assert load(written(path, b'\xef\xbb\xbfkey = "SHA256:x"\n')).key == "SHA256:x"


def test_what_was_saved_is_loaded_again(path: Path) -> None:
    settings = Settings(theme=THEMES[1], checklist='C:\\team "guide"', key="SHA256:ü", exports="~/x")
    save(path, settings)
    assert load(path) == settings


def test_saving_makes_the_folder_for_its_owner_alone(path: Path) -> None:
    save(path, Settings())
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_saving_leaves_one_file_and_nothing_beside_it(path: Path) -> None:
    save(path, Settings())
    save(path, Settings(theme=THEMES[1]))
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


def test_the_saved_file_says_what_it_is(path: Path) -> None:
    save(path, Settings())
    assert path.read_text().startswith("# Settings of Watchword.")
    assert set(tomllib.loads(path.read_text())) == {"theme", "checklist", "checklists", "key", "exports"}


def test_a_misspelt_setting_is_named_with_its_line_and_the_known_ones(path: Path) -> None:
    error = refusal(path, '# mine\ntheme = "watchword-dark"\ntehme = "x"\n')
    known = "checklist, checklists, exports, key, service, theme, tree"
    assert f"{path}, line 3: `tehme` is no setting; known are {known}." in error.detail
    assert "remove the file" in error.remedy


def test_a_table_that_is_no_setting_is_named_with_its_line(path: Path) -> None:
    assert "line 2: `look`" in refusal(path, "\n[look]\n").detail


def test_a_value_of_another_type_is_named_with_its_line(path: Path) -> None:
    assert "line 2: `key` takes a text in quotes." in refusal(path, "\nkey = 5\n").detail


def test_a_line_behind_a_byte_order_mark_is_still_found(path: Path) -> None:
    assert "line 1: `key`" in refusal(path, b"\xef\xbb\xbfkey = 5\n").detail


def test_an_unknown_theme_is_refused_with_the_known_ones(path: Path) -> None:
    assert "line 1: `theme` is one of watchword-dark, watchword-light." in refusal(path, 'theme = "x"').detail


def test_what_is_not_toml_is_refused_with_its_line(path: Path) -> None:
    assert "line 2: This is not TOML" in refusal(path, '\ntheme = "\n').detail


def test_what_is_not_text_is_refused(path: Path) -> None:
    assert "not UTF-8" in refusal(path, b"theme = '\xff'").detail


def test_a_file_too_large_to_be_settings_is_refused_unread(path: Path) -> None:
    assert "larger than 64 KiB" in refusal(path, b"#" * (SIZE_LIMIT + 1)).detail


def test_a_file_without_an_end_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to("/dev/zero")
    with pytest.raises(UsageError, match="cannot be used"):
        load(path)


def test_a_folder_in_its_place_is_refused_in_words(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(UsageError) as caught:
        load(path)
    assert "It cannot be read" in caught.value.detail


def test_a_name_that_would_write_to_the_terminal_is_shown_cleaned(path: Path) -> None:
    error = refusal(path, '"\\u001b]0;title\\u0007" = "x"\n')
    assert "\x1b" not in str(error)
    assert "\x07" not in str(error)


def test_saving_where_a_file_is_in_the_way_says_so_and_how_out(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("a file, not a folder")
    with pytest.raises(UsageError) as caught:
        save(tmp_path / "settings" / "settings.toml", Settings())
    assert caught.value.title == "The settings could not be saved."
    assert caught.value.remedy


def test_settings_that_cannot_be_replaced_leave_no_half_file(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "inside").touch()
    with pytest.raises(UsageError):
        save(path, Settings())
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


# -- services and source trees -----------------------------------------------------------------------------

SHOP = Service(
    "https://shop.example.com:8443/",
    kind="api",
    login_paths=("/login", "/sign-in"),
    http_port=8080,
    ca_file="/etc/company/root.pem",
    ignore=(Ignored("AWSALB", "set by the load balancer"),),
    is_agreed=True,
)


def test_named_services_and_trees_are_loaded_again(path: Path) -> None:
    settings = Settings(service=(SHOP, Service("https://b.example.com/")), tree=(Tree(Path("/src/shop")),))
    save(path, settings)
    assert load(path) == settings


def test_a_change_keeps_what_was_set_elsewhere_meanwhile(path: Path) -> None:
    save(path, Settings(theme=THEMES[1]))
    change(path, service=(SHOP,))
    assert load(path) == Settings(theme=THEMES[1], service=(SHOP,))


def test_a_service_written_by_hand_is_not_agreed_to_by_itself(path: Path) -> None:
    (service,) = load(written(path, '[[service]]\nurl = "shop.example.com"\n')).service
    assert not service.is_agreed


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[service]]\nurl = "a.example.com"\n\n[[service]]\nurl = 3\n', 4, "`url` takes a text"),
        ('[[service]]\nkind = "site"\n', 1, "`url` takes a text"),
        ('[[service]]\nurl = "https://a b"\n', 1, "cannot be looked at"),
        ('[[service]]\nurl = "a.example.com"\nkind = "app"\n', 1, "`kind` is site or api"),
        ('[[service]]\nurl = "a.example.com"\nhttp_port = 70000\n', 1, "`http_port` is a number"),
        ('[[service]]\nurl = "a.example.com"\nhttp_port = true\n', 1, "`http_port` is a number"),
        ('[[service]]\nurl = "a.example.com"\nagreed = "yes"\n', 1, "`agreed` is true or false"),
        ('[[service]]\nurl = "a.example.com"\nlogin_paths = "/in"\n', 1, "`login_paths` is a list"),
        ('[[service]]\nurl = "a.example.com"\nlogin_paths = ["//evil"]\n', 1, "begins with one /"),
        ('[[service]]\nurl = "a.example.com"\nlogin_paths = ["/a\\r\\nX: y"]\n', 1, "begins with one /"),
        ('[[service]]\nurl = "a.example.com"\nlogin = "/in"\n', 1, "`login` is not known here"),
        ('[[service]]\nurl = "a.example.com"\n[[service.ignore]]\nwhat = "x"\n', 1, "`reason` takes a text"),
        ('theme = "watchword-dark"\n[[tree]]\nfolder = "x"\n', 2, "`folder` is not known here"),
        ('service = "a.example.com"\n', 1, "table of its own"),
    ],
)
def test_a_mistake_in_a_service_or_tree_is_named_with_the_line_of_its_table(
    path: Path, text: str, line: int, words: str
) -> None:
    detail = refusal(path, text).detail
    assert f"{path}, line {line}: " in detail
    assert words in detail


def test_more_services_than_anybody_runs_are_refused(path: Path) -> None:
    text = '[[service]]\nurl = "a.example.com"\n' * (SUBJECT_LIMIT + 1)
    assert "more than" in refusal(path, text).detail
