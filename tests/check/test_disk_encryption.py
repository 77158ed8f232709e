"""Disk encryption: trees of real Linux machines, what fdesetup says, the values of the Windows padlock."""

from __future__ import annotations

import ctypes
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from support.disk_tree import DiskTree
from support.sample_host import SampleHost
from watchword.check import windows_shell
from watchword.check.device import mounts
from watchword.check.device.disk_encryption import CHECK
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Ran

LUKS2 = "CRYPT-LUKS2-37e81bfc09c34a39b447a65e3fd76168-nvme0n1p3_crypt"
LUKS1 = "CRYPT-LUKS1-3bda574f7cab407b8c17676c11d4f2ea-cryptroot"
LVM = "LVM-0HWz31JUHMR54PtsvDQ3ww3YPc3ecqGIj2hH0Q8mqvdyE44novkBsBREGzXSoWCe"
ROOT = "/dev/nvme0n1p3"


def plain(tree: DiskTree) -> DiskTree:
    """A: a plain root."""
    return tree.disk("nvme0n1", "nvme0n1p1", "nvme0n1p3").mount(ROOT, "/", device="259:3")


def luks_lvm(tree: DiskTree) -> DiskTree:
    """B: LUKS2, LVM in it, swap in LVM."""
    tree.disk("nvme0n1", "nvme0n1p3").mapped("dm-0", "nvme0n1p3_crypt", LUKS2, "nvme0n1p3")
    tree.mapped("dm-1", "vgdeb-root", LVM, "dm-0").mapped("dm-2", "vgdeb-swap_1", LVM, "dm-0")
    return tree.mount("/dev/mapper/vgdeb-root", "/", device="254:1").swap("/dev/dm-2")


def luks_btrfs(tree: DiskTree) -> DiskTree:
    """C: LUKS2, btrfs subvolumes."""
    tree.disk("nvme0n1", "nvme0n1p3").mapped("dm-0", "luks-1234", LUKS2, "nvme0n1p3")
    tree.mount("/dev/mapper/luks-1234", "/", "btrfs", "0:24")
    return tree.mount("/dev/mapper/luks-1234", "/home", "btrfs", "0:24")


def luks_stick(tree: DiskTree) -> DiskTree:
    """D: a plain root and an opened LUKS stick."""
    plain(tree).disk("sda", "sda1").mapped("dm-0", "luks-usb", LUKS2, "sda1")
    return tree.mount("/dev/mapper/luks-usb", "/media", "vfat")


def luks_home(tree: DiskTree) -> DiskTree:
    """E: a plain root and a LUKS home."""
    plain(tree).disk("sda", "sda1").mapped("dm-0", "home_crypt", LUKS2, "sda1")
    return tree.mount("/dev/mapper/home_crypt", "/home")


def mixed_group(tree: DiskTree) -> DiskTree:
    """F: one volume group over an encrypted and a plain disk."""
    tree.disk("nvme0n1", "nvme0n1p3").disk("sda", "sda1").mapped("dm-0", "half", LUKS2, "nvme0n1p3")
    return tree.mapped("dm-1", "vgmix-root", LVM, "dm-0", "sda1").mount("/dev/mapper/vgmix-root", "/")


def luks_and_swaps(tree: DiskTree) -> DiskTree:
    """G: a LUKS root, plain swap, swap with a random key, zram."""
    tree.disk("nvme0n1", "nvme0n1p3").disk("sda", "sda1", "sda2").virtual("zram0")
    tree.mapped("dm-0", "cryptroot", LUKS2, "nvme0n1p3").mapped(
        "dm-1", "cryptswap", "CRYPT-PLAIN-cryptswap", "sda2"
    )
    tree.swap("/dev/sda1").swap("/dev/dm-1").swap("/dev/zram0")
    return tree.mount("/dev/mapper/cryptroot", "/")


def luks_file(tree: DiskTree) -> DiskTree:
    """H: a plain root and an opened LUKS container file."""
    plain(tree).virtual("loop0").mapped("dm-0", "vault", LUKS2, "loop0")
    return tree.mount("/dev/mapper/vault", "/mnt")


def luks1(tree: DiskTree) -> DiskTree:
    """I: the old format."""
    tree.disk("nvme0n1", "nvme0n1p3").mapped("dm-0", "cryptroot", LUKS1, "nvme0n1p3")
    return tree.mount("/dev/mapper/cryptroot", "/")


