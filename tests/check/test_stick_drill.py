"""The drill with the stick: whether copies of one's own keys are known, and which places count."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.key_samples import PEM_HEADERS, armoured, der, locked_openssh_key, openssh_key, putty_key
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Ran, ToolMissing
from watchword.check.keys import (
    stick_drill,
    stick_laptop,
    stick_linux,
    stick_macos,
    stick_search,
    stick_windows,
)
from watchword.check.keys.header import Lock
from watchword.check.keys.stick_content import Kind, understand
from watchword.check.keys.stick_drill import DRILL, Patience, watch
from watchword.check.keys.stick_laptop import understand_listing
from watchword.check.keys.stick_packet import read_revocation, read_secret_key
from watchword.check.keys.stick_rule import judge
from watchword.check.keys.stick_search import Limits, search
from watchword.check.keys.stick_volume import Volumes
from watchword.check.registry import find_drill

PASS, WARN, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.UNKNOWN
SAMPLES = Path(__file__).parents[1] / "fixtures" / "device" / "stick"
BARE, LOCKED = openssh_key(), locked_openssh_key()
OTHER = locked_openssh_key(b"ssh-rsa")


def sample(name: str) -> str:
    return (SAMPLES / name).read_text()


class PersonHost(Host):
    """A real tree with the disks of a sample, looked at by an ordinary person."""

    is_root = False
    answers: Mapping[str, str] = {}
    has_gpg = False

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        if argv[0] == "gpg" and self.has_gpg:
            return await super().run(argv, seconds=seconds)
        answer = self.answers.get(" ".join(argv)) or self.answers.get(argv[0])
        if answer is None:
            raise ToolMissing(f"The command {argv[0]} is not installed.")
        return Ran(0, answer, "")


class Scene:
    """A home folder and a stick, both in a folder of the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home" / "canary-user"
        self.ssh = self.home / ".ssh"
        self.ssh.mkdir(parents=True)
        self.stick = root / "media" / "alice" / "BACKUP"
        self.stick.mkdir(parents=True)
        self.opened = root / "run" / "media" / "alice" / "KEYS"
        self.opened.mkdir(parents=True)
        self.data = root / "mnt" / "data"
        self.data.mkdir(parents=True)
        self.said: list[str] = []

    def host(self, lsblk: str = "lsblk-one.json", **environment: str) -> PersonHost:
        host = PersonHost(root=self.root, home=self.home, environment=environment, platform="linux")
        host.answers = {"lsblk": sample(lsblk)}
        return host

    def look(self, lsblk: str = "lsblk-one.json", *, host: Host | None = None) -> Finding:
        async def go() -> Finding:
            patience = Patience(seconds=0)
            facts = await watch(host or self.host(lsblk), self.said.append, patience)
            return judge(facts, {})

        return asyncio.run(go())


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# -- SSH keys ---------------------------------------------------------------------------------------------


def test_the_registry_knows_the_drill() -> None:
    assert find_drill("stick-drill") is DRILL


def test_a_locked_copy_on_a_stick_passes(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "keys" / "anything", LOCKED)
    finding = scene.look()
    assert finding.outcome is PASS
    assert finding.summary == "On the stick that is plugged in: ~/.ssh/id_ed25519."
    assert "found, with a passphrase" in repr(finding.evidence)
    assert "Do it again in a year" in finding.unproven


def test_a_copy_with_another_passphrase_is_known_by_its_public_part(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "old-laptop", openssh_key(secret=bytes(200)))
    finding = scene.look()
    assert finding.outcome is WARN
    assert "has no passphrase there, and the stick is not encrypted" in finding.summary


