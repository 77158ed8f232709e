"""Disk encryption: trees of real Linux machines, what fdesetup says, the values of the Windows padlock."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import encrypted_home
from support.disk_tree import DiskTree
from support.sample_host import SampleHost
from support.this_laptop import ThisLaptop
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


LUKS_A = "CRYPT-LUKS2-a1ea0000000000000000000000000000-a"
LUKS_B = "CRYPT-LUKS2-b2fb0000000000000000000000000000-b"


def thin_pool(tree: DiskTree, *, data: str = "dm-0", meta: str = "dm-0") -> DiskTree:
    """A thin volume, whose pool keeps its data and its list of blocks in two more volumes."""
    tree.disk("sda", "sda1").disk("sdb", "sdb1").mapped("dm-0", "a", LUKS_A, "sda1")
    tree.mapped("dm-1", "vg-pool_tmeta", f"{LVM}-tmeta", meta)
    tree.mapped("dm-2", "vg-pool_tdata", f"{LVM}-tdata", data)
    tree.mapped("dm-3", "vg-pool-tpool", f"{LVM}-tpool", "dm-1", "dm-2")
    return tree.mapped("dm-4", "vg-root", LVM, "dm-3").mount("/dev/mapper/vg-root", "/")


def thin_pool_half_plain(tree: DiskTree) -> DiskTree:
    """The data of the pool lie on a second disk, which is plain."""
    return thin_pool(tree, data="sdb1")


def raid_of_luks(tree: DiskTree) -> DiskTree:
    """A software mirror over two encrypted disks."""
    tree.disk("sda", "sda1").disk("sdb", "sdb1")
    tree.mapped("dm-0", "a", LUKS_A, "sda1").mapped("dm-1", "b", LUKS_B, "sdb1").virtual("md0")
    for below in ("dm-0", "dm-1"):
        (tree.root / "sys/class/block/md0/slaves" / below).touch()
    return tree.mount("/dev/md0", "/")


def raid_half_plain(tree: DiskTree) -> DiskTree:
    """A software mirror over an encrypted disk and a plain one."""
    raid_of_luks(tree)
    link = tree.root / "sys/class/block/md0/slaves"
    (link / "dm-1").unlink()
    (link / "sdb1").touch()
    return tree


def luks_on_raid(tree: DiskTree) -> DiskTree:
    """Encryption over a software mirror of two plain disks."""
    tree.disk("sda", "sda1").disk("sdb", "sdb1").virtual("md0")
    for below in ("sda1", "sdb1"):
        (tree.root / "sys/class/block/md0/slaves" / below).touch()
    return tree.mapped("dm-0", "a", LUKS_A, "md0").mount("/dev/mapper/a", "/")


def cached(tree: DiskTree, *, cache: str = "sdb1") -> DiskTree:
    """An encrypted disk with a quick cache before it."""
    tree.disk("sda", "sda1").disk("sdb", "sdb1")
    tree.mapped("dm-0", "a", LUKS_A, "sda1").mapped("dm-1", "b", LUKS_B, "sdb1")
    tree.mapped("dm-2", "vg-root", LVM, "dm-0", cache)
    return tree.mount("/dev/mapper/vg-root", "/")


def cached_encrypted(tree: DiskTree) -> DiskTree:
    """The same, and the cache is encrypted as well."""
    return cached(tree, cache="dm-1")


def homed(tree: DiskTree) -> DiskTree:
    """A home folder of systemd-homed: LUKS in a file on a plain disk."""
    plain(tree).virtual("loop0").mapped("dm-0", "home-sample", LUKS_A, "loop0")
    return tree.mount("/dev/mapper/home-sample", "/home/sample")


def ecryptfs_home(tree: DiskTree) -> DiskTree:
    """A home folder encrypted file by file."""
    return plain(tree).mount("/home/.ecryptfs/sample/.Private", "/home/sample", "ecryptfs")


def veracrypt(tree: DiskTree) -> DiskTree:
    """A kind of encryption that cryptsetup opens and Watchword does not judge."""
    tree.disk("sda", "sda1").mapped("dm-0", "x", "CRYPT-TCRYPT-x", "sda1")
    return tree.mount("/dev/mapper/x", "/")


def bitlocker_disk(tree: DiskTree) -> DiskTree:
    """A disk in the format of BitLocker, opened by cryptsetup."""
    tree.disk("sda", "sda1").mapped("dm-0", "x", "CRYPT-BITLK-0000-x", "sda1")
    return tree.mount("/dev/mapper/x", "/")


def being_encrypted(tree: DiskTree) -> DiskTree:
    """`cryptsetup reencrypt --encrypt` is at work: part of the disk is still as it was."""
    tree.disk("sda", "sda1").mapped("dm-1", "x-hotzone-forward", "CRYPT-SUBDEV-0-x-hotzone-forward", "sda1")
    tree.mapped("dm-2", "x-overlay", "CRYPT-SUBDEV-0-x-overlay", "dm-1", "sda1")
    return tree.mapped("dm-0", "x", LUKS_A, "dm-2").mount("/dev/mapper/x", "/")


def sealed_and_checked(tree: DiskTree) -> DiskTree:
    """LUKS2 with checksums: a helper of the same family below, and nothing is being changed."""
    tree.disk("sda", "sda1").mapped("dm-1", "x_dif", "CRYPT-SUBDEV-0-x_dif", "sda1")
    return tree.mapped("dm-0", "x", LUKS_A, "dm-1").mount("/dev/mapper/x", "/")


@pytest.mark.parametrize(
    ("build", "outcome"),
    [
        (thin_pool, Outcome.PASS),
        (thin_pool_half_plain, Outcome.FAIL),
        (raid_of_luks, Outcome.PASS),
        (raid_half_plain, Outcome.FAIL),
        (luks_on_raid, Outcome.PASS),
        (cached, Outcome.FAIL),
        (cached_encrypted, Outcome.PASS),
        (homed, Outcome.WARN),
        (ecryptfs_home, Outcome.WARN),
        (veracrypt, Outcome.UNKNOWN),
        (bitlocker_disk, Outcome.PASS),
        (being_encrypted, Outcome.UNKNOWN),
        (sealed_and_checked, Outcome.PASS),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_every_way_down_to_a_disk_is_walked(
    tmp_path: Path, build: Callable[[DiskTree], DiskTree], outcome: Outcome
) -> None:
    assert (await look(build(DiskTree(tmp_path)))).outcome is outcome


async def test_a_disk_that_is_being_encrypted_is_said_to_be(tmp_path: Path) -> None:
    assert "look again when that is done" in (await look(being_encrypted(DiskTree(tmp_path)))).summary


STACKS = st.integers(1, 6).flatmap(
    lambda size: st.lists(
        st.tuples(st.booleans(), st.sets(st.integers(0, size - 1), min_size=1, max_size=3)),
        min_size=size,
        max_size=size,
    )
)


@given(stack=STACKS)
@settings(max_examples=60, deadline=None)
def test_a_machine_passes_only_where_no_way_down_avoids_encryption(
    stack: list[tuple[bool, set[int]]],
) -> None:
    """Device n of the stack encrypts or not, and lies on some of the devices before it or on a disk."""
    with tempfile.TemporaryDirectory() as folder:
        tree = DiskTree(Path(folder)).disk("sda", "sda1")
        is_open = []  # whether something plain on device n reaches the disk readable
        for number, (encrypts, wanted) in enumerate(stack):
            below = sorted(each for each in wanted if each < number)
            names = [f"dm-{each}" for each in below] or ["sda1"]
            tree.mapped(f"dm-{number}", f"m{number}", LUKS_A if encrypts else LVM, *names)
            is_open.append(not encrypts and (not below or any(is_open[each] for each in below)))
        finding = asyncio.run(look(tree.mount(f"/dev/mapper/m{len(stack) - 1}", "/")))
    assert finding.outcome is (Outcome.FAIL if is_open[-1] else Outcome.PASS)


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
        ({"fscrypt status /home/sample": Ran(1, "", "fscrypt-not-set-up.txt")}, Outcome.FAIL),
        ({"lsattr -d /home/sample": "\x1b[31mE\N{REPLACEMENT CHARACTER}E /home/sample\n"}, Outcome.FAIL),
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


@pytest.mark.parametrize(
    ("answer", "is_known"), [("fscrypt-off.txt", True), ("fscrypt-not-set-up.txt", False)]
)
async def test_an_fscrypt_that_was_never_set_up_says_nothing_of_the_folder(
    fixtures: Path, answer: str, is_known: bool
) -> None:
    said = Ran(1, "", (fixtures / "device/linux" / answer).read_text())
    finding = await CHECK.run(SampleHost(files=PLAIN_FILES, commands={"fscrypt status /home/sample": said}))
    assert ("is not known" in facts(finding)) is not is_known


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


# -- real tools, and what the real kernel shows ---------------------------------------------------------


def complete(tree: DiskTree) -> None:
    """Add what lsblk wants to see of a machine and the check does not: numbers, sizes, who lies on whom."""
    blocks = tree.root / "sys/class/block"
    for folder in ("sys/dev/block", "sys/block"):
        (tree.root / folder).mkdir(parents=True)
    for number, link in enumerate(sorted(blocks.iterdir())):
        device = link.resolve()
        (device / "dev").write_text(f"259:{number}\n")
        (device / "size").write_text("1000\n")
        (tree.root / f"sys/dev/block/259:{number}").symlink_to(
            os.path.relpath(device, tree.root / "sys/dev/block")
        )
        (tree.root / "dev").mkdir(exist_ok=True)
        (tree.root / "dev" / link.name).touch()
        if not (device / "partition").exists():
            (tree.root / "sys/block" / link.name).symlink_to(device)
        for below in (device / "slaves").iterdir():
            holders = (blocks / below.name).resolve() / "holders"
            holders.mkdir(exist_ok=True)
            (holders / link.name).symlink_to(link)


def ways_up(devices: list[dict[str, Any]], below: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give every way from a disk up that lsblk shows, by kernel names, the top first."""
    for device in devices:
        here = (device["kname"], *below)
        yield here
        yield from ways_up(device.get("children", []), here)