async def look(tree: DiskTree) -> Finding:
    return await CHECK.run(tree.host)


def facts(finding: Finding) -> str:
    return "\n".join(evidence.fact for evidence in finding.evidence)


@pytest.mark.parametrize(
    ("build", "outcome"),
    [
        (plain, Outcome.FAIL),
        (luks_lvm, Outcome.PASS),
        (luks_btrfs, Outcome.PASS),
        (luks_stick, Outcome.FAIL),
        (luks_home, Outcome.WARN),
        (mixed_group, Outcome.FAIL),
        (luks_and_swaps, Outcome.PASS),
        (luks_file, Outcome.FAIL),
        (luks1, Outcome.PASS),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_the_disks_under_the_root_file_system_decide(
    tmp_path: Path, build: Callable[[DiskTree], DiskTree], outcome: Outcome
) -> None:
    assert (await look(build(DiskTree(tmp_path)))).outcome is outcome


async def test_every_finding_says_by_which_rule_and_what_it_does_not_prove(tmp_path: Path) -> None:
    finding = await look(plain(DiskTree(tmp_path)))
    assert finding.rule
    assert finding.unproven
    assert finding.remedy is not None
    assert finding.remedy.steps


async def test_evidence_shows_the_chain_by_kernel_names(tmp_path: Path) -> None:
    finding = await look(luks_lvm(DiskTree(tmp_path)))
    assert "ext4 on dm-1 (LVM) on dm-0 (LUKS2) on nvme0n1p3 on nvme0n1: encrypted" in facts(finding)


async def test_evidence_holds_neither_mapper_names_nor_ids(tmp_path: Path) -> None:
    shown = repr(await look(luks_lvm(DiskTree(tmp_path))))
    assert "vgdeb" not in shown
    assert "37e81bfc" not in shown
    assert str(tmp_path) not in shown


async def test_plain_swap_beside_an_encrypted_root_is_named_but_passes(tmp_path: Path) -> None:
    finding = await look(luks_and_swaps(DiskTree(tmp_path)))
    assert "swap on a plain disk" in finding.summary
    assert "swap on sda1: not encrypted" in facts(finding)
    assert "swap on dm-1: encrypted with a key drawn at each start" in facts(finding)
    assert "swap on zram0: in memory only" in facts(finding)


async def test_swap_inside_the_encrypted_group_is_encrypted(tmp_path: Path) -> None:
    finding = await look(luks_lvm(DiskTree(tmp_path)))
    assert "swap on dm-2: encrypted" in facts(finding)
    assert finding.remedy is None


async def test_a_swap_file_is_as_safe_as_the_file_system_it_lies_in(tmp_path: Path) -> None:
    finding = await look(plain(DiskTree(tmp_path)).swap("/swapfile", "file"))
    assert "swap on a swap file: not encrypted" in facts(finding)


async def test_the_old_format_is_named(tmp_path: Path) -> None:
    assert "LUKS1" in (await look(luks1(DiskTree(tmp_path)))).summary


async def test_a_plain_home_disk_beside_an_encrypted_root_fails(tmp_path: Path) -> None:
    tree = luks1(DiskTree(tmp_path)).disk("sdb", "sdb1").mount("/dev/sdb1", "/home")
    finding = await look(tree)
    assert finding.outcome is Outcome.FAIL
    assert "home folder" in finding.summary


async def test_a_home_on_the_network_leaves_the_answer_to_the_root(tmp_path: Path) -> None:
    tree = luks1(DiskTree(tmp_path)).mount("server:/home", "/home", "nfs4")
    assert (await look(tree)).outcome is Outcome.PASS


async def test_a_second_plain_disk_of_a_btrfs_file_system_is_seen(tmp_path: Path) -> None:
    tree = luks_btrfs(DiskTree(tmp_path)).disk("sdb", "sdb1")
    for member in ("dm-0", "sdb1"):
        tree.file(f"/sys/fs/btrfs/0000/devices/{member}/size", "1")
    assert (await look(tree)).outcome is Outcome.FAIL


@pytest.mark.parametrize("kind", ["CRYPT-INTEGRITY-x", "CRYPT-VERITY-0000-x"])
async def test_integrity_without_encryption_is_not_encryption(tmp_path: Path, kind: str) -> None:
    tree = DiskTree(tmp_path).disk("sda", "sda1").mapped("dm-0", "x", kind, "sda1")
    assert (await look(tree.mount("/dev/mapper/x", "/"))).outcome is Outcome.FAIL


async def test_an_unknown_kind_of_encryption_is_unknown(tmp_path: Path) -> None:
    tree = DiskTree(tmp_path).disk("sda", "sda1").mapped("dm-0", "x", "CRYPT-NEWKIND-x", "sda1")
    finding = await look(tree.mount("/dev/mapper/x", "/"))
    assert finding.outcome is Outcome.UNKNOWN
    assert "NEWKIND" in finding.summary


async def test_the_last_mount_on_the_root_counts(tmp_path: Path) -> None:
    tree = plain(DiskTree(tmp_path)).mapped("dm-0", "c", LUKS2, "nvme0n1p3").mount("/dev/mapper/c", "/")
    assert (await look(tree)).outcome is Outcome.PASS


async def test_without_udev_the_mapper_name_leads_to_the_device(tmp_path: Path) -> None:
    tree = luks_btrfs(DiskTree(tmp_path))
    (tmp_path / "dev/mapper/luks-1234").unlink()
    (tmp_path / "dev/mapper/luks-1234").touch()
    assert (await look(tree)).outcome is Outcome.PASS


async def test_a_root_without_a_name_is_found_by_its_number(tmp_path: Path) -> None:
    tree = plain(DiskTree(tmp_path)).mount("/dev/root", "/", device="259:3")
    (tmp_path / "sys/dev/block").mkdir(parents=True)
    (tmp_path / "sys/dev/block/259:3").symlink_to("../../class/block/nvme0n1p3")
    assert (await look(tree)).outcome is Outcome.FAIL


async def test_the_disk_under_a_partition_may_lie_on_encryption(tmp_path: Path) -> None:
    tree = DiskTree(tmp_path).disk("sda", "sda1").mapped("dm-0", "c", LUKS2, "sda1").disk("md0", "md0p1")
    (tmp_path / "sys/class/block/md0/slaves/dm-0").touch()
    assert (await look(tree.mount("/dev/md0p1", "/"))).outcome is Outcome.PASS


@pytest.mark.parametrize("kind", ["overlay", "tmpfs", "9p", "nfs4", "fuse.something"])
async def test_a_root_without_a_disk_of_its_own_is_unknown(tmp_path: Path, kind: str) -> None:
    finding = await look(DiskTree(tmp_path).mount("none", "/", kind))
    assert finding.outcome is Outcome.UNKNOWN
    assert kind in finding.summary


async def test_a_disk_that_is_not_visible_is_unknown(tmp_path: Path) -> None:
    finding = await look(DiskTree(tmp_path).mount("/dev/sda1", "/"))
    assert finding.outcome is Outcome.UNKNOWN
    assert "not visible" in finding.summary


async def test_a_root_in_a_file_is_unknown(tmp_path: Path) -> None:
    finding = await look(DiskTree(tmp_path).virtual("loop0").mount("/dev/loop0", "/"))
    assert finding.outcome is Outcome.UNKNOWN


async def test_devices_that_lie_on_each_other_are_unknown_and_end(tmp_path: Path) -> None:
    tree = DiskTree(tmp_path).mapped("dm-0", "a", LVM, "dm-1").mapped("dm-1", "b", LVM, "dm-0")
    assert (await look(tree.mount("/dev/mapper/a", "/"))).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("path", "text", "word"),
    [
        ("/.dockerenv", "", "container"),
        ("/run/.containerenv", "", "container"),
        ("/proc/sys/kernel/osrelease", "5.15.0-microsoft-standard-WSL2\n", "Windows Subsystem"),
        ("/sys/class/dmi/id/product_name", "VirtualBox\n", "virtual machine"),
    ],
)
async def test_what_is_no_laptop_is_unknown_even_with_an_encrypted_root(
    tmp_path: Path, path: str, text: str, word: str
) -> None:
    finding = await look(luks_lvm(DiskTree(tmp_path)).file(path, text))
    assert finding.outcome is Outcome.UNKNOWN
    assert word in finding.summary


async def test_root_sees_the_same(tmp_path: Path) -> None:
    class AsRoot(Host):
        @property
        def is_root(self) -> bool:
            return True

    home = luks_lvm(DiskTree(tmp_path)).home
    host = AsRoot(root=tmp_path, home=home, environment={}, platform="linux")
    assert (await CHECK.run(host)).outcome is Outcome.PASS


PLAIN_FILES = {
    "/proc/self/mountinfo": "20 1 259:3 / / rw - ext4 /dev/sda1 rw\n",
    "/sys/class/block/sda1/partition": "1",
}


@pytest.mark.parametrize(
    ("commands", "outcome"),
    [
        ({"lsattr -d /home/sample": "lsattr-encrypted.txt"}, Outcome.WARN),
        ({"lsattr -d /home/sample": "--------------e------- /home/sample\n"}, Outcome.FAIL),
        ({"fscrypt status /home/sample": "fscrypt-on.txt"}, Outcome.WARN),
        ({"fscrypt status /home/sample": Ran(1, "", "fscrypt-off.txt")}, Outcome.FAIL),
        ({}, Outcome.FAIL),
    ],
)
async def test_an_encrypted_home_folder_on_a_plain_disk_is_only_a_warning(
    fixtures: Path, commands: dict[str, str | Ran], outcome: Outcome
) -> None:
    folder = fixtures / "device/linux"
    told: dict[str, str | Ran | HostError] = {}
    for line, answer in commands.items():
        if isinstance(answer, Ran):
            told[line] = replace(answer, err=(folder / answer.err).read_text())
        else:
            told[line] = (folder / answer).read_text() if answer.endswith(".txt") else answer
    finding = await CHECK.run(SampleHost(files=PLAIN_FILES, commands=told))
    assert finding.outcome is outcome
    assert "22d82e30" not in repr(finding)


ZFS = "zfs get -H -o value encryption,keystatus rpool/ROOT/ubuntu"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("aes-256-gcm\navailable\n", Outcome.PASS),
        ("off\nnone\n", Outcome.UNKNOWN),
        ("-\n-\n", Outcome.UNKNOWN),
        (Ran(1, "", "cannot open 'rpool': dataset does not exist\n"), Outcome.UNKNOWN),
        (HostError("The command zfs is not installed."), Outcome.UNKNOWN),
    ],
)
async def test_of_zfs_the_dataset_on_the_root_counts(answer: str | Ran | HostError, outcome: Outcome) -> None:
    table = "20 1 0:30 / / rw - zfs rpool/ROOT/ubuntu rw\n"
    host = SampleHost(files={"/proc/self/mountinfo": table}, commands={ZFS: answer})
    assert (await CHECK.run(host)).outcome is outcome


