"""The check `password-manager`: small trees of browsers and applications, and what is said about them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from support.sample_host import SampleHost
from watchword.check.check import Limit
from watchword.check.device import browser_extensions, password_products
from watchword.check.device.browser_extensions import extension_state
from watchword.check.device.password_apps import product_named
from watchword.check.device.password_manager import CHECK, PasswordFacts, judge
from watchword.check.device.password_products import CHROMIUM, PRODUCTS
from watchword.check.device.password_traces import Tier, Trace, Traces
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Ran, Refused
from watchword.check.registry import find

ONEPASSWORD = "aeblfdkhhhdcdjpifhhbdiojplfjncoa"
BITWARDEN_FIREFOX = "{446900e4-71c2-419f-a6a7-df9c091e268b}"
ON: dict[str, Any] = {"state": 1, "location": 1}
SECRETS = "busctl --user status org.freedesktop.secrets"
NEVER = ("Login Data", "logins.json", "Cookies", "cookies.sqlite", "History", "places.sqlite", "key4.db")
TABLE = [(product, key) for product in PRODUCTS for key in product.chromium]
CHROMIUM_PLACES = [
    (platform, browser.name, place)
    for browser in CHROMIUM
    for platform in ("linux", "macos", "windows")
    for place in getattr(browser, platform)
]
FIREFOX_PLACES = [
    (platform, place)
    for platform in ("linux", "macos", "windows")
    for place in getattr(password_products.FIREFOX, platform)
]


class PersonHost(Host):
    """A real tree, looked at by an ordinary person; the tests themselves may run as root."""

    is_root = False
    answers: Mapping[str, str | HostError] = {}
    refused: Sequence[str] = ()
    opened: Sequence[str] = ()

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        answer = self.answers.get(" ".join(argv), HostError("not installed"))
        if isinstance(answer, HostError):
            raise answer
        return Ran(0, answer, "")

    def names(self, path: Any, *, limit: int = 5000) -> list[str]:
        if any(str(path).endswith(end) for end in self.refused):
            raise Refused("It may not be read by this account.")
        return super().names(path, limit=limit)

    def read_bytes(self, path: Any, *, limit: int = 1 << 18) -> bytes:
        self.opened = [*self.opened, Path(str(path)).name]
        if any(str(path).endswith(end) for end in self.refused):
            raise Refused("It may not be read by this account.")
        return super().read_bytes(path, limit=limit)


class Laptop:
    """A laptop as a tree of files."""

    def __init__(self, root: Path, platform: str = "linux") -> None:
        self.root = root
        self.home = root / "home" / "canary-user"
        self.home.mkdir(parents=True, exist_ok=True)
        self.host = PersonHost(root=root, home=self.home, environment={}, platform=platform)

    def put(self, place: str, text: str = "x") -> Path:
        known = {
            "{home}": str(self.home),
            "{config}": f"{self.home}/.config",
            "{local}": f"{self.home}/AppData/Local",
            "{roaming}": f"{self.home}/AppData/Roaming",
        }
        for name, folder in known.items():
            place = place.replace(name, folder)
        path = self.host.locate(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def chromium(
        self,
        settings: Mapping[str, Any],
        *,
        root: str = "{config}/google-chrome",
        profile: str = "Default",
        file: str = "Preferences",
        **preferences: Any,
    ) -> None:
        for key in settings:
            self.put(f"{root}/{profile}/Extensions/{key}/1.0_0/manifest.json", "{}")
        known = {key: value for key, value in settings.items() if value is not None}
        document = {**preferences, "extensions": {"settings": known}}
        self.put(f"{root}/{profile}/{file}", json.dumps(document))

    def firefox(self, *addons: Mapping[str, Any], root: str = "{home}/.mozilla/firefox") -> None:
        self.put(f"{root}/canary.default/extensions.json", json.dumps({"addons": addons}))

    def look(self, **limits: Limit) -> Finding:
        return asyncio.run(CHECK.run(self.host, limits))


def addon(key: str = BITWARDEN_FIREFOX, **changes: Any) -> dict[str, Any]:
    """An entry of `extensions.json`, switched on."""
    return {
        "id": key,
        "type": "extension",
        "active": True,
        "userDisabled": False,
        "location": "app-profile",
        **changes,
    }


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path)


# -- extensions -------------------------------------------------------------------------------------------


def test_the_registry_knows_the_check() -> None:
    assert find("password-manager") is CHECK


@pytest.mark.parametrize(("product", "key"), TABLE, ids=[f"{p.name}-{k[:4]}" for p, k in TABLE])
def test_every_extension_of_the_table_is_known_in_chromium(
    laptop: Laptop, product: password_products.Product, key: str
) -> None:
    laptop.chromium({key: ON})
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert finding.summary == f"{product.name} is on this device: its extension is switched on in a browser."


@pytest.mark.parametrize(
    ("name", "key"), [(product.name, product.firefox) for product in PRODUCTS if product.firefox]
)
def test_every_add_on_of_the_table_is_known_in_firefox(laptop: Laptop, name: str, key: str) -> None:
    laptop.firefox(addon(key))
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert finding.summary.startswith(name)


@pytest.mark.parametrize(("platform", "browser", "place"), CHROMIUM_PLACES)
def test_every_chromium_browser_is_looked_at(tmp_path: Path, platform: str, browser: str, place: str) -> None:
    laptop = Laptop(tmp_path, platform)
    laptop.chromium({ONEPASSWORD: ON}, root=place, file="Secure Preferences")
    assert laptop.look().outcome is Outcome.PASS, browser


@pytest.mark.parametrize(("platform", "place"), FIREFOX_PLACES)
def test_every_firefox_is_looked_at(tmp_path: Path, platform: str, place: str) -> None:
    laptop = Laptop(tmp_path, platform)
    laptop.firefox(addon(), root=place)
    assert laptop.look().outcome is Outcome.PASS


@pytest.mark.parametrize("profile", ["Default", "Profile 1", "Profile 12", "."])
def test_every_profile_is_looked_at(laptop: Laptop, profile: str) -> None:
    laptop.chromium({ONEPASSWORD: ON}, profile=profile)
    assert laptop.look().outcome is Outcome.PASS


def test_on_in_one_profile_is_enough(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: {"state": 0, "location": 1}})
    laptop.chromium({ONEPASSWORD: ON}, profile="Profile 1")
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert finding.evidence[0].fact == "1Password: extension switched on in 1 of 2 profiles"


STATES: list[tuple[Any, Tier]] = [
    ({"state": 1, "location": 1}, Tier.ENABLED),
    ({"state": 1, "location": 1, "disable_reasons": 0}, Tier.ENABLED),
    ({"location": 1}, Tier.ENABLED),
    ({"location": 1, "disable_reasons": []}, Tier.ENABLED),
    ({"path": "/x"}, Tier.ENABLED),
    ({"state": 0, "location": 1}, Tier.OFF),
    ({"state": 2}, Tier.OFF),
    ({"location": 1, "disable_reasons": 1}, Tier.OFF),
    ({"location": 1, "disable_reasons": [1]}, Tier.OFF),
    ({"state": 1, "location": 1, "disable_reasons": [8192]}, Tier.OFF),
    ({}, Tier.UNSURE),
    ({"ack_external": True}, Tier.UNSURE),
    ("garbage", Tier.UNSURE),
    (None, Tier.UNSURE),
]


@pytest.mark.parametrize(("entry", "tier"), STATES)
def test_the_state_of_a_chromium_extension(entry: Any, tier: Tier) -> None:
    assert extension_state([{}, {"extensions": {"settings": {"x": entry}}}], "x") is tier


def test_off_in_one_settings_file_outweighs_on_in_the_other() -> None:
    on, off = ({"extensions": {"settings": {"x": {"state": state, "location": 1}}}} for state in (1, 0))
    assert extension_state([on, off], "x") is Tier.OFF


def test_an_extension_that_is_switched_off_warns_with_where_to_switch_it_on(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: {"state": 0, "location": 1}})
    finding = laptop.look()
    assert finding.outcome is Outcome.WARN
    assert "1Password is switched off" in finding.summary
    assert finding.remedy is not None
    assert "chrome://extensions" in finding.remedy.steps[0]


@pytest.mark.parametrize("changes", [{"active": False}, {"userDisabled": True}, {"active": "yes"}])
def test_an_add_on_that_is_switched_off_warns(laptop: Laptop, changes: dict[str, Any]) -> None:
    laptop.firefox(addon(**changes))
    assert laptop.look().outcome is Outcome.WARN


def test_an_extension_without_a_readable_state_warns(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: None})
    finding = laptop.look()
    assert finding.outcome is Outcome.WARN
    assert "its state could not be read" in finding.summary


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"extensions": 7}', "[" * 100_000, "9" * 9000])
def test_damaged_settings_leave_the_state_unknown(laptop: Laptop, text: str) -> None:
    laptop.chromium({ONEPASSWORD: ON})
    laptop.put("{config}/google-chrome/Default/Preferences", text)
    finding = laptop.look()
    assert finding.outcome is Outcome.WARN
    assert "its state could not be read" in finding.summary


def test_settings_beyond_the_limit_are_not_parsed(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: ON})
    path = laptop.home / ".config/google-chrome/Default/Preferences"
    path.write_text(path.read_text() + " " * browser_extensions.SETTINGS_LIMIT)
    assert "its state could not be read" in laptop.look().summary


def test_large_settings_are_parsed(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: ON}, filler="x" * 5 * 1024 * 1024)
    assert laptop.look().outcome is Outcome.PASS


@pytest.mark.parametrize("text", ["", "{", "[]", '{"addons": 3}'])
def test_a_damaged_list_of_add_ons_is_unknown(laptop: Laptop, text: str) -> None:
    laptop.put("{home}/.mozilla/firefox/canary.default/extensions.json", text)
    finding = laptop.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "a profile of Firefox could not be read" in finding.summary


def test_an_add_on_file_beside_a_damaged_list_warns(laptop: Laptop) -> None:
    laptop.put("{home}/.mozilla/firefox/canary.default/extensions.json", "{")
    laptop.put(f"{{home}}/.mozilla/firefox/canary.default/extensions/{BITWARDEN_FIREFOX}.xpi")
    assert laptop.look().outcome is Outcome.WARN


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, {"id": 3}])
def test_odd_entries_among_add_ons_are_passed_over(laptop: Laptop, odd: Any) -> None:
    laptop.firefox(odd, addon())
    assert laptop.look().outcome is Outcome.PASS


def test_other_extensions_are_no_password_managers(laptop: Laptop) -> None:
    laptop.chromium({"a" * 32: ON}, credentials_enable_service=False)
    laptop.firefox(addon("uBlock0@raymondhill.net"))
    assert laptop.look().outcome is Outcome.UNKNOWN


# -- applications, stores, agents -------------------------------------------------------------------------

LINUX_PLACES = [
    ("/opt/1Password/1password", "1Password"),
    ("/opt/Bitwarden/bitwarden", "Bitwarden"),
    ("/snap/bin/bitwarden", "Bitwarden"),
    ("/snap/bin/1password", "1Password"),
    ("/snap/bin/keepassxc", "KeePassXC"),
    ("{home}/.local/share/flatpak/app/com.onepassword.OnePassword/x", "1Password"),
    ("/var/lib/flatpak/app/com.bitwarden.desktop/x", "Bitwarden"),
    ("/var/lib/flatpak/app/org.keepassxc.KeePassXC/x", "KeePassXC"),
    ("/var/lib/flatpak/app/me.proton.Pass/x", "Proton Pass"),
    ("/usr/bin/op", "1Password"),
    ("/usr/bin/bw", "Bitwarden"),
    ("{home}/.cargo/bin/rbw", "Bitwarden"),
    ("/usr/bin/lpass", "LastPass"),
    ("/usr/bin/keepassxc", "KeePassXC"),
    ("{home}/.password-store/mail/canary.gpg", "pass"),
    ("{home}/.local/share/gopass/stores/root/a/b/canary.age", "gopass"),
]


@pytest.mark.parametrize(("place", "product"), LINUX_PLACES)
def test_every_linux_place_is_looked_at(laptop: Laptop, place: str, product: str) -> None:
    laptop.put(place)
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert finding.summary == f"{product} is on this device: it is installed."


@pytest.mark.parametrize("place", ["/usr/bin/pass", "{home}/.password-store/.gpg-id", "/usr/bin/keepassx"])
def test_what_shows_no_use_is_not_counted(laptop: Laptop, place: str) -> None:
    laptop.put(place)
    assert laptop.look().outcome is Outcome.UNKNOWN


def test_a_password_store_may_lie_where_its_variable_says(laptop: Laptop, tmp_path: Path) -> None:
    (tmp_path / "canary-store").mkdir()
    (tmp_path / "canary-store" / "a.gpg").touch()
    laptop.host.environment = {"PASSWORD_STORE_DIR": str(tmp_path / "canary-store")}
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert finding.evidence[0].source == "PASSWORD_STORE_DIR"


MACOS_APPS = [(product.name, app) for product in PRODUCTS for app in product.macos]


@pytest.mark.parametrize(("name", "app"), MACOS_APPS)
def test_every_macos_application_is_known(tmp_path: Path, name: str, app: str) -> None:
    laptop = Laptop(tmp_path, "macos")
    laptop.put(f"/Applications/{app}/Contents/Info.plist")
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert finding.summary.startswith(name)


@pytest.mark.parametrize("folder", ["/Applications/Setapp", "/Applications/Nix Apps", "{home}/Applications"])
def test_every_macos_folder_is_looked_at(tmp_path: Path, folder: str) -> None:
    laptop = Laptop(tmp_path, "macos")
    laptop.put(f"{folder}/Bitwarden.app/Contents/Info.plist")
    assert laptop.look().outcome is Outcome.PASS


def test_the_macos_passwords_app_alone_warns(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, "macos")
    laptop.put("/System/Applications/Passwords.app/Contents/Info.plist")
    finding = laptop.look()
    assert finding.outcome is Outcome.WARN
    assert "Apple Passwords" in finding.summary


def test_a_macos_folder_that_may_not_be_read_is_unknown(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, "macos")
    laptop.put("/Applications/Other.app/x")
    laptop.host.refused = ["/Applications"]
    finding = laptop.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "/Applications could not be read" in finding.summary


SOCKETS = [(platform, product.name, place) for product in PRODUCTS for place in product.sockets
           for platform in ("linux", "macos")]  # fmt: skip


@pytest.mark.parametrize(("platform", "name", "place"), SOCKETS)
def test_an_agent_counts_most(tmp_path: Path, platform: str, name: str, place: str) -> None:
    laptop = Laptop(tmp_path, platform)
    laptop.put("/Applications/Dashlane.app/x")
    laptop.put("/usr/bin/lpass")
    laptop.put(place)
    assert laptop.look().summary == f"{name} is on this device: its agent is set up."


def test_keepassxc_may_keep_the_secret_service(laptop: Laptop) -> None:
    laptop.host.answers = {SECRETS: "PID=812\nPPID=1\nComm=keepassxc\nCommandLine=/usr/bin/keepassxc\n"}
    assert laptop.look().summary == "KeePassXC is on this device: its agent is set up."


@pytest.mark.parametrize(
    ("comm", "name"),
    [("gnome-keyring-d", "GNOME Keyring"), ("kwalletd5", "KWallet"), ("kwalletd6", "KWallet"),
     ("ksecretd", "KWallet")],
)  # fmt: skip
def test_stores_for_applications_never_count(laptop: Laptop, comm: str, name: str) -> None:
    laptop.host.answers = {SECRETS: f"PID=812\nComm={comm}\nCommandLine=/canary\n"}
    finding = laptop.look(built_in_counts=True)
    assert finding.outcome is Outcome.UNKNOWN
    assert any(f"{name}, a store for applications" in row.fact for row in finding.evidence)


@pytest.mark.parametrize("answer", ["", "Comm=\n", "Comm=dbus-daemon\n", HostError("no bus")])
def test_no_owner_of_the_secret_service_says_nothing(laptop: Laptop, answer: str | HostError) -> None:
    laptop.host.answers = {SECRETS: answer}
    assert laptop.look().outcome is Outcome.UNKNOWN


UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"


@pytest.mark.parametrize(
    ("hive", "key"),
    [("HKLM", UNINSTALL), ("HKCU", UNINSTALL), ("HKLM", UNINSTALL.replace("E\\M", "E\\WOW6432Node\\M", 1))],
)
def test_installed_programs_of_windows_are_read(hive: str, key: str) -> None:
    values = {
        (hive, f"{key}\\{{A}}", "DisplayName"): "Seven Zip",
        (hive, f"{key}\\{{B}}", "DisplayName"): "Bitwarden 2026.1.0",
        (hive, f"{key}\\{{C}}", "DisplayIcon"): "x",
    }
    finding = asyncio.run(CHECK.run(SampleWindows("windows", values=values)))
    assert finding.outcome is Outcome.PASS
    assert finding.summary.startswith("Bitwarden")


class SampleWindows(SampleHost):
    """A Windows laptop whose registry may refuse."""

    refuses = False

    def registry_subkeys(self, hive: str, key: str) -> list[str]:
        if self.refuses:
            raise Refused("The registry may not be read.")
        return super().registry_subkeys(hive, key)


def test_a_registry_that_may_not_be_read_is_unknown() -> None:
    host = SampleWindows("windows")
    host.refuses = True
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "the installed programs under HKLM" in finding.summary


WINDOWS_FILES = [(product.name, place) for product in PRODUCTS for place in product.windows_files]


@pytest.mark.parametrize(("name", "place"), WINDOWS_FILES)
def test_every_windows_file_is_looked_at(name: str, place: str) -> None:
    variables = {
        "LOCALAPPDATA": "/l",
        "APPDATA": "/r",
        "PROGRAMFILES": "/p",
        "PROGRAMFILES(X86)": "/q",
    }
    folders = {"{local}": "/l", "{programs}": "/p", "{programs86}": "/q"}
    head, _, rest = place.partition("/")
    host = SampleHost("windows", files={f"{folders[head]}/{rest}": "x"}, environment=variables)
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.PASS
    assert finding.summary.startswith(f"{name} ")


DISPLAY_NAMES = [
    ("1Password", "1Password"),
    ("1Password (Machine-Wide MSI)", "1Password"),
    ("Bitwarden 2024.6.0", "Bitwarden"),
    ("KeePassXC", "KeePassXC"),
    ("KeePass Password Safe 2.57.1", "KeePass"),
    ("keepassxc 2.7.9", "KeePassXC"),
    ("KeePassXC-Browser Helper", ""),
    ("NordPass v5.17", "NordPass"),
    ("My Bitwarden Clone", ""),
    ("Bitwarden Directory Connector", ""),
    ("LastPass Training Videos", ""),
    ("", ""),
]


@pytest.mark.parametrize(("shown", "product"), DISPLAY_NAMES)
def test_windows_names_match_as_a_whole(shown: str, product: str) -> None:
    assert product_named(shown) == product


# -- built-in stores --------------------------------------------------------------------------------------


def test_the_store_of_a_browser_alone_warns(laptop: Laptop) -> None:
    laptop.chromium({})
    finding = laptop.look()
    assert finding.outcome is Outcome.WARN
    assert "Chrome's own password store" in finding.summary


def test_the_store_of_a_browser_passes_where_the_team_counts_it(laptop: Laptop) -> None:
    laptop.chromium({})
    finding = laptop.look(built_in_counts=True)
    assert finding.outcome is Outcome.PASS
    assert "a built-in store counts" in finding.rule


def test_a_store_that_is_switched_off_is_none(laptop: Laptop) -> None:
    laptop.chromium({}, credentials_enable_service=False)
    assert laptop.look(built_in_counts=True).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(("used", "outcome"), [(True, Outcome.WARN), (False, Outcome.UNKNOWN)])
def test_the_store_of_firefox_is_there_once_it_is_used(laptop: Laptop, used: bool, outcome: Outcome) -> None:
    laptop.firefox()
    if used:
        laptop.put("{home}/.mozilla/firefox/canary.default/logins.json", "canary")
    assert laptop.look().outcome is outcome


def test_a_manager_of_ones_own_comes_before_a_built_in_store(laptop: Laptop) -> None:
    laptop.chromium({})
    laptop.put("/usr/bin/bw")
    assert laptop.look(built_in_counts=True).summary.startswith("Bitwarden")


# -- what the team approves -------------------------------------------------------------------------------


def test_an_approved_product_passes_whatever_its_case(laptop: Laptop) -> None:
    laptop.put("/usr/bin/op")
    assert laptop.look(managers=("1password",)).outcome is Outcome.PASS


def test_only_another_product_warns_and_names_both(laptop: Laptop) -> None:
    laptop.put("/usr/bin/bw")
    finding = laptop.look(managers=("1Password",))
    assert finding.outcome is Outcome.WARN
    assert finding.summary.startswith("Only Bitwarden was found")
    assert "approved: 1Password" in finding.rule
    assert finding.remedy is not None
    assert "Install 1Password" in finding.remedy.steps[0]


def test_an_approved_product_beside_another_passes(laptop: Laptop) -> None:
    laptop.put("/usr/bin/bw")
    laptop.put("/usr/bin/op")
    assert laptop.look(managers=("1Password",)).summary.startswith("1Password")


def test_an_approved_product_this_check_cannot_see_is_said_so(laptop: Laptop) -> None:
    finding = laptop.look(managers=("HouseVault",))
    assert finding.outcome is Outcome.UNKNOWN
    assert "cannot see HouseVault" in finding.summary


# -- nothing, and what is in the way ----------------------------------------------------------------------


def test_nothing_found_is_unknown_and_asks_for_ones_own_words(laptop: Laptop) -> None:
    finding = laptop.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert finding.summary == (
        f"None of the {len(PRODUCTS)} password managers looked for was found. "
        "If you use another one, or one on another device, say so in your own words."
    )


def test_a_profile_folder_that_may_not_be_read_is_unknown(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: ON})
    laptop.host.refused = ["/google-chrome"]
    finding = laptop.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "the profiles of Chrome could not be read" in finding.summary


def test_a_place_that_may_not_be_read_takes_nothing_from_what_was_found(laptop: Laptop) -> None:
    laptop.chromium({})
    laptop.put("/usr/bin/bw")
    laptop.host.refused = ["/google-chrome"]
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert any(row.fact == "could not be read" for row in finding.evidence)


def test_running_as_the_administrator_is_unknown(laptop: Laptop) -> None:
    laptop.put("/usr/bin/bw")
    laptop.host.is_root = True
    finding = laptop.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "administrator" in finding.summary


def test_nothing_found_in_a_container_says_where_to_look_instead(laptop: Laptop) -> None:
    laptop.put("/.dockerenv")
    finding = laptop.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "This is a container" in finding.summary


def test_a_manager_in_a_container_passes_and_says_where_it_was_seen(laptop: Laptop) -> None:
    laptop.put("/.dockerenv")
    laptop.put("/usr/bin/bw")
    finding = laptop.look()
    assert finding.outcome is Outcome.PASS
    assert "This is a container" in finding.unproven


def test_profiles_beyond_the_limit_are_unknown(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_extensions, "PROFILE_LIMIT", 2)
    for number in range(4):
        laptop.chromium({}, profile=f"Profile {number}")
    finding = laptop.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "beyond the first 2" in finding.summary


def test_pipes_and_loops_in_a_profile_do_not_hang(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: ON})
    profile = laptop.home / ".config/google-chrome/Default"
    (profile / "Preferences").unlink()
    os.mkfifo(profile / "Preferences")
    (profile / "Secure Preferences").symlink_to("Secure Preferences")
    (laptop.home / ".password-store").mkdir()
    (laptop.home / ".password-store/loop").symlink_to(laptop.home / ".password-store")
    started = time.perf_counter()
    assert laptop.look().outcome is Outcome.WARN
    assert time.perf_counter() - started < 2


def test_saved_passwords_cookies_and_history_are_never_opened(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: ON})
    laptop.firefox(addon())
    for name in NEVER:
        laptop.put(f"{{config}}/google-chrome/Default/{name}", "canary")
        laptop.put(f"{{home}}/.mozilla/firefox/canary.default/{name}", "canary")
    laptop.look()
    assert not set(laptop.host.opened) & set(NEVER)
    assert {"Preferences", "extensions.json"} <= set(laptop.host.opened)


def test_nothing_personal_is_in_the_finding(laptop: Laptop) -> None:
    laptop.chromium({ONEPASSWORD: ON}, account_info=[{"email": "canary@example.org"}])
    laptop.firefox(addon(sourceURI="https://canary.example"))
    laptop.put("{home}/.password-store/canary.gpg")
    laptop.put("/usr/bin/bw")
    text = repr(laptop.look())
    assert "canary" not in text
    assert str(laptop.home) not in text


@pytest.mark.parametrize("tier", [Tier.AGENT, Tier.ENABLED, Tier.INSTALLED])
def test_a_pass_never_claims_that_the_vault_is_used(tier: Tier) -> None:
    facts = PasswordFacts("linux", traces=Traces((Trace("Bitwarden", tier, "here", "there"),)))
    finding = judge(facts, {})
    assert finding.outcome is Outcome.PASS
    assert "does not show that the vault holds your passwords" in finding.unproven


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_every_platform_gets_its_own_steps(platform: str) -> None:
    finding = judge(PasswordFacts(platform), {"managers": ("Bitwarden",), "built_in_counts": False})
    assert finding.remedy is not None
    source = {"linux": "Flathub", "macos": "App Store", "windows": "Microsoft Store"}[platform]
    assert source in finding.remedy.steps[0]
    assert finding.rule
    assert finding.evidence


# -- real tools -------------------------------------------------------------------------------------------


class RealCommands(Host):
    """Runs the real commands of this machine, as an ordinary person would."""

    is_root = False


@pytest.mark.real
def test_a_real_busctl_without_a_bus_says_nothing(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("busctl")
    host = RealCommands(root=tmp_path, home=tmp_path / "home", environment={}, platform="linux")
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.UNKNOWN


# Takes the name on the bus under a process name of its own (prctl PR_SET_NAME is 15).
OWNER = """
import ctypes, sys, dbus, dbus.service, gi.repository.GLib
from dbus.mainloop.glib import DBusGMainLoop
ctypes.CDLL(None).prctl(15, sys.argv[1].encode())
bus = dbus.SessionBus(mainloop=DBusGMainLoop())
name = dbus.service.BusName("org.freedesktop.secrets", bus)
print("ready", flush=True)
gi.repository.GLib.MainLoop().run()
"""


@pytest.mark.real
@pytest.mark.parametrize(
    ("comm", "outcome"), [("keepassxc", Outcome.PASS), ("gnome-keyring-d", Outcome.UNKNOWN)]
)
def test_the_owner_of_a_real_secret_service_is_told_apart(
    tmp_path: Path, tool: Callable[[str], str], comm: str, outcome: Outcome
) -> None:
    tool("busctl")
    python = tool("/usr/bin/python3")
    if subprocess.run([python, "-c", "import dbus, gi"], capture_output=True).returncode:
        pytest.skip("python3-dbus and python3-gi are not installed")
    with contextlib.ExitStack() as stack:
        daemon = [tool("dbus-daemon"), "--session", "--nofork", "--print-address"]
        address = _start(stack, daemon, {})
        variables = {"DBUS_SESSION_BUS_ADDRESS": address}
        assert _start(stack, [python, "-c", OWNER, comm], variables) == "ready"
        host = RealCommands(root=tmp_path, home=tmp_path / "home", environment=variables, platform="linux")
        finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is outcome
    assert any(row.source.startswith("busctl") for row in finding.evidence)


def _start(stack: contextlib.ExitStack, argv: list[str], variables: dict[str, str]) -> str:
    """Start a program that ends with the test; give the first line it prints."""
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env={**os.environ, **variables})
    stack.callback(child.wait)
    stack.callback(child.terminate)
    assert child.stdout is not None
    stack.callback(child.stdout.close)
    return child.stdout.readline().strip()
