"""The check `key-copies`: synced folders, repositories of dot-files, and what is found in them."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.key_samples import armoured, der, locked_openssh_key, openssh_key, putty_key
from support.person_home import PersonHome, PersonHost
from watchword.check.check import Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.keys import copy_index, copy_walk, sync_settings
from watchword.check.keys.copy_files import CopyFacts, read_copies
from watchword.check.keys.copy_kind import Weight, is_keylike, kind_of, stands_for
from watchword.check.keys.copy_walk import Bounds, Seen, is_absent, walk
from watchword.check.keys.header import HEAD
from watchword.check.keys.key_copies import CHECK, judge
from watchword.check.keys.sync_places import is_remote

SAMPLES = Path(__file__).parents[1] / "fixtures" / "device" / "keys"
BARE, LOCKED = openssh_key(), locked_openssh_key()


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.fixture
def home(tmp_path: Path) -> PersonHome:
    return PersonHome(tmp_path)


def look(home: PersonHome, platform: str = "linux", **limits: Limit) -> Finding:
    return asyncio.run(CHECK.run(home.host(platform), limits))


# -- what a file holds ------------------------------------------------------------------------------------

KEYLIKE = [
    *("id_rsa", "id_ed25519", "id_ecdsa_sk", "ID_RSA", "id_rsa.bak", "id_ed25519-work", "private_id_rsa"),
    *("server.pem", "work.ppk", "tls.key", "secret.asc", "x.gpg", "x.pgp", "a.p12", "a.pfx", "A.rev"),
    *("secring.gpg", "secring.gpg.old", "my.key.bak", "private_id_ed25519.tmpl"),
]


@pytest.mark.parametrize("name", KEYLIKE)
def test_names_of_keys_are_worth_opening(name: str) -> None:
    assert is_keylike(name)


@pytest.mark.parametrize(
    "name", ["id_rsa.pub", "identity.txt", "notes.md", "keys", "kid_rsander", ".key", "a.keys"]
)
def test_other_names_are_not(name: str) -> None:
    assert not is_keylike(name)


@pytest.mark.parametrize(
    ("name", "stands"), [(".id_rsa.icloud", "id_rsa"), ("id_rsa.nextcloud", "id_rsa"), ("id_rsa", "")]
)
def test_stand_ins_of_cloud_services_are_known(name: str, stands: str) -> None:
    assert stands_for(name) == stands


KINDS = [
    ("id", BARE, Weight.KEY),
    ("id", LOCKED, Weight.KEY),
    ("id", armoured("PRIVATE KEY", der()), Weight.KEY),
    ("id", armoured("RSA PRIVATE KEY", der()), Weight.KEY),
    ("id", LOCKED[:200], Weight.KEY),
    ("id.ppk", putty_key(), Weight.KEY),
    ("a.asc", sample("exported.asc"), Weight.KEY),
    ("a.asc", b"my key:\r\n\r\n" + sample("exported.asc").replace(b"\n", b"\r\n"), Weight.KEY),
    ("A.key", sample("bare.key"), Weight.KEY),
    ("A.key", sample("locked-binary.key"), Weight.KEY),
    ("a.p12", der(), Weight.CONTAINER),
    ("a.rev", sample("certificate.rev"), Weight.REVOCATION),
    ("A.key", sample("shadowed.key"), None),
    ("id", openssh_key(b"sk-ssh-ed25519@openssh.com"), None),
    ("a.pem", armoured("CERTIFICATE", der()), None),
    ("a.asc", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n", None),
    ("a.asc", b"-----BEGIN PGP MESSAGE-----\n\nabc\n", None),
    ("talk.key", b"PK\x03\x04 a presentation", None),
    ("a.asc", b"see -----BEGIN PGP PRIVATE KEY BLOCK----- for more", None),
    ("a.gpg", b"\x95" + bytes(15), None),
    ("a.gpg", b"", None),
]


@pytest.mark.parametrize(("name", "data", "weight"), KINDS)
def test_files_are_judged_by_their_first_bytes(name: str, data: bytes, weight: Weight | None) -> None:
    kind = kind_of(name, data[:HEAD])
    assert (kind.weight if kind else None) is weight


@given(st.binary(max_size=200))
def test_judging_a_file_never_raises(data: bytes) -> None:
    for start in (b"", b"\x95", b"\xc5", b"(", b"-----BEGIN "):
        kind_of("a.p12", start + data)


# -- settings of sync programs ----------------------------------------------------------------------------

SETTINGS = [
    (sync_settings.dropbox, "dropbox-info.json", ("/home/sample/Dropbox", "/home/sample/Dropbox (Team)")),
    (sync_settings.nextcloud, "nextcloud.cfg", ("/home/sample/Nextcloud/", "/home/sample/Bücher, alt/")),
    (sync_settings.syncthing, "syncthing.xml", ("~/Sync", "/home/sample/A & B")),
    (sync_settings.onedrive, "onedrive-config", ("~/Work Files",)),
]


@pytest.mark.parametrize(("parse", "name", "paths"), SETTINGS)
def test_settings_give_the_folders(
    parse: Callable[[str], tuple[str, ...]], name: str, paths: tuple[str, ...]
) -> None:
    assert parse((SAMPLES / name).read_text()) == paths


@given(st.text(max_size=200))
def test_no_settings_make_a_parser_raise(text: str) -> None:
    for parse, name, _ in SETTINGS:
        parse(text)
        parse((SAMPLES / name).read_text() + text)
    sync_settings.dropbox("[" * 100_000)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"personal": 1}', '{"personal": {"path": 1}}', "{"])
def test_dropbox_settings_of_another_shape_give_nothing(text: str) -> None:
    assert sync_settings.dropbox(text) == ()


# -- synced folders ---------------------------------------------------------------------------------------


def configured(home: PersonHome, service: str) -> tuple[str, str]:
    """Set a program up for the folder `~/kept`; give the platform and how the service is called."""
    kept = home.path / "kept"
    texts = {
        "Dropbox": (".dropbox/info.json", f'{{"personal": {{"path": "{kept}"}}}}'),
        "OneDrive": (".config/onedrive/config", 'sync_dir = "~/kept"\n'),
        "Nextcloud": (".config/Nextcloud/nextcloud.cfg", f"0\\Folders\\1\\localPath={kept}/\n"),
        "ownCloud": (".config/ownCloud/owncloud.cfg", f"0\\Folders\\1\\localPath={kept}/\n"),
        "Syncthing": (".local/state/syncthing/config.xml", '<folder id="a" path="~/kept">'),
    }
    home.put(*texts[service])
    return "linux", service


@pytest.mark.parametrize("service", ["Dropbox", "OneDrive", "Nextcloud", "ownCloud", "Syncthing"])
def test_a_private_key_in_a_synced_folder_fails_with_its_path(home: PersonHome, service: str) -> None:
    platform, name = configured(home, service)
    home.put("kept/keys/id_ed25519", LOCKED)
    finding = look(home, platform)
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == "~/kept/keys/id_ed25519 holds a private key and is copied elsewhere."
    assert (
        finding.evidence[0].fact == f"a private key (OpenSSH), with a passphrase; copied elsewhere by {name}"
    )
    assert finding.remedy is not None
    assert "counts as shared" in " ".join(finding.remedy.steps)


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive", "Nextcloud", "Google Drive"])
def test_the_usual_folders_are_looked_into_without_any_settings(home: PersonHome, name: str) -> None:
    home.put(f"{name}/secret.asc", sample("exported.asc"))
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert f"~/{name}/secret.asc" in finding.summary


def test_a_synced_folder_without_keys_passes_and_says_what_was_seen(home: PersonHome) -> None:
    home.put("Dropbox/a/notes.txt", "x")
    home.put("Dropbox/id_rsa.pub", "ssh-rsa AAAA")
    finding = look(home)
    assert finding.outcome is Outcome.PASS
    assert finding.summary == "No copy of a private key was found among 3 entries in 1 place."
    assert "4 folders deep, 20,000 entries in each place, 2 seconds in all" in finding.rule


def test_without_any_such_folder_it_passes(home: PersonHome) -> None:
    finding = look(home)
    assert finding.outcome is Outcome.PASS
    assert finding.summary == "No synced folder and no repository of dot-files was found."


def test_windows_folders_are_found_by_variables_and_registry(home: PersonHome) -> None:
    home.put("Work/Documents/id_rsa", BARE)
    home.put("Own/id_rsa", BARE)
    host = home.host("windows", OneDriveCommercial=str(home.path / "Work"))
    key = r"Software\Microsoft\OneDrive\Accounts\Personal"
    host.values = {(key, "UserFolder"): str(home.path / "Own")}
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.FAIL
    assert finding.summary.startswith("~/Own/id_rsa, ~/Work/Documents/id_rsa each hold a private key")


@pytest.mark.parametrize("folder", ["node_modules/x", "testdata", "pkg/fixtures", "Testdata", "repo/.git"])
def test_keys_made_for_tests_are_ignored(home: PersonHome, folder: str) -> None:
    home.put(f"Dropbox/{folder}/server.pem", BARE)
    assert look(home).outcome is Outcome.PASS


def test_a_copy_may_be_allowed_by_its_path(home: PersonHome) -> None:
    home.put("Dropbox/demo.pem", BARE)
    home.put("Dropbox/other.pem", BARE)
    finding = look(home, copies_allowed=("~/Dropbox/demo.pem",))
    assert finding.summary == "~/Dropbox/other.pem holds a private key and is copied elsewhere."
    assert look(home, copies_allowed=("~/Dropbox/demo.pem", "~/Dropbox/other.pem")).outcome is Outcome.PASS


@pytest.mark.parametrize(("name", "data"), [("a.p12", der()), ("A.rev", sample("certificate.rev"))])
def test_what_is_no_key_itself_warns(home: PersonHome, name: str, data: bytes) -> None:
    home.put(f"Dropbox/{name}", data)
    finding = look(home)
    assert finding.outcome is Outcome.WARN
    assert finding.summary.startswith(f"~/Dropbox/{name} is a")


def test_a_linked_folder_is_walked_where_it_lies_and_its_place_not_spelt_out(
    home: PersonHome, tmp_path: Path
) -> None:
    home.put_outside("secret-disk/box/keys/id_rsa", BARE.decode())
    (home.path / "Dropbox").symlink_to(tmp_path / "secret-disk/box")
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert "~/Dropbox/keys/id_rsa" in finding.summary
    assert "secret-disk" not in repr(finding)


def test_a_synced_folder_outside_the_home_goes_by_its_service(home: PersonHome, tmp_path: Path) -> None:
    outside = tmp_path / "disk/anna"
    home.put_outside("disk/anna/id_rsa", BARE.decode())
    home.put(".dropbox/info.json", f'{{"personal": {{"path": "{outside}"}}}}')
    finding = look(home)
    assert finding.summary == "Dropbox/id_rsa holds a private key and is copied elsewhere."
    assert "anna" not in repr(finding)


def test_an_ssh_folder_that_is_a_link_into_a_synced_folder_fails(home: PersonHome) -> None:
    home.put("Dropbox/a/b/c/d/e/ssh/deploy", BARE)
    (home.path / ".ssh").symlink_to(home.path / "Dropbox/a/b/c/d/e/ssh")
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert "~/Dropbox/a/b/c/d/e/ssh/deploy" in finding.summary


def test_a_single_key_that_is_a_link_into_a_synced_folder_fails(home: PersonHome) -> None:
    key = home.put("Dropbox/a/b/c/d/e/mine", BARE)
    (home.path / ".ssh").mkdir()
    (home.path / ".ssh/id_rsa").symlink_to(key)
    assert look(home).outcome is Outcome.FAIL


def test_a_program_that_syncs_the_whole_home_reaches_its_keys(home: PersonHome) -> None:
    home.put(".config/onedrive/config", 'sync_dir = "~/"\n')
    home.put(".ssh/id_rsa", LOCKED)
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert "~/.ssh/id_rsa" in finding.summary


def test_settings_that_cannot_be_read_are_unknown(home: PersonHome) -> None:
    home.put(".dropbox/info.json", "{}")
    host = home.host()
    host.refused = frozenset({"info.json"})
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "the settings of Dropbox could not be read" in finding.summary


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.rclone", "fuse.google-drive-ocamlfuse", "fuse.sshfs"])
def test_a_drive_on_another_machine_is_not_entered(home: PersonHome, kind: str) -> None:
    home.put("Google Drive/id_rsa", BARE)
    home.mount("/home/canary-user/Google\\040Drive", kind)
    host = home.host()
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "Google Drive was not looked into" in finding.summary
    assert not any(path.endswith("id_rsa") for path in host.opened)


@pytest.mark.parametrize(
    "kind", ["ext4", "btrfs", "zfs", "vfat", "fuseblk", "fuse.gocryptfs", "apfs", "overlay"]
)
def test_disks_of_ones_own_are_not_taken_for_remote(kind: str) -> None:
    assert not is_remote(kind)


def test_a_folder_on_a_server_is_not_contacted(home: PersonHome) -> None:
    home.put(".dropbox/info.json", '{"personal": {"path": "//server/anna/Dropbox"}}')
    finding = look(home)
    assert finding.outcome is Outcome.UNKNOWN
    assert "anna" not in repr(finding)


# -- macOS asks first -------------------------------------------------------------------------------------


def test_on_macos_guarded_folders_are_not_read_unasked(home: PersonHome) -> None:
    home.put("Library/Mobile Documents/com~apple~CloudDocs/id_rsa", BARE)
    home.put("Library/CloudStorage/GoogleDrive-anna@example.org/id_rsa", BARE)
    cloud = home.put("Library/CloudStorage/Dropbox/id_rsa", BARE).parent
    home.put(".dropbox/info.json", f'{{"personal": {{"path": "{cloud}"}}}}')
    host = home.host("macos")
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert (
        "not looked into: iCloud Drive, Dropbox, GoogleDrive, because macOS would first ask"
        in finding.summary
    )
    assert "anna" not in repr(finding)
    assert finding.remedy is not None
    assert finding.remedy.command.startswith("find ~/Library/Mobile\\ Documents ")
    assert not any("CloudStorage/" in path or "Mobile" in path for path in (*host.opened, *host.listed))


def test_on_macos_a_whole_home_is_walked_without_its_guarded_folders(home: PersonHome) -> None:
    home.put("Library/Application Support/Syncthing/config.xml", '<folder id="a" path="~">')
    home.put("Documents/id_rsa", BARE)
    home.put("Desktop/id_rsa", BARE)
    assert look(home, "macos").outcome is Outcome.PASS
    home.put("Projects/id_rsa", BARE)
    assert "~/Projects/id_rsa holds" in look(home, "macos").summary


def test_on_macos_an_ssh_folder_that_leads_into_a_guarded_one_is_said_so(home: PersonHome) -> None:
    home.put("Documents/ssh/id_rsa", BARE)
    (home.path / ".ssh").symlink_to(home.path / "Documents/ssh")
    host = home.host("macos")
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "the folder that ~/.ssh leads to" in finding.summary
    assert str(home.path / ".ssh") not in host.listed


def test_a_key_elsewhere_fails_although_guarded_folders_were_left_out(home: PersonHome) -> None:
    home.put("Library/Mobile Documents/x", "x")
    home.put("Nextcloud/id_rsa", BARE)
    finding = look(home, "macos")
    assert finding.outcome is Outcome.FAIL
    assert "iCloud Drive" in finding.summary


# -- placeholders -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "absent"),
    [
        ({"st_flags": 0x40000000}, True),
        ({"st_flags": 0x40000020}, True),
        ({"st_flags": 0x20}, False),
        ({"st_file_attributes": 0x400020}, True),
        ({"st_file_attributes": 0x40010}, True),
        ({"st_file_attributes": 0x1020}, True),
        ({"st_file_attributes": 0x20}, False),
        ({}, False),
    ],
)
def test_placeholders_are_known_by_their_flags(status: dict[str, int], absent: bool) -> None:
    assert is_absent(cast(Any, SimpleNamespace(**status))) is absent


def test_placeholders_are_never_opened(home: PersonHome, monkeypatch: pytest.MonkeyPatch) -> None:
    away = home.put("Dropbox/id_rsa", BARE).stat().st_ino
    folder = home.put("Dropbox/away/id_ed25519", BARE).parent.stat().st_ino
    home.put("Dropbox/.id_dsa.icloud", b"bplist")
    monkeypatch.setattr(copy_walk, "is_absent", lambda status: status.st_ino in (away, folder))
    host = home.host()
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "not opened, because it is not on this disk" in finding.summary
    assert "~/Dropbox/id_rsa" in finding.summary
    assert "1 folders are not on this disk" in finding.summary
    assert not any("Dropbox" in path for path in host.opened)


# -- limits and obstacles ---------------------------------------------------------------------------------


def seen(place: Path, bounds: Bounds = Bounds()) -> Seen:  # noqa: B008 - frozen
    return walk([place], lambda path: kind_of(path.name, path.read_bytes()), bounds, threading.Event())[0]


def test_the_walk_ends_at_its_depth_and_counts_what_lies_deeper(tmp_path: Path) -> None:
    for folder in ("1/2/3", "1/2/3/4"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "id_rsa").write_bytes(BARE)
    found = seen(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path, _ in found.copies] == ["1/2/3/id_rsa"]
    assert found.deeper == 1


def test_a_key_store_is_entered_at_any_depth(tmp_path: Path) -> None:
    store = tmp_path / "1/2/3/private-keys-v1.d"
    store.mkdir(parents=True)
    (store / "A.key").write_bytes(sample("locked.key"))
    assert len(seen(tmp_path).copies) == 1


def test_the_walk_ends_at_its_number_of_entries_with_the_shallow_ones_seen(home: PersonHome) -> None:
    for number in range(40):
        home.put(f"Dropbox/deep/{number}", "x")
    home.put("Dropbox/id_rsa", BARE)
    facts = asyncio.run(read_copies(home.host(), Bounds(entries=20)))
    finding = judge(facts, {})
    assert finding.outcome is Outcome.FAIL
    assert "the look ended at its limit, so the rest was not seen: ~/Dropbox" in finding.summary


def test_a_look_that_ended_early_without_a_find_warns(home: PersonHome) -> None:
    for number in range(40):
        home.put(f"Dropbox/{number}", "x")
    finding = judge(asyncio.run(read_copies(home.host(), Bounds(entries=20))), {})
    assert finding.outcome is Outcome.WARN
    assert "20 entries in each place" in finding.rule
    assert "ended at the limit of entries" in repr(finding.evidence)
    finding = judge(asyncio.run(read_copies(home.host(), Bounds(seconds=-1))), {})
    assert "ended at the limit of seconds" in repr(finding.evidence)


def test_one_large_place_does_not_use_up_another(home: PersonHome) -> None:
    for number in range(100):
        home.put(f"Dropbox/{number}", "x")
    home.put("OneDrive/id_rsa", BARE)
    finding = judge(asyncio.run(read_copies(home.host(), Bounds(entries=20))), {})
    assert "~/OneDrive/id_rsa" in finding.summary


def test_a_place_inside_another_is_walked_from_its_own_top(home: PersonHome) -> None:
    home.put(".config/onedrive/config", 'sync_dir = "~/"\n')
    home.put("Nextcloud/1/2/3/id_rsa", BARE)
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert finding.summary.count("id_rsa") == 1


def test_odd_files_do_not_hang(home: PersonHome) -> None:
    box = home.put("Dropbox/id_rsa", BARE).parent
    os.mkfifo(box / "pipe.key")
    (box / "loop").symlink_to(box)
    (box / "self.pem").symlink_to(box / "self.pem")
    (box / "endless.key").symlink_to("/dev/zero")
    (box / "folder.key").mkdir()
    (box / "empty.key").touch()
    with (box / "huge.key").open("wb") as huge:
        huge.write(BARE)
        huge.truncate(10 * 1024**3)
    started = time.perf_counter()
    host = home.host()
    finding = asyncio.run(CHECK.run(host))
    assert time.perf_counter() - started < 2
    assert finding.outcome is Outcome.FAIL
    assert [path for path in host.opened if "Dropbox" in path] == [str(box / "id_rsa")]


def test_names_that_are_no_text_are_shown_cleaned(home: PersonHome) -> None:
    path = os.fsencode(home.put("Dropbox/x", "x").parent) + b"/id_rsa\xff\x1b[31m.pem"
    Path(os.fsdecode(path)).write_bytes(BARE)
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert finding.summary.isprintable()


def test_an_unreadable_folder_is_unknown(home: PersonHome, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = str(home.put("Dropbox/locked/id_rsa", BARE).parent)
    real = os.scandir

    def refuse(folder: Any) -> Any:
        if str(folder) == locked:
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    finding = look(home)
    assert finding.outcome is Outcome.UNKNOWN
    assert "1 files or folders could not be read" in finding.summary


def test_an_unreadable_folder_is_unknown_for_an_ordinary_account(home: PersonHome) -> None:
    if os.geteuid() == 0:
        pytest.skip("nothing is unreadable for root")
    home.put("Dropbox/locked/id_rsa", BARE).parent.chmod(0)
    try:
        assert look(home).outcome is Outcome.UNKNOWN
    finally:
        (home.path / "Dropbox/locked").chmod(0o700)


def test_an_unreadable_file_is_unknown(home: PersonHome) -> None:
    home.put("Dropbox/id_rsa", BARE)
    host = home.host()
    host.refused = frozenset({"id_rsa"})
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.UNKNOWN


def fill(folder: Path) -> None:
    """Put 10,000 empty files into a new folder, as quickly as that goes."""
    folder.mkdir()
    handle = os.open(folder, os.O_RDONLY)
    for number in range(10_000):
        os.mknod(str(number), dir_fd=handle)
    os.close(handle)


def test_two_hundred_thousand_files_are_cut_off_in_time(tmp_path: Path) -> None:
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path
    with tempfile.TemporaryDirectory(dir=memory) as folder, ThreadPoolExecutor(4) as workers:
        home = PersonHome(Path(folder))
        home.put("Dropbox/id_rsa.pub", "x")
        list(workers.map(fill, [home.path / "Dropbox" / str(number) for number in range(20)]))
        started = time.perf_counter()
        finding = look(home)
        assert time.perf_counter() - started < 2.5
        list(workers.map(shutil.rmtree, (home.path / "Dropbox").glob("*[0-9]")))
    assert finding.outcome is Outcome.WARN
    assert "20,000 entries" in finding.summary


async def test_a_look_that_is_given_up_ends_at_once(
    home: PersonHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.put("Dropbox/a/b", "x")
    turns = 0

    def slow(status: os.stat_result) -> bool:
        nonlocal turns
        turns += 1
        time.sleep(0.05)
        return False

    monkeypatch.setattr(copy_walk, "is_absent", slow)
    for number in range(200):
        home.put(f"Dropbox/{number}/x", "x")
    task = asyncio.create_task(CHECK.run(home.host()))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.1)
    before = turns
    await asyncio.sleep(0.2)
    assert turns == before


def test_in_a_container_nothing_found_shows_nothing(home: PersonHome) -> None:
    home.put_outside(".dockerenv")
    assert look(home).outcome is Outcome.UNKNOWN
    home.put("Dropbox/id_rsa", BARE)
    assert look(home).outcome is Outcome.FAIL


def test_the_administrator_is_not_looked_at(home: PersonHome) -> None:
    host = home.host()
    host.is_root = True
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.UNKNOWN


def test_no_more_than_the_head_of_a_file_is_read(home: PersonHome) -> None:
    home.put("Dropbox/id_rsa", BARE)
    limits = {}

    class Watching(PersonHost):
        def read_bytes(self, path: object, *, limit: int = 1 << 18) -> bytes:
            limits[Path(str(path)).name] = limit
            return super().read_bytes(path, limit=limit)

    asyncio.run(CHECK.run(Watching(root=home.root, home=home.path, environment={}, platform="linux")))
    assert limits["id_rsa"] == 4096


def test_judging_needs_no_machine() -> None:
    assert judge(CopyFacts("linux"), {}).outcome is Outcome.PASS


# -- git --------------------------------------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_no_index_makes_the_parser_raise(data: bytes) -> None:
    copy_index.parse(data)
    for version in (2, 3, 4):
        copy_index.parse(b"DIRC" + version.to_bytes(4, "big") + b"\0\0\0\x02" + data)


class Git:
    """The real git, in a folder and with no settings of the person who runs the tests."""

    def __init__(self, git: str, home: Path) -> None:
        self._git = git
        self._environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"}

    def __call__(self, folder: Path, *argv: str) -> str:
        line = [self._git, "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org", *argv]
        done = subprocess.run(line, capture_output=True, text=True, env=self._environment, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def git(tool: Callable[[str], str], home: PersonHome) -> Git:
    return Git(tool("git"), home.path)


@pytest.mark.real
@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_the_index_is_read_as_git_reads_it(home: PersonHome, git: Git, version: str, form: str) -> None:
    names = ["a", "a/b/c.txt", "a/b/cc.txt", "long/" + "x" * 200, "ünïcode", "z" * 7, "z" * 8, "with space"]
    git(home.path, "init", "-q", f"--object-format={form}", "repo")
    repo = home.path / "repo"
    for name in names[1:]:
        home.put(f"repo/{name}", name)
    git(repo, "add", "-A")
    home.put("repo/later", "x")
    git(repo, "add", "--intent-to-add", "later")  # a flag that needs version 3
    git(repo, "update-index", "--index-version", version)
    listed = git(repo, "ls-files", "-z").split("\0")[:-1]
    data = (repo / ".git/index").read_bytes()
    assert copy_index.parse(data, is_sha256=form == "sha256") == frozenset(listed)
    assert copy_index.parse(data[:-60], is_sha256=form == "sha256") != frozenset()


@pytest.mark.real
def test_a_split_index_is_not_guessed_at(home: PersonHome, git: Git) -> None:
    git(home.path, "init", "-q", "repo")
    home.put("repo/a", "x")
    git(home.path / "repo", "add", "a")
    git(home.path / "repo", "update-index", "--split-index")
    assert copy_index.parse((home.path / "repo/.git/index").read_bytes()) is None


@pytest.mark.real
@pytest.mark.parametrize("where", [".dotfiles", "dotfiles", ".local/share/chezmoi"])
def test_a_key_tracked_in_a_repository_of_dot_files_fails_and_the_advice_helps(
    home: PersonHome, git: Git, where: str
) -> None:
    key = home.put(f"{where}/private_dot_ssh/private_id_ed25519", LOCKED)
    git(home.path / where, "init", "-q")
    assert look(home).outcome is Outcome.WARN
    git(home.path / where, "add", "-A")
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert f"~/{where}/private_dot_ssh/private_id_ed25519" in finding.summary
    assert finding.remedy is not None
    command = finding.remedy.command
    environment = {"HOME": str(home.path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["/bin/sh", "-c", command], check=True, env=environment, capture_output=True)
    assert look(home).outcome is Outcome.WARN
    key.unlink()
    assert look(home).outcome is Outcome.PASS


@pytest.mark.real
@pytest.mark.parametrize("folder", [".ssh", ".gnupg/private-keys-v1.d"])
def test_a_key_folder_inside_a_work_tree_is_judged_by_what_git_tracks(
    home: PersonHome, git: Git, folder: str
) -> None:
    name = "id_rsa" if folder == ".ssh" else "A.key"
    home.put(f"{folder}/{name}", LOCKED if folder == ".ssh" else sample("locked.key"))
    home.put(f"{folder}/known_hosts", "x")
    git(home.path, "init", "-q")
    finding = look(home)
    assert finding.outcome is Outcome.WARN
    assert "in a git work tree, and not tracked" in finding.summary
    git(home.path, "add", "-A")
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert f"~/{folder}/{name}" in finding.summary


@pytest.mark.real
def test_an_ssh_folder_linked_from_a_work_tree_is_found(home: PersonHome, git: Git) -> None:
    home.put("src/setup/ssh/deploy", LOCKED)
    (home.path / ".ssh").symlink_to(home.path / "src/setup/ssh")
    git(home.path / "src/setup", "init", "-q")
    git(home.path / "src/setup", "add", "-A")
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert "~/src/setup/ssh/deploy" in finding.summary


@pytest.mark.real
@pytest.mark.parametrize(
    "bare", [".dotfiles", ".cfg", ".local/share/yadm/repo.git", ".config/vcsh/repo.d/ssh.git"]
)
def test_a_bare_repository_of_the_home_is_judged_by_what_it_tracks(
    home: PersonHome, git: Git, bare: str
) -> None:
    home.put(".ssh/id_rsa", LOCKED)
    home.put(".profile", "x")
    git(home.path, "init", "-q", "--bare", bare)
    work = [f"--git-dir={home.path / bare}", f"--work-tree={home.path}"]
    git(home.path, *work, "add", ".profile")
    assert look(home).outcome is Outcome.PASS
    git(home.path, *work, "add", ".ssh/id_rsa")
    finding = look(home)
    assert finding.outcome is Outcome.FAIL
    assert "~/.ssh/id_rsa" in finding.summary


@pytest.mark.real
def test_a_work_tree_beside_the_main_one_is_followed(home: PersonHome, git: Git) -> None:
    git(home.path, "init", "-q", "--object-format=sha256", "main")
    home.put("main/a", "x")
    git(home.path / "main", "add", "a")
    git(home.path / "main", "commit", "-q", "-m", "a")
    git(home.path / "main", "worktree", "add", "-q", str(home.path / "dotfiles"))
    home.put("dotfiles/id_rsa", LOCKED)
    assert look(home).outcome is Outcome.WARN
    git(home.path / "dotfiles", "add", "id_rsa")
    assert look(home).outcome is Outcome.FAIL


@pytest.mark.real
def test_tracked_keys_of_tests_are_ignored(home: PersonHome, git: Git) -> None:
    home.put("dotfiles/tests/fixtures/id_rsa", BARE)
    git(home.path / "dotfiles", "init", "-q")
    git(home.path / "dotfiles", "add", "-A")
    assert look(home).outcome is Outcome.PASS


@pytest.mark.real
def test_a_damaged_index_warns_that_it_could_not_be_read(home: PersonHome, git: Git) -> None:
    home.put("dotfiles/id_rsa", LOCKED)
    git(home.path / "dotfiles", "init", "-q")
    home.put("dotfiles/.git/index", b"DIRC\0\0\0\x02\0\0\0\x09")
    finding = look(home)
    assert finding.outcome is Outcome.WARN
    assert "whose index could not be read" in finding.summary


@pytest.mark.real
def test_nothing_in_a_repository_is_run_or_changed(home: PersonHome, git: Git) -> None:
    home.put("dotfiles/id_rsa", LOCKED)
    git(home.path / "dotfiles", "init", "-q")
    git(home.path / "dotfiles", "add", "-A")
    mark = home.path / "was-run"
    git(home.path / "dotfiles", "config", "core.fsmonitor", f"touch {mark}; false")
    before = (home.path / "dotfiles/.git/index").stat()
    host = home.host()
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.FAIL
    after = (home.path / "dotfiles/.git/index").stat()
    assert (after.st_mtime_ns, after.st_ctime_ns) == (before.st_mtime_ns, before.st_ctime_ns)
    assert not mark.exists()
    assert host.asked == ()


@pytest.mark.real
def test_keys_that_real_tools_made_are_found(home: PersonHome, tool: Callable[[str], str]) -> None:
    (home.path / "Dropbox").mkdir()
    path = str(home.path / "Dropbox/id_ed25519")
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    finding = look(home)
    assert finding.summary == "~/Dropbox/id_ed25519 holds a private key and is copied elsewhere."
    assert "without a passphrase" in finding.evidence[0].fact