@pytest.mark.parametrize(("uuid", "outcome"), [(LUKS2, Outcome.PASS), (LVM, Outcome.FAIL)])
async def test_under_zfs_without_encryption_the_disks_of_the_pool_count(
    fixtures: Path, uuid: str, outcome: Outcome
) -> None:
    files = {
        "/proc/self/mountinfo": "20 1 0:30 / / rw - zfs rpool/ROOT/ubuntu rw\n",
        "/sys/class/block/dm-0/dm/uuid": uuid,
        "/sys/class/block/dm-0/slaves/sda1/x": "",
        "/sys/class/block/sda1/partition": "1",
    }
    status = (fixtures / "device/linux/zpool-status.txt").read_text()
    host = SampleHost(files=files, commands={ZFS: "off\nnone\n", "zpool status -LP rpool": status})
    assert (await CHECK.run(host)).outcome is outcome


@pytest.mark.parametrize(
    ("sample", "outcome"),
    [
        ("on", Outcome.PASS),
        ("off", Outcome.FAIL),
        ("encrypting", Outcome.WARN),
        ("decrypting", Outcome.FAIL),
        ("next-restart", Outcome.WARN),
        ("deferred", Outcome.WARN),
        ("restart-to-finish", Outcome.WARN),
        ("pending", Outcome.WARN),
        ("master-keychain", Outcome.PASS),
        ("empty", Outcome.UNKNOWN),
    ],
)
async def test_every_line_of_fdesetup_counts(fixtures: Path, sample: str, outcome: Outcome) -> None:
    text = (fixtures / f"device/macos/fdesetup/{sample}.txt").read_text()
    finding = await CHECK.run(SampleHost("macos", commands={"fdesetup status": text}))
    assert finding.outcome is outcome
    assert "alex" not in repr(finding)


