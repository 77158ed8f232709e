"""Where Watchword runs: on the laptop itself, or in something that only looks like a machine.

A container, a virtual machine, WSL and an SSH session have a disk and a lock of their own (or none); what is
true of them says nothing about the laptop. Everything is read without rights: files, the environment, one
`sysctl` on macOS, two registry values on Windows.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from watchword.check.finding import Evidence
from watchword.check.host import Host, HostError
from watchword.text import clean

# systemd's container interface, Docker, Podman (toolbox and distrobox too), Flatpak
_CONTAINER_FILES = ("/run/systemd/container", "/.dockerenv", "/run/.containerenv", "/.flatpak-info")
# Product names and makers that hypervisors put into the firmware tables (the list systemd-detect-virt uses).
# A maker alone is not enough where it also sells laptops: Microsoft, Google.
_PRODUCTS = (
    "virtual machine",
    "virtualbox",
    "vmware",
    "kvm",
    "qemu",
    "standard pc (",
    "bochs",
    "bhyve",
    "hvm domu",
    "parallels virtual",
    "apple virtualization",
    "google compute engine",
    "openstack",
)
_MAKERS = ("qemu", "vmware", "innotek gmbh", "xen", "parallels", "bochs", "amazon ec2")
_BIOS_KEY = r"HARDWARE\DESCRIPTION\System\BIOS"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands between this session and the laptop; nothing on the laptop itself."""

    is_container: bool = False
    is_wsl: bool = False
    is_virtual_machine: bool = False
    is_ssh: bool = False
    evidence: tuple[Evidence, ...] = ()

    @property
    def reason(self) -> str:
        """Why the laptop cannot be judged from here, in a sentence; empty on the laptop itself."""
        if self.is_wsl:
            return "This is the Windows Subsystem for Linux; run Watchword in Windows itself."
        if self.is_container:
            return "This is a container; run Watchword on the laptop itself."
        if self.is_virtual_machine:
            return "This is a virtual machine; its settings do not describe the laptop under it."
        if self.is_ssh:
            return "This is an SSH session; run Watchword in a terminal on the laptop itself."
        return ""


async def look(host: Host) -> Surroundings:
    """Return what surrounds this session; what cannot be read counts as not there."""
    return await host.share(("surroundings",), lambda: _look(host))


async def _look(host: Host) -> Surroundings:
    container = _container(host) if host.platform == "linux" else None
    wsl = _wsl(host) if host.platform == "linux" else None
    virtual = await _virtual(host)
    ssh = _ssh(host)
    return Surroundings(
        is_container=container is not None,
        is_wsl=wsl is not None,
        is_virtual_machine=virtual is not None,
        is_ssh=ssh is not None,
        evidence=tuple(fact for fact in (container, wsl, virtual, ssh) if fact),
    )


def _container(host: Host) -> Evidence | None:
    for path in _CONTAINER_FILES:
        if host.exists(path):
            return Evidence(path, "is there: a container")
    return None


def _wsl(host: Host) -> Evidence | None:
    path = "/proc/sys/kernel/osrelease"
    with contextlib.suppress(HostError):
        if "microsoft" in host.read_text(path, limit=1024).lower():
            return Evidence(path, "names Microsoft: a WSL kernel")
    return None


def _ssh(host: Host) -> Evidence | None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        if host.environment.get(name):
            return Evidence(name, "is set: a session over SSH")
    return None


async def _virtual(host: Host) -> Evidence | None:
    with contextlib.suppress(HostError):
        if host.platform == "macos":
            # Apple: kern.hv_vmm_present is 1 where macOS runs as a guest
            ran = await host.run(["sysctl", "-n", "kern.hv_vmm_present"])
            return Evidence("sysctl kern.hv_vmm_present", "1: a guest") if ran.out.strip() == "1" else None
        if host.platform == "windows":
            product = str(host.registry("HKLM", _BIOS_KEY, "SystemProductName") or "")
            maker = str(host.registry("HKLM", _BIOS_KEY, "SystemManufacturer") or "")
            return _firmware(rf"HKLM\{_BIOS_KEY}", product, maker)
    return _linux_virtual(host) if host.platform == "linux" else None


def _linux_virtual(host: Host) -> Evidence | None:
    folder = "/sys/class/dmi/id"
    product, maker = _line(host, f"{folder}/product_name"), _line(host, f"{folder}/sys_vendor")
    if found := _firmware(f"{folder}/product_name", product, maker):
        return found
    # The first processor is enough. Xen's own control domain sees the flag too and is the laptop itself.
    for line in _text(host, "/proc/cpuinfo", limit=16 * 1024).splitlines():
        if line.startswith("flags") and "hypervisor" in line.split():
            if "control_d" in _text(host, "/proc/xen/capabilities", limit=1024):
                return None
            return Evidence("/proc/cpuinfo", "the processor says that a hypervisor is above it")
    return None


def _firmware(source: str, product: str, maker: str) -> Evidence | None:
    if any(word in product.lower() for word in _PRODUCTS) or maker.lower().startswith(_MAKERS):
        return Evidence(source, f"{clean(product or maker, limit=60)}: a virtual machine")
    return None


def _line(host: Host, path: str) -> str:
    return _text(host, path, limit=256).strip()


def _text(host: Host, path: str, *, limit: int) -> str:
    with contextlib.suppress(HostError):
        return host.read_text(path, limit=limit)
    return ""
