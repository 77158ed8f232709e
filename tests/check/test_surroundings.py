"""Surroundings: what stands between this session and the laptop, each sign alone."""

from __future__ import annotations

import pytest

from support.sample_host import SampleHost
from watchword.check import surroundings
from watchword.check.host import HostError, Refused

LAPTOP = {
    "/proc/sys/kernel/osrelease": "6.8.0-45-generic\n",
    "/sys/class/dmi/id/product_name": "20XWCTO1WW\n",
    "/sys/class/dmi/id/sys_vendor": "LENOVO\n",
    "/proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu vme lm\n\n",
}
HYPERVISOR = {"/proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu hypervisor lm\n"}


async def test_a_laptop_is_a_laptop() -> None:
    found = await surroundings.look(SampleHost(files=LAPTOP))
    assert found == surroundings.Surroundings()
    assert found.reason == ""


@pytest.mark.parametrize(
    "path", ["/run/systemd/container", "/.dockerenv", "/run/.containerenv", "/.flatpak-info"]
)
async def test_each_mark_of_a_container_is_seen(path: str) -> None:
    found = await surroundings.look(SampleHost(files={**LAPTOP, path: ""}))
    assert found.is_container
    assert "container" in found.reason
    assert found.evidence[0].source == path


async def test_a_kernel_that_names_microsoft_is_wsl() -> None:
    files = {**LAPTOP, "/proc/sys/kernel/osrelease": "5.15.153.1-microsoft-standard-WSL2\n"}
    found = await surroundings.look(SampleHost(files=files))
    assert found.is_wsl
    assert "Windows" in found.reason


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
async def test_an_ssh_session_is_seen_without_keeping_addresses(name: str) -> None:
    found = await surroundings.look(SampleHost(files=LAPTOP, environment={name: "192.0.2.7 50000 22"}))
    assert found.is_ssh
    assert "192.0.2.7" not in repr(found)


@pytest.mark.parametrize(
    ("product", "maker"),
    [
        ("VirtualBox", "innotek GmbH"),
        ("VMware Virtual Platform", "VMware, Inc."),
        ("Standard PC (Q35 + ICH9, 2009)", "QEMU"),
        ("KVM", "Red Hat"),
        ("Virtual Machine", "Microsoft Corporation"),
        ("HVM domU", "Xen"),
        ("Parallels Virtual Platform", "Parallels International GmbH."),
        ("Apple Virtualization Generic Platform", "Apple Inc."),
        ("Google Compute Engine", "Google"),
        ("m7i.large", "Amazon EC2"),
    ],
)
async def test_hypervisors_are_known_by_their_firmware(product: str, maker: str) -> None:
    folder = "/sys/class/dmi/id"
    files = {**LAPTOP, f"{folder}/product_name": product, f"{folder}/sys_vendor": maker}
    assert (await surroundings.look(SampleHost(files=files))).is_virtual_machine


@pytest.mark.parametrize(
    ("product", "maker"),
    [("Surface Laptop 5", "Microsoft Corporation"), ("Eve", "Google"), ("MacBookPro16,1", "Apple Inc.")],
)
async def test_makers_of_hypervisors_also_make_laptops(product: str, maker: str) -> None:
    folder = "/sys/class/dmi/id"
    files = {**LAPTOP, f"{folder}/product_name": product, f"{folder}/sys_vendor": maker}
    assert not (await surroundings.look(SampleHost(files=files))).is_virtual_machine


async def test_without_firmware_tables_the_processor_tells() -> None:
    assert (await surroundings.look(SampleHost(files=HYPERVISOR))).is_virtual_machine


async def test_the_control_domain_of_xen_is_the_laptop() -> None:
    files = {**HYPERVISOR, "/proc/xen/capabilities": "control_d\n"}
    assert not (await surroundings.look(SampleHost(files=files))).is_virtual_machine


async def test_a_container_in_a_virtual_machine_is_called_a_container() -> None:
    found = await surroundings.look(SampleHost(files={**HYPERVISOR, "/.dockerenv": ""}))
    assert "container" in found.reason
    assert len(found.evidence) == 2


async def test_what_may_not_be_read_counts_as_not_there() -> None:
    files = {path: Refused("no") for path in LAPTOP}
    assert (await surroundings.look(SampleHost(files=files))).reason == ""


@pytest.mark.parametrize(("answer", "expected"), [("1\n", True), ("0\n", False), (HostError("no"), False)])
async def test_macos_says_whether_it_is_a_guest(answer: str | HostError, expected: bool) -> None:
    host = SampleHost("macos", commands={"sysctl -n kern.hv_vmm_present": answer})
    assert (await surroundings.look(host)).is_virtual_machine is expected


async def test_windows_is_known_by_its_firmware_too() -> None:
    key = r"HARDWARE\DESCRIPTION\System\BIOS"
    values = {("HKLM", key, "SystemProductName"): "Virtual Machine"}
    assert (await surroundings.look(SampleHost("windows", values=values))).is_virtual_machine