@pytest.mark.parametrize(
    "answer", [Ran(1, "", ""), Ran(1, "FileVault is On.\n", ""), "Something else.\n", HostError("Too slow.")]
)
async def test_a_fdesetup_that_fails_is_unknown(answer: Ran | str | HostError) -> None:
    finding = await CHECK.run(SampleHost("macos", commands={"fdesetup status": answer}))
    assert finding.outcome is Outcome.UNKNOWN


async def test_a_virtual_mac_is_unknown() -> None:
    commands = {"fdesetup status": "FileVault is On.\n", "sysctl -n kern.hv_vmm_present": "1\n"}
    finding = await CHECK.run(SampleHost("macos", commands=commands))
    assert finding.outcome is Outcome.UNKNOWN
    assert "virtual machine" in finding.summary


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (0, Outcome.UNKNOWN),
        (1, Outcome.PASS),
        (2, Outcome.FAIL),
        (3, Outcome.WARN),
        (4, Outcome.FAIL),
        (5, Outcome.FAIL),
        (6, Outcome.UNKNOWN),
        (7, Outcome.UNKNOWN),
        (8, Outcome.FAIL),
        (9, Outcome.UNKNOWN),
        (None, Outcome.UNKNOWN),
    ],
)
async def test_only_the_value_one_of_the_windows_padlock_passes(value: int | None, outcome: Outcome) -> None:
    shell = {} if value is None else {"C:\\": value}
    assert (await CHECK.run(SampleHost("windows", shell=shell))).outcome is outcome


