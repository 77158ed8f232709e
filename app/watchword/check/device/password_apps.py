"""Password managers outside browsers: installed applications, programs, stores of entries, agents.

Only names are looked at; no program of a manager is started, and no store is opened.
"""

from __future__ import annotations

import re
from pathlib import Path

from watchword.check.device.password_products import (
    APPLICATION_STORES,
    COMMAND_FOLDERS,
    FLATPAK_FOLDERS,
    MACOS_BUILT_IN,
    MACOS_FOLDERS,
    PRODUCTS,
    STORES,
    UNINSTALL_KEYS,
    Product,
)
from watchword.check.device.password_traces import Tier, Trace, Traces, expand, spell_out
from watchword.check.host import Host, HostError, NotThere

PROGRAM_LIMIT = 2000  # installed programs read from the Windows registry
STORE_FOLDERS = 60  # folders of a store of entries that are looked into

# `busctl status` prints the credentials of the owner, one NAME=value per line.
_COMM = re.compile(r"^Comm=(\S+)$", re.MULTILINE)


async def read_apps(host: Host) -> Traces:
    """Look at everything that this platform has outside browsers."""
    traces = _products(host) + _stores(host)
    if host.platform == "macos":
        traces += _macos(host)
    if host.platform == "windows":
        traces += _windows(host)
    return traces


async def read_secret_service(host: Host) -> tuple[Trace | None, str]:
    """Tell who keeps the Linux desktop's secret service: a password manager, or a store for applications.

    The second value names the latter, which never counts. No bus, no tool, no owner: nothing is said.
    """
    if host.platform != "linux":
        return None, ""
    command = ["busctl", "--user", "status", "org.freedesktop.secrets"]
    try:
        ran = await host.run(command)
    except HostError:
        return None, ""
    match = _COMM.search(ran.out) if ran.code == 0 else None
    owner = match[1] if match else ""
    for product in PRODUCTS:
        if owner and owner == product.secret_service:
            fact = f"{product.name} answers as the secret service"
            return Trace(product.name, Tier.AGENT, " ".join(command), fact), ""
    return None, APPLICATION_STORES.get(owner, "")


def _products(host: Host) -> Traces:
    """Look for files that are there when a product is: sockets, well-known places, programs, Flatpaks."""
    found: list[Trace] = []
    for product in PRODUCTS:
        if host.platform != "windows" and (place := _first(host, product.sockets)):
            fact = f"the socket of {product.name}'s agent is there"
            found.append(Trace(product.name, Tier.AGENT, host.show(place), fact))
        if place := _first(host, _places(product, host.platform)):
            found.append(
                Trace(product.name, Tier.INSTALLED, host.show(place), f"{product.name} is installed")
            )
    return Traces(tuple(found))


def _places(product: Product, platform: str) -> list[str]:
    if platform == "windows":
        return list(product.windows_files)
    programs = [f"{folder}/{name}" for folder in COMMAND_FOLDERS for name in product.commands]
    if platform == "macos":
        return programs
    flatpaks = [f"{folder}/{name}" for folder in FLATPAK_FOLDERS for name in product.flatpak]
    return [*product.linux, *programs, *flatpaks]


def _first(host: Host, places: tuple[str, ...] | list[str]) -> str | None:
    return next((path for place in places if host.exists(path := spell_out(host, place))), None)


def _stores(host: Host) -> Traces:
    """`pass` and `gopass` show in their folder of encrypted entries; how many and which is not kept."""
    if host.platform == "windows":
        return Traces()
    found = []
    for product, place in STORES:
        path = expand(host, place)
        if product == "pass" and host.environment.get("PASSWORD_STORE_DIR"):
            path = Path(host.environment["PASSWORD_STORE_DIR"])
        if path.is_absolute() and _has_entry(host, path):
            source = host.show(path) if path.is_relative_to(host.home) else "PASSWORD_STORE_DIR"
            found.append(Trace(product, Tier.INSTALLED, source, f"the store of {product} holds entries"))
    return Traces(tuple(found))


def _has_entry(host: Host, root: Path) -> bool:
    """Whether an encrypted entry lies in a store, looking into its first `STORE_FOLDERS` folders."""
    folders = [root]
    for looked_at in range(STORE_FOLDERS):
        if looked_at >= len(folders):
            return False
        try:
            names = host.names(folders[looked_at], limit=500)
        except HostError:
            continue
        if any(name.endswith((".gpg", ".age")) for name in names):
            return True
        inner = [name for name in names if not name.startswith(".")]
        folders += [folders[looked_at] / name for name in inner[:STORE_FOLDERS]]
    return False


def _macos(host: Host) -> Traces:
    found: list[Trace] = []
    unseen: list[str] = []
    names = {app: product.name for product in PRODUCTS for app in product.macos}
    for place in MACOS_FOLDERS:
        folder = expand(host, place)
        try:
            apps = host.names(folder)
        except NotThere:
            continue
        except HostError:
            unseen.append(host.show(folder))
            continue
        source = host.show(folder)
        found += [
            Trace(names[app], Tier.INSTALLED, f"{source}/{app}", f"{names[app]} is installed")
            for app in apps
            if app in names
        ]
        if MACOS_BUILT_IN[0] in apps:
            fact = "comes with macOS; that it is there shows no use"
            built_in = Trace(MACOS_BUILT_IN[1], Tier.BUILT_IN, f"{source}/{MACOS_BUILT_IN[0]}", fact)
            found.append(built_in)
    return Traces(tuple(found), tuple(unseen))


def _windows(host: Host) -> Traces:
    """Read the list that Windows shows under "Installed apps". Store apps are not in it."""
    found: dict[str, Trace] = {}
    unseen: list[str] = []
    for hive, key in UNINSTALL_KEYS:
        source = f"{hive}\\{key}"
        try:
            for name in host.registry_subkeys(hive, key)[:PROGRAM_LIMIT]:
                shown = str(host.registry(hive, f"{key}\\{name}", "DisplayName") or "")
                product = product_named(shown)
                if product:
                    fact = f"{product} is installed"
                    found.setdefault(product, Trace(product, Tier.INSTALLED, source, fact))
        except HostError:
            unseen.append(f"the installed programs under {hive}")
    return Traces(tuple(found.values()), tuple(dict.fromkeys(unseen)))


def product_named(shown: str) -> str:
    """Return the product with this `DisplayName`: the whole name, with a version or a remark behind it.

    A part of a name is not enough: KeePass is another product than KeePassXC.
    """
    for product in PRODUCTS:
        for name in product.windows:
            pattern = rf"{re.escape(name)}(?: v?\d[\w.]*)?(?: \([^()]*\))?"
            if re.fullmatch(pattern, shown.strip()[:200], re.IGNORECASE):
                return product.name
    return ""
