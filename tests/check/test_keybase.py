"""The check `keybase`: traces of it, its drive, and the folder of private keys there."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from support.person_home import PersonHome, PersonHost
from watchword.check.finding import Finding, Outcome
from watchword.check.host import HostError
from watchword.check.keys import keybase
from watchword.check.keys.aside import look_aside
from watchword.check.keys.keybase import CHECK, KeybaseFacts, judge

SECRETS = "keybase/secretkeys.canaryname.mpack"
FOLDERS = {
    "linux": ".config",
    "macos": "Library/Application Support",
    "windows": "AppData/Local",
}
APPLICATIONS = {
    "linux": "usr/bin/keybase",
    "macos": "Applications/Keybase.app/Contents/Info.plist",
}


@pytest.fixture
def home(tmp_path: Path) -> PersonHome:
    return PersonHome(tmp_path)


def look(home: PersonHome, platform: str = "linux", **environment: str) -> Finding:
    return asyncio.run(CHECK.run(home.host(platform, **environment)))


def mounted(
    home: PersonHome, point: str = "/keybase", user: str = "canaryname", keys: str = ".keys/pgp/a"
) -> None:
    home.mount(point, "fuse", "keybase-redirector")
    home.put_outside(f"{point.lstrip('/')}/private/{user}/{keys}")


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_without_any_trace_it_passes_and_still_asks(home: PersonHome, platform: str) -> None:
    finding = look(home, platform)
    assert finding.outcome is Outcome.PASS
    assert "Did you ever give it a private key" in finding.summary
    assert "never uploaded" in finding.unproven


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_the_application_alone_is_unknown(home: PersonHome, platform: str) -> None:
    home.put_outside(APPLICATIONS[platform])
    finding = look(home, platform)
    assert finding.outcome is Outcome.UNKNOWN
    assert "its drive is not mounted" in finding.summary
    assert finding.remedy is not None
    assert finding.remedy.command.startswith("keybase fs ls ")


def test_the_windows_application_is_found(home: PersonHome) -> None:
    home.put("AppData/Local/Keybase/keybase.exe")
    finding = look(home, "windows")
    assert finding.outcome is Outcome.UNKNOWN
    assert finding.evidence[0].source == "~/AppData/Local/Keybase/keybase.exe"


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_key_files_of_keybase_are_counted_and_their_users_not_named(home: PersonHome, platform: str) -> None:
    folder = "keybase" if platform == "linux" else "Keybase"
    home.put(f"{FOLDERS[platform]}/{folder}/secretkeys.canaryname.mpack")
    finding = look(home, platform)
    assert finding.outcome is Outcome.UNKNOWN
    assert "1 secretkeys file, of accounts used on this device" in repr(finding.evidence)
    assert "canaryname" not in repr(finding)


def test_the_folder_of_private_keys_fails_without_naming_the_user(home: PersonHome) -> None:
    home.put(f".config/{SECRETS}")
    mounted(home)
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert finding.evidence[-1].source == "/keybase/private/<you>/.keys/pgp"
    assert finding.remedy is not None
    assert finding.remedy.command == 'rm -r "/keybase/private/$(keybase whoami)/.keys/pgp"'
    assert "canaryname" not in repr(finding)


def test_a_drive_without_that_folder_is_unknown(home: PersonHome) -> None:
    home.put(f".config/{SECRETS}")
    mounted(home, keys="notes.txt")
    finding = look(home)
    assert finding.outcome is Outcome.UNKNOWN
    assert "its drive holds no folder of private keys" in finding.summary


def test_the_folder_of_somebody_else_is_not_looked_for(home: PersonHome) -> None:
    home.put(f".config/{SECRETS}")
    mounted(home, user="somebody")
    assert look(home).outcome is Outcome.UNKNOWN


def test_without_key_files_the_drive_says_who_uses_it(home: PersonHome) -> None:
    mounted(home)
    assert look(home).outcome is Outcome.FAIL


def test_a_shared_folder_is_none_of_ones_own(home: PersonHome) -> None:
    mounted(home, user="canaryname,friend")
    finding = look(home)
    assert finding.outcome is Outcome.UNKNOWN
    assert "its drive shows no folder of yours" in finding.summary


def test_an_accounts_own_drive_is_found(home: PersonHome) -> None:
    mounted(home, "/run/user/1000/keybase/kbfs")
    finding = look(home, XDG_RUNTIME_DIR="/run/user/1000")
    assert finding.outcome is Outcome.FAIL
    assert "/run/user" not in repr(finding)


def test_a_folder_that_is_no_drive_is_not_entered(home: PersonHome) -> None:
    home.put_outside("keybase/private/canaryname/.keys/pgp/a")
    host = home.host()
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.PASS
    assert not any("private" in path for path in host.listed)


def test_on_macos_the_drive_is_not_entered_unasked(home: PersonHome) -> None:
    home.put_outside("Volumes/Keybase/private/canaryname/.keys/pgp/a")
    host = home.host("macos")
    host.answers = {"mount": "keybase@keybase on /Volumes/Keybase (keybase, nodev, nosuid)\n"}
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "macOS would ask" in finding.summary
    assert not any("Volumes" in path for path in host.listed)


@pytest.mark.parametrize(("is_used", "outcome"), [(True, Outcome.FAIL), (False, Outcome.PASS)])
def test_on_windows_the_drive_is_looked_at_only_where_keybase_is_used(
    home: PersonHome, is_used: bool, outcome: Outcome
) -> None:
    home.put_outside("K:/private/canaryname/.keys/pgp/a")
    if is_used:
        home.put("AppData/Local/Keybase/secretkeys.canaryname.mpack")
    finding = look(home, "windows")
    assert finding.outcome is outcome
    if is_used:
        assert finding.remedy is not None
        assert finding.remedy.command.startswith("Remove-Item -Recurse ")


def test_a_drive_that_hangs_is_unknown_and_holds_up_nothing(
    home: PersonHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.put(f".config/{SECRETS}")
    mounted(home)
    monkeypatch.setattr(keybase, "LOOK_SECONDS", 0.05)
    release = threading.Event()

    class Hanging(PersonHost):
        def exists(self, path: object) -> bool:
            if "private" in str(path):
                release.wait(20)
            return super().exists(str(path))

    host = Hanging(root=home.root, home=home.path, environment={}, platform="linux")
    started = time.perf_counter()
    finding = asyncio.run(CHECK.run(host))
    assert time.perf_counter() - started < 2
    release.set()
    assert finding.outcome is Outcome.UNKNOWN
    assert "gave no answer within 0.05 seconds" in finding.summary


def test_in_a_container_nothing_found_shows_nothing(home: PersonHome) -> None:
    home.put_outside(".dockerenv")
    finding = look(home)
    assert finding.outcome is Outcome.UNKNOWN
    assert "container" in finding.summary


def test_the_administrator_is_not_asked(home: PersonHome) -> None:
    host = home.host()
    host.is_root = True
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.UNKNOWN


def test_nothing_of_keybase_is_opened(home: PersonHome) -> None:
    home.put(f".config/{SECRETS}", b"secret")
    mounted(home)
    host = home.host()
    asyncio.run(CHECK.run(host))
    assert not any("keybase" in path for path in host.opened)


def test_judging_needs_no_machine() -> None:
    assert judge(KeybaseFacts("linux"), {}).outcome is Outcome.PASS


# -- looks done aside -------------------------------------------------------------------------------------


async def test_a_look_aside_gives_its_answer() -> None:
    assert await look_aside(lambda stop: 7, what="It", seconds=5) == 7


async def test_a_look_aside_raises_what_it_raised() -> None:
    def refuse(stop: threading.Event) -> int:
        raise HostError("refused")

    with pytest.raises(HostError, match="refused"):
        await look_aside(refuse, what="It", seconds=5)


async def test_a_look_that_nobody_waits_for_is_told_to_stop() -> None:
    told = threading.Event()

    def wait(stop: threading.Event) -> None:
        stop.wait(10)
        told.set()

    task = asyncio.create_task(look_aside(wait, what="It", seconds=10))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(told.wait, 5)