async def test_the_system_drive_is_asked_about() -> None:
    host = SampleHost("windows", shell={"C:\\": 2, "D:\\": 1}, environment={"SYSTEMDRIVE": "D:"})
    assert (await CHECK.run(host)).outcome is Outcome.PASS


def test_a_property_key_is_twenty_bytes_as_windows_lays_it_out() -> None:
    key = windows_shell.property_key("{2D15A9A1-A556-4189-91AD-027458F11A07}", 1717)
    assert bytes(key).hex() == "a1a9152d56a5894191ad027458f11a07" + "b5060000"
    assert ctypes.sizeof(key) == 20


@pytest.mark.parametrize(("code", "expected"), [(0, 5), (0x80070490, None)])
def test_the_shell_item_is_asked_through_its_fifteenth_method(code: int, expected: int | None) -> None:
    assert windows_shell.read_item(shell_item(code), KEY, ctypes.CFUNCTYPE) == expected


def test_a_shell_item_that_fails_is_an_error_with_its_code() -> None:
    with pytest.raises(HostError, match="0x80004005"):
        windows_shell.read_item(shell_item(0x80004005), KEY, ctypes.CFUNCTYPE)


KEY = windows_shell.property_key("{2D15A9A1-A556-4189-91AD-027458F11A07}", 1717)
KEPT: list[object] = []  # ctypes does not keep callbacks alive


def shell_item(code: int) -> ctypes.c_void_p:
    """A COM object in our own memory: a pointer to a table of functions, only the fifteenth works."""
    kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int32))

    def get_int32(_item: int, _key: int, value: ctypes._Pointer[ctypes.c_int32]) -> int:
        value[0] = 5
        return ctypes.c_int32(code).value

    method = kind(get_int32)
    table = (ctypes.c_void_p * 20)()
    table[15] = ctypes.cast(method, ctypes.c_void_p).value
    item = ctypes.pointer(ctypes.cast(table, ctypes.c_void_p))
    KEPT.extend((method, table, item))
    return ctypes.cast(item, ctypes.c_void_p)


def test_blanks_in_mount_points_are_read_as_blanks() -> None:
    (mount,) = mounts.parse(r"20 1 8:1 / /mnt/a\040b rw - ext4 /dev/sda1 rw")
    assert mount.point == "/mnt/a b"


@pytest.mark.real
async def test_this_machine_passes_only_where_lsblk_sees_encryption(tool: Callable[[str], str]) -> None:
    finding = await CHECK.run(Host())
    source = subprocess.run(
        [tool("findmnt"), "-nvo", "SOURCE", "/"], capture_output=True, text=True, check=True
    ).stdout.strip()
    told = subprocess.run(
        [tool("lsblk"), "-s", "-J", "-o", "NAME,TYPE", source], capture_output=True, text=True, check=False
    ).stdout
    has_crypt = bool(told) and '"crypt"' in json.dumps(json.loads(told))
    assert finding.outcome is not Outcome.PASS or has_crypt
    assert finding.evidence