def test_a_bare_key_on_a_stick_that_is_not_encrypted_warns_with_advice(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", BARE)
    put(scene.stick / "id_ed25519", BARE)
    finding = scene.look()
    assert finding.outcome is WARN
    assert finding.remedy is not None
    assert "Encrypt the stick" in repr(finding.remedy)


def test_a_bare_key_on_an_encrypted_stick_passes(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", BARE)
    put(scene.opened / "id_ed25519", BARE)
    finding = scene.look("lsblk-opened.json")
    assert finding.outcome is PASS
    assert "stick 1 (ext4, encrypted)" in repr(finding.evidence)


def test_another_key_on_the_stick_is_no_copy(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "id_ed25519", OTHER)
    finding = scene.look()
    assert finding.outcome is UNKNOWN
    assert "No copy of your keys was found among the 1 files" in finding.summary
    assert finding.remedy is not None
    assert finding.remedy.command == "cp ~/.ssh/id_* ."


def test_one_of_two_keys_warns_and_names_the_other(scene: Scene) -> None:
    put(scene.ssh / "id_a", LOCKED)
    put(scene.ssh / "id_b", OTHER)
    put(scene.stick / "id_a", LOCKED)
    finding = scene.look()
    assert finding.outcome is WARN
    assert finding.summary == "On the stick: ~/.ssh/id_a. Not found there: ~/.ssh/id_b."


def test_a_public_key_alone_is_no_copy(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "id_ed25519.pub", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA me\n")
    assert scene.look().outcome is UNKNOWN


def test_a_file_of_the_right_name_without_a_key_is_no_copy(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "id_ed25519", b"to be done\n")
    assert scene.look().outcome is UNKNOWN


def test_an_old_form_without_a_public_part_is_known_as_the_same_file(scene: Scene) -> None:
    pem = armoured("RSA PRIVATE KEY", der(), headers=PEM_HEADERS)
    put(scene.ssh / "id_rsa", pem)
    put(scene.stick / "id_rsa", pem)
    assert scene.look().outcome is PASS


def test_a_key_in_hardware_needs_no_copy(scene: Scene) -> None:
    put(scene.ssh / "id_sk", openssh_key(b"sk-ssh-ed25519@openssh.com"))
    finding = scene.look()
    assert finding.outcome is UNKNOWN
    assert "nothing to compare with" in finding.summary


def test_a_putty_key_is_known_by_its_public_part(scene: Scene) -> None:
    put(scene.ssh / "work.ppk", putty_key(3))
    put(scene.stick / "work.ppk", putty_key(2))
    assert scene.look().outcome is PASS


# -- places -----------------------------------------------------------------------------------------------


def test_a_copy_on_a_disk_that_stays_in_the_laptop_is_no_backup(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.data / "id_ed25519", LOCKED)
    finding = scene.look("lsblk-opened.json")
    assert finding.outcome is UNKNOWN
    assert "stays in this laptop: that is no backup" in finding.summary


def test_a_copy_on_the_usb_disk_the_system_runs_from_is_no_backup(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.root / "media" / "alice" / "DATA" / "id_ed25519", LOCKED)
    finding = scene.look("lsblk-own-disk.json")
    assert finding.outcome is UNKNOWN
    assert "that is no backup" in finding.summary


def test_without_a_stick_the_reason_says_what_to_do(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    host = scene.host()
    host.answers = {"lsblk": '{"blockdevices":[]}'}
    finding = scene.look(host=host)
    assert finding.outcome is UNKNOWN
    assert "No stick was seen" in finding.summary
    assert finding.remedy is not None
    assert "Plug the stick in" in finding.remedy.steps[0]


def test_a_locked_stick_is_said_to_be_locked() -> None:
    text = sample("lsblk.json").replace('"/media/alice/BACKUP"', "null")
    volumes = stick_linux.understand(text, "/home/x")
    assert (volumes.mounted, volumes.locked) == ((), 1)


def test_what_may_be_in_a_locked_volume_leaves_the_answer_open(scene: Scene) -> None:
    put(scene.ssh / "id_a", LOCKED)
    put(scene.ssh / "id_b", OTHER)
    assert "locked" in scene.look("lsblk.json").summary
    put(scene.stick / "id_a", LOCKED)
    finding = scene.look("lsblk.json")
    assert finding.outcome is UNKNOWN
    assert "unlock it" in finding.summary


def test_a_stick_that_comes_while_waiting_is_used(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "id_ed25519", LOCKED)
    host = scene.host()
    host.answers = {"lsblk": '{"blockdevices":[]}'}

    async def plug_in(seconds: float) -> None:
        host.answers = {"lsblk": sample("lsblk.json")}

    facts = asyncio.run(watch(host, scene.said.append, Patience(10, pause=plug_in)))
    assert judge(facts, {}).outcome is PASS
    assert scene.said[0] == "Plug the stick in and open it now."
    assert "Found 1 removable volume." in scene.said[1]


def test_without_lsblk_nothing_is_known(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    host = scene.host()
    host.answers = {}
    finding = asyncio.run(DRILL.run(host, scene.said.append))
    assert finding.outcome is UNKNOWN
    assert "lsblk is not installed" in finding.summary


def test_no_name_of_a_person_or_a_stick_is_kept(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "canary-file", BARE)
    for finding in (scene.look(), scene.look("lsblk-opened.json")):
        for word in ("canary", "alice", "BACKUP", "KEYS", str(scene.root)):
            assert word not in repr(finding)


def test_root_is_not_the_person(scene: Scene) -> None:
    class Root(PersonHost):
        is_root = True

    host = Root(root=scene.root, home=scene.home, environment={}, platform="linux")
    finding = scene.look(host=host)
    assert finding.outcome is UNKNOWN
    assert "administrator" in finding.summary


def test_in_a_container_no_stick_shows(scene: Scene) -> None:
    put(scene.root / ".dockerenv", b"")
    assert "container" in scene.look().summary


# -- lsblk ------------------------------------------------------------------------------------------------


def lsblk(name: str, home: str = "/home/alice") -> Volumes:
    return stick_linux.understand(sample(name), home)


def test_a_stick_with_two_partitions_is_one_volume_and_one_locked() -> None:
    volumes = lsblk("lsblk.json")
    (volume,) = volumes.mounted
    assert (str(volume.point), volume.kind, volume.is_encrypted) == ("/media/alice/BACKUP", "vfat", False)
    assert volumes.locked == 1


def test_an_opened_container_on_a_stick_is_removable_and_encrypted() -> None:
    volumes = lsblk("lsblk-opened.json")
    (volume,) = volumes.removable
    assert (str(volume.point), volume.is_encrypted) == ("/run/media/alice/KEYS", True)
    assert [str(each.point) for each in volumes.mounted] == ["/run/media/alice/KEYS", "/mnt/data"]


def test_the_disk_of_the_home_folder_is_not_removable_on_usb_either() -> None:
    volumes = lsblk("lsblk-own-disk.json")
    assert volumes.removable == ()
    assert len(volumes.mounted) == 1


def test_the_form_of_older_versions_is_understood() -> None:
    (volume,) = lsblk("lsblk-old.json").removable
    assert str(volume.point) == "/media/alice/BACKUP"


async def test_older_versions_are_asked_for_the_column_they_have(tmp_path: Path) -> None:
    asked: list[str] = []

    class Old(PersonHost):
        async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
            asked.append(argv[-1])
            if "MOUNTPOINTS" in argv[-1]:
                return Ran(1, "", "lsblk: unknown column: MOUNTPOINTS\n")
            return Ran(0, sample("lsblk-old.json"), "")

    host = Old(root=tmp_path, home=tmp_path / "home", environment={}, platform="linux")
    assert len((await stick_linux.read(host)).removable) == 1
    assert len(asked) == 2


def test_the_kind_comes_from_the_mount_table_where_lsblk_knows_none() -> None:
    text = sample("lsblk.json").replace('"vfat"', "null")
    (volume,) = stick_linux.understand(text, "/home/x", {"/media/alice/BACKUP": "exfat"}).mounted
    assert volume.kind == "exfat"


def test_an_empty_card_reader_is_no_stick() -> None:
    text = '{"blockdevices":[{"name":"sdb","type":"disk","rm":true,"tran":"usb","size":"0B"}]}'
    assert stick_linux.understand(text, "/home/x").unmounted == 0
    assert stick_linux.understand(text.replace("0B", "8G"), "/home/x").unmounted == 1


def test_a_container_that_does_not_say_what_it_is_may_be_encrypted() -> None:
    text = sample("lsblk-opened.json").replace('"crypt"', '"dm"')
    assert stick_linux.understand(text, "/home/x").removable[0].is_encrypted is None


NAMES = st.sampled_from(["blockdevices", "children", "mountpoints", "name", "type", "rm", "fstype"])
LEAVES = st.none() | st.booleans() | st.text(max_size=8)


@given(st.recursive(LEAVES, lambda each: st.lists(each) | st.dictionaries(NAMES, each)))
def test_any_answer_of_lsblk_is_read_to_an_end(value: object) -> None:
    with suppress(HostError):
        assert isinstance(stick_linux.understand(json.dumps({"blockdevices": value}), "/home/x"), Volumes)


# -- macOS and Windows ------------------------------------------------------------------------------------


def mac(scene: Scene) -> PersonHost:
    host = PersonHost(root=scene.root, home=scene.home, environment={}, platform="macos")
    names = ("disk4s1", "disk5s1", "disk6s1", "disk7s1")
    host.answers = {
        "diskutil list -plist external": sample("diskutil-list.plist"),
        **{f"diskutil info -plist {name}": sample(f"diskutil-{name}.plist") for name in names},
    }
    return host


async def test_macos_finds_sticks_and_apfs_volumes_but_no_disk_images(scene: Scene) -> None:
    volumes = await stick_macos.read(mac(scene))
    assert [(str(each.point), each.is_encrypted) for each in volumes.mounted] == [
        ("/Volumes/BACKUP", False),
        ("/Volumes/KEYS", True),
    ]


def test_on_macos_the_request_for_consent_is_explained_first(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.root / "Volumes" / "KEYS" / "id_ed25519", LOCKED)
    put(scene.root / "Volumes" / "BACKUP" / "x", b"")
    assert scene.look(host=mac(scene)).outcome is PASS
    assert "Allow it" in scene.said[0]


def test_a_refused_consent_is_no_empty_stick(scene: Scene) -> None:
    put(scene.ssh / "id_ed25519", LOCKED)
    finding = scene.look(host=mac(scene))  # the volumes cannot be entered
    assert finding.outcome is UNKNOWN
    assert "may not be read by this account" in finding.summary


@pytest.mark.parametrize("answer", ["", "text", "<plist><array/></plist>"])
async def test_a_diskutil_that_tells_nothing_is_an_error(scene: Scene, answer: str) -> None:
    host = mac(scene)
    host.answers = {"diskutil list -plist external": answer or " "}
    with pytest.raises(HostError):
        await stick_macos.read(host)


class Kernel32:
    """As much of kernel32.dll as is called: A fixed C:, a stick E:, an empty reader F:, a locked G:."""

    def GetLogicalDrives(self) -> int:  # noqa: N802 - Microsoft's name
        return 0b1110100

    def GetDriveTypeW(self, drive: str) -> int:  # noqa: N802
        return 3 if drive.startswith("C") else 2


class Drives(PersonHost):
    def exists(self, path: object) -> bool:
        return not str(path).startswith("F")

    def shell_property(self, path: str, set_id: str, number: int) -> int | None:
        return {"E:\\": 1, "G:\\": 6}.get(path)


def test_windows_finds_sticks_by_the_kind_of_drive() -> None:
    host = Drives(home=Path("C:\\Users\\canary"), environment={}, platform="windows")
    volumes = stick_windows.read(host, Kernel32())
    assert [(str(each.point), each.is_encrypted) for each in volumes.mounted] == [("E:\\", True)]
    assert volumes.locked == 1


def test_drive_letters_are_the_bits_of_a_mask() -> None:
    assert stick_windows.letters(0b1001) == ["A", "D"]


def test_elsewhere_there_are_no_windows_drives() -> None:
    with pytest.raises(HostError):
        stick_windows.read(Host(environment={}))


# -- the look over a volume -------------------------------------------------------------------------------

MARKS = understand("x", LOCKED, len(LOCKED)).marks  # type: ignore[union-attr]


def found(top: Path, **limits: float) -> stick_search.Sight:
    return asyncio.run(search(top, MARKS, Limits(**limits)))  # type: ignore[arg-type]


def test_a_copy_four_folders_deep_is_found_and_a_deeper_one_is_not(tmp_path: Path) -> None:
    put(tmp_path / "a/b/c/d/key", LOCKED)
    assert len(found(tmp_path).found) == 1
    put(tmp_path / "v/w/x/y/z/key", LOCKED)
    sight = found(tmp_path)
    assert len(sight.found) == 1
    assert sight.ended_by == "folders deeper than 4"


def test_what_was_thrown_away_is_no_backup(tmp_path: Path) -> None:
    for name in (".Trash-1000", "$RECYCLE.BIN", ".Trashes", "System Volume Information"):
        put(tmp_path / name / "id_ed25519", LOCKED)
    assert found(tmp_path).found == ()


def test_the_number_of_files_is_limited_and_said(tmp_path: Path) -> None:
    for number in range(30):
        put(tmp_path / f"{number}.jpg", b"x")
    sight = found(tmp_path, files=10)
    assert (sight.looked_at, sight.ended_by) == (10, "10 files")


def test_the_time_is_limited_and_said(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg", b"x")
    assert found(tmp_path, seconds=0).ended_by == "0 seconds"


def test_links_are_not_followed_and_special_files_not_opened(tmp_path: Path) -> None:
    away = put(tmp_path / "away" / "id_ed25519", LOCKED)
    top = tmp_path / "stick"
    top.mkdir()
    (top / "id_ed25519").symlink_to(away)
    (top / "folder").symlink_to(away.parent)
    (top / "loop").symlink_to(top)
    os.mkfifo(top / "id_rsa")
    with open(top / "id_sparse", "wb") as file:
        file.truncate(1 << 40)
    begin = time.monotonic()
    assert found(top).found == ()
    assert time.monotonic() - begin < 1


def test_an_end_that_came_early_makes_the_answer_unknown(scene: Scene) -> None:
    put(scene.ssh / "id_a", LOCKED)
    put(scene.ssh / "id_b", OTHER)
    put(scene.stick / "id_a", LOCKED)
    put(scene.stick / "a/b/c/d/e/f", b"x")
    finding = scene.look()
    assert finding.outcome is UNKNOWN
    assert "ended at its limit (folders deeper than 4)" in finding.summary


async def test_a_cancelled_look_ends_its_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        put(tmp_path / f"{number}.key", b"x")
    monkeypatch.setattr(stick_search, "_read", lambda path: time.sleep(0.05) or b"")
    before = threading.active_count()
    task = asyncio.create_task(search(tmp_path, MARKS))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.3)
    assert threading.active_count() <= before + 1  # the pool keeps an idle one


# -- OpenPGP, read from bytes -----------------------------------------------------------------------------


def secret_packet(version: int, after: bytes) -> bytes:
    """A private key with an Ed25519 public part of zeros, and what comes after it."""
    public = bytes(32) if version == 4 else (32).to_bytes(4, "big") + bytes(32)
    body = bytes([version]) + bytes(4) + bytes([27]) + public + after
    return bytes([0xC5, len(body)]) + body


@pytest.mark.parametrize(
    ("version", "after", "lock"),
    [
        (4, b"\0" + bytes(32), Lock.BARE),
        (6, b"\0" + bytes(32), Lock.BARE),
        (4, b"\xfe\x09\x03" + bytes(50), Lock.PASSPHRASE),
        (4, b"\xfd\x09\x02\x04" + bytes(50), Lock.PASSPHRASE),
        (6, b"\xfd\x20\x09\x02\x14\x04" + bytes(50), Lock.PASSPHRASE),
        (4, b"\xff\x00\x65\x00GNU\x01", Lock.HARDWARE),
        (4, b"\xff\x00\x65\x00GNU\x02\x00", Lock.HARDWARE),
    ],
)
def test_every_version_of_a_private_key_tells_its_lock(version: int, after: bytes, lock: Lock) -> None:
    key = read_secret_key(secret_packet(version, after), whole=True)
    assert key is not None
    assert key.lock is lock
    assert len(key.fingerprint) == (40 if version == 4 else 64)


@pytest.mark.parametrize("after", [b"", b"\0", b"\xfe"])
def test_a_private_key_that_is_cut_off_is_none(after: bytes) -> None:
    assert read_secret_key(secret_packet(4, after), whole=True) is None


@given(st.binary(max_size=600))
def test_any_bytes_are_read_to_an_end(data: bytes) -> None:
    for first in (
        b"",
        b"\x95",
        b"\xc5",
        b"\x89",
        b"\xc2\x30\x04\x20",
        b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n",
    ):
        read_secret_key(first + data, whole=False)
        read_revocation(first + data)
        understand("x" * 40 + ".key", first + data, 10_000)


@given(st.text(max_size=300))
def test_any_listing_is_read_to_an_end(text: str) -> None:
    assert isinstance(understand_listing(text), dict)


def test_a_revoked_key_needs_no_backup() -> None:
    text = (
        "pub:r:255:22:X:1::::::\nfpr:::::::::AA:\ngrp:::::::::BB:\npub:u:\nfpr:::::::::CC:\ngrp:::::::::DD:\n"
    )
    assert understand_listing(text + "sub:u:\nfpr:::::::::EE:\ngrp:::::::::FF:\n") == {
        "CC": frozenset({"DD", "FF"})
    }


# -- real tools -------------------------------------------------------------------------------------------


class Gnupg:
    """A person's GnuPG in a folder of the test."""

    def __init__(self, gpg: str, home: Path) -> None:
        self.gpg, self.home = gpg, home

    def run(self, *words: str) -> bytes:
        argv = [self.gpg, "--homedir", str(self.home), "--batch", "--yes", "--pinentry-mode", "loopback"]
        return subprocess.run([*argv, *words], capture_output=True, check=True, timeout=60).stdout

    def make(self, passphrase: str, kind: str = "ed25519") -> None:
        self.run("--passphrase", passphrase, "--quick-generate-key", f"{kind} <a@example.org>", kind)

    def export(self, *words: str, passphrase: str = "", what: str = "--export-secret-keys") -> bytes:
        return self.run("--passphrase", passphrase, *words, what)

    @property
    def certificate(self) -> bytes:
        (file,) = (self.home / "openpgp-revocs.d").iterdir()
        return file.read_bytes()

    def prints(self) -> list[str]:
        lines = self.run("--with-colons", "--list-keys").decode().splitlines()
        return [line.split(":")[9] for line in lines if line.startswith("fpr")]


@pytest.fixture
def gnupg(scene: Scene, tool: Callable[[str], str]) -> Iterator[Gnupg]:
    # Names of sockets have to be short, so the folder lies beside the long one of the test.
    with tempfile.TemporaryDirectory(prefix="wg", ignore_cleanup_errors=True) as folder:
        (scene.home / ".gnupg").symlink_to(folder)
        yield Gnupg(tool("gpg"), Path(folder))
        subprocess.run([tool("gpgconf"), "--homedir", folder, "--kill", "gpg-agent"], check=False)


def with_gpg(scene: Scene, lsblk_sample: str = "lsblk-one.json") -> PersonHost:
    host = scene.host(lsblk_sample, PATH=os.environ["PATH"])
    host.has_gpg = True
    return host


@pytest.mark.real
def test_an_export_and_the_certificate_of_gnupg_on_a_stick_pass(scene: Scene, gnupg: Gnupg) -> None:
    gnupg.make("secret")
    put(scene.stick / "backup.asc", gnupg.export("--armor", passphrase="secret"))
    put(scene.stick / "later" / "revoke", gnupg.certificate)
    finding = scene.look(host=with_gpg(scene))
    assert finding.outcome is PASS, finding
    assert finding.summary.endswith("your OpenPGP key, the revocation certificate of your OpenPGP key.")
    assert gnupg.prints()[0] not in repr(finding)


@pytest.mark.real
@pytest.mark.parametrize("has_gpg", [True, False])
def test_a_copied_gnupg_folder_passes_with_and_without_gpg(scene: Scene, gnupg: Gnupg, has_gpg: bool) -> None:
    gnupg.make("secret")
    for name in ("private-keys-v1.d", "openpgp-revocs.d"):
        shutil.copytree(gnupg.home / name, scene.stick / "dot-gnupg" / name)
    host = with_gpg(scene)
    host.has_gpg = has_gpg
    assert scene.look(host=host).outcome is PASS


@pytest.mark.real
def test_the_key_without_its_certificate_warns(scene: Scene, gnupg: Gnupg) -> None:
    gnupg.make("secret")
    put(scene.stick / "backup.gpg", gnupg.export(passphrase="secret"))
    finding = scene.look(host=with_gpg(scene))
    assert finding.outcome is WARN
    assert "Not found there: the revocation certificate" in finding.summary
    assert finding.remedy is not None
    assert finding.remedy.command == "cp ~/.gnupg/openpgp-revocs.d/*.rev ."


@pytest.mark.real
def test_the_certificate_without_the_key_warns(scene: Scene, gnupg: Gnupg) -> None:
    gnupg.make("secret")
    put(scene.stick / "x.rev", gnupg.certificate)
    finding = scene.look(host=with_gpg(scene))
    assert finding.outcome is WARN
    assert finding.remedy is not None
    assert "--export-secret-keys" in finding.remedy.command


@pytest.mark.real
def test_a_bare_export_on_a_stick_that_is_not_encrypted_warns(scene: Scene, gnupg: Gnupg) -> None:
    gnupg.make("")
    put(scene.stick / "backup.asc", gnupg.export("--armor"))
    put(scene.stick / "x.rev", gnupg.certificate)
    finding = scene.look(host=with_gpg(scene))
    assert finding.outcome is WARN
    assert "has no passphrase there" in finding.summary


@pytest.mark.real
def test_subkeys_without_the_main_key_are_no_backup(scene: Scene, gnupg: Gnupg) -> None:
    gnupg.make("")
    gnupg.run("--passphrase", "", "--quick-add-key", gnupg.prints()[0], "cv25519", "encr")
    put(scene.stick / "sub.asc", gnupg.export("--armor", what="--export-secret-subkeys"))
    put(scene.stick / "x.rev", gnupg.certificate)
    finding = scene.look(host=with_gpg(scene))
    assert finding.outcome is WARN
    assert "Not found there: your OpenPGP key" in finding.summary


@pytest.mark.real
def test_an_empty_file_with_the_name_of_a_certificate_is_none(scene: Scene, gnupg: Gnupg) -> None:
    gnupg.make("")
    put(scene.stick / f"{gnupg.prints()[0]}.rev", b"gone\n")
    assert scene.look(host=with_gpg(scene)).outcome is UNKNOWN


@pytest.mark.real
def test_ssh_keys_are_told_but_not_asked_for_beside_openpgp(scene: Scene, gnupg: Gnupg) -> None:
    gnupg.make("secret")
    put(scene.ssh / "id_ed25519", LOCKED)
    put(scene.stick / "id_ed25519", LOCKED)
    put(scene.stick / "backup.asc", gnupg.export("--armor", passphrase="secret"))
    put(scene.stick / "x.rev", gnupg.certificate)
    finding = scene.look(host=with_gpg(scene))
    assert finding.outcome is PASS
    assert "~/.ssh/id_ed25519: found" in repr(finding.evidence)


@pytest.mark.real
@pytest.mark.parametrize(
    ("kind", "passphrase"),
    [
        ("ed25519", ""),
        ("ed25519", "secret"),
        ("rsa2048", ""),
        ("rsa2048", "secret"),
        ("dsa2048", ""),
        ("nistp256", "secret"),
        ("brainpoolP256r1", ""),
    ],
)
def test_fingerprint_and_lock_are_those_that_gnupg_knows(gnupg: Gnupg, kind: str, passphrase: str) -> None:
    gnupg.make(passphrase, kind)
    (expected,) = gnupg.prints()
    for words in (["--armor"], []):
        data = gnupg.export(*words, passphrase=passphrase)
        key = read_secret_key(data, whole=True)
        assert key is not None
        assert (key.fingerprint, key.lock) == (expected, Lock.PASSPHRASE if passphrase else Lock.BARE)
        assert read_secret_key(data[:80], whole=True) is None
    assert read_revocation(gnupg.certificate) == expected


@pytest.mark.real
def test_the_person_s_gnupg_is_left_as_it_is(scene: Scene, gnupg: Gnupg, tool: Callable[[str], str]) -> None:
    gnupg.make("secret")
    subprocess.run([tool("gpgconf"), "--homedir", str(gnupg.home), "--kill", "gpg-agent"], check=True)

    def state() -> dict[str, tuple[int, int]]:
        files = list(gnupg.home.rglob("*"))
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}

    end = time.monotonic() + 10
    while list(gnupg.home.glob("S.*")) and time.monotonic() < end:  # until the agent is gone
        time.sleep(0.05)
    before = state()
    keys = asyncio.run(stick_laptop.read_keys(with_gpg(scene)))
    assert state() == before
    assert [key.fingerprint for key in keys.openpgp] == gnupg.prints()


@pytest.mark.real
@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_fingerprints_of_ssh_keys_are_those_of_ssh_keygen(
    tmp_path: Path, tool: Callable[[str], str], kind: str
) -> None:
    path = tmp_path / "key"
    keygen = tool("ssh-keygen")
    subprocess.run([keygen, "-q", "-t", kind, "-N", "secret", "-f", str(path)], check=True)
    told = subprocess.run([keygen, "-l", "-f", f"{path}.pub"], capture_output=True, text=True, check=True)
    data = path.read_bytes()
    content = understand("key", data, len(data))
    assert content is not None
    assert content.kind is Kind.SSH
    assert content.lock is Lock.PASSPHRASE
    assert told.stdout.split()[1] in content.marks


@pytest.mark.real
def test_a_real_key_in_the_old_form_is_known_by_the_public_file_beside_it(
    scene: Scene, tool: Callable[[str], str]
) -> None:
    path = scene.ssh / "id_rsa"
    keygen = tool("ssh-keygen")
    subprocess.run([keygen, "-q", "-t", "rsa", "-m", "PEM", "-N", "secret", "-f", str(path)], check=True)
    for suffix in ("", ".pub"):
        shutil.copy(f"{path}{suffix}", scene.stick / f"old{suffix}")
    subprocess.run(
        [keygen, "-q", "-p", "-m", "PEM", "-P", "secret", "-N", "another", "-f", str(path)], check=True
    )
    assert scene.look().outcome is PASS


@pytest.mark.real
def test_the_real_lsblk_is_understood(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("lsblk")
    host = Host(environment=dict(os.environ), platform="linux")
    assert isinstance(asyncio.run(stick_linux.read(host)), Volumes)


@pytest.mark.real
def test_a_full_stick_is_looked_over_in_time(tmp_path: Path) -> None:
    for folder in range(40):
        (tmp_path / str(folder)).mkdir()
        for number in range(100):
            (tmp_path / str(folder) / f"{number}.jpg").write_bytes(b"x" * 100)
    put(tmp_path / "39" / "key", LOCKED)
    begin = time.monotonic()
    sight = found(tmp_path)
    assert time.monotonic() - begin < stick_drill.EVERY_SECONDS * 5 + 1
    assert sight.looked_at == 4001