@pytest.mark.real
@pytest.mark.parametrize(
    "build",
    [plain, luks_lvm, luks_stick, luks_home, mixed_group, luks_and_swaps, luks1, thin_pool, being_encrypted],
    ids=lambda value: value.__name__,
)
async def test_the_real_lsblk_sees_the_same_ways_down(
    tmp_path: Path, tool: Callable[[str], str], build: Callable[[DiskTree], DiskTree]
) -> None:
    tree = build(DiskTree(tmp_path))
    shown = [line for line in facts(await look(tree)).splitlines() if line.startswith("root: ")]
    ours = {tuple(re.findall(r" on ([\w-]+)", line)) for line in shown}
    complete(tree)
    command = [tool("lsblk"), "--sysroot", str(tmp_path), "-J", "-o", "NAME,KNAME"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    top = {way[0] for way in ours}
    assert ours
    assert ours == {way for way in ways_up(told["blockdevices"]) if way[0] in top}


@contextlib.contextmanager
def file_systems(folder: Path, make: list[str], count: int = 1) -> Iterator[Path]:
    """Mount a file system over files; skip where this machine does not allow that."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    place = folder / "mounted"
    place.mkdir()
    devices: list[str] = []
    try:
        for number in range(count):
            image = folder / f"image{number}"
            with image.open("wb") as file:
                file.truncate(160 * 1024 * 1024)
            attach = ["losetup", "--show", "-f", str(image)]
            ran = subprocess.run(attach, capture_output=True, text=True, check=False)
            if ran.returncode:
                pytest.skip("this machine has no loop devices to spare")
            devices.append(ran.stdout.strip())
        subprocess.run([*make, *devices], check=True, capture_output=True)
        if subprocess.run(["mount", devices[0], str(place)], capture_output=True, check=False).returncode:
            pytest.skip("this machine lets nobody mount this file system")
        yield place
    finally:
        subprocess.run(["umount", str(place)], capture_output=True, check=False)
        for device in devices:
            subprocess.run(["losetup", "-d", device], capture_output=True, check=False)


@pytest.mark.real
async def test_every_disk_of_a_real_btrfs_is_found(tmp_path: Path, tool: Callable[[str], str]) -> None:
    with file_systems(tmp_path, [tool("mkfs.btrfs"), "-q", "-d", "single", "-m", "raid1"], 2) as place:
        (place / "home").mkdir()
        finding = await CHECK.run(ThisLaptop(home=place / "home", environment={}))
    home = [line for line in facts(finding).splitlines() if line.startswith("home: btrfs on loop")]
    assert len(home) == 2
    assert all("a file in another file system" in line for line in home)


@pytest.mark.real
@pytest.mark.parametrize("is_encrypted", [True, False])
async def test_a_home_folder_that_the_real_kernel_encrypts_is_seen(
    tmp_path: Path, tool: Callable[[str], str], is_encrypted: bool
) -> None:
    for needed in ("mkfs.ext4", "lsattr"):
        tool(needed)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    place = tmp_path / "disk"
    tree = plain(DiskTree(tmp_path / "laptop"))
    try:
        if not encrypted_home.mount(tmp_path / "image", place):
            pytest.skip("this machine lets nobody mount a file system in a file")
        home = place / "home"
        home.mkdir()
        if is_encrypted:
            encrypted_home.encrypt(home)
        finding = await CHECK.run(ThisLaptop(root=tree.root, home=home, environment={}))
    finally:
        encrypted_home.unmount(place)
    assert finding.outcome is (Outcome.WARN if is_encrypted else Outcome.FAIL)
