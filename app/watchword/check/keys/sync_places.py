"""Which folders of this person are copied elsewhere by a program: Dropbox, OneDrive, Nextcloud, Syncthing ...

Found by the settings of the programs and by the folders they make. Nothing in the folders is looked at here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from watchword.check.device import mounts
from watchword.check.device.mounts import Mount
from watchword.check.host import Host, HostError, NotThere
from watchword.check.keys import sync_settings

SETTINGS_LIMIT = 2 * 1024 * 1024  # bytes of a program's settings
_ONEDRIVE = r"Software\Microsoft\OneDrive\Accounts"

# Folders with such names in the home folder, whether or not their program is still there.
_USUAL = ("Dropbox", "OneDrive", "Nextcloud", "ownCloud", "Google Drive", "iCloudDrive")
# What macOS guards: a first look raises a question for the person.
_GUARDED = ("Library/Mobile Documents", "Library/CloudStorage", "Desktop", "Documents", "Downloads")
# Drives whose files lie on another machine: to open one is to fetch it.
_REMOTE = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "ceph", "afs", "macfuse", "osxfuse")
_LOCAL_FUSE = ("fuse.encfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.mergerfs", "fuse.bindfs")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder whose content is copied elsewhere, by whom, and how it is shown."""

    service: str
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Places:
    """What was found.

    `guarded` names services whose folders macOS guards, `remote` those whose files lie on another machine,
    `unseen` settings that could not be read; none of these was looked into.
    """

    found: tuple[Place, ...] = ()
    guarded: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


def read_places(host: Host, table: tuple[Mount, ...]) -> Places:
    """Find every folder that is copied elsewhere."""
    unseen: list[str] = []
    guarded, remote = dict.fromkeys(_guarded_services(host)), dict[str, None]()
    found: dict[Path, Place] = {}
    for service, text in (*_configured(host, unseen), *_usual(host)):
        path = Path(os.path.normpath(text))
        if text.startswith(("//", "\\\\")):
            remote[service] = None
        elif not path.is_absolute() and host.platform != "windows":
            unseen.append(f"a folder of {service}")
        elif is_guarded(host, path):
            guarded[service] = None
        else:
            logical = host.resolve(path)
            kind = mount.kind if (mount := mounts.holding(table, logical)) else ""
            if is_remote(kind):
                remote[service] = None
            elif host.exists(logical):
                real = host.locate(logical)
                found.setdefault(real, Place(service, real, _show(host, path, service)))
    return Places(tuple(found.values()), tuple(guarded), tuple(remote), tuple(dict.fromkeys(unseen)))


def real_path(host: Host, path: Path) -> Path:
    """Return where a path leads on this disk, with links followed."""
    return host.locate(host.resolve(path))


def is_guarded(host: Host, path: Path) -> bool:
    """Whether macOS would ask the person before a terminal may look there."""
    if host.platform != "macos":
        return False
    guarded = [host.home / name for name in _GUARDED]
    return any(path.is_relative_to(folder) for folder in guarded) or path.is_relative_to("/Volumes")


def guarded_folders(host: Host) -> tuple[Path, ...]:
    """The folders that a walk on macOS does not enter."""
    return tuple(host.home / name for name in _GUARDED) if host.platform == "macos" else ()


def is_remote(kind: str) -> bool:
    """Whether a file system keeps its files on another machine, or may."""
    return kind in _REMOTE or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE)


def _show(host: Host, path: Path, service: str) -> str:
    """A folder outside the home may carry other people's names, so it goes by its service."""
    shown = host.show(path).replace("\\", "/")
    return shown if shown.startswith("~") else service


def _guarded_services(host: Host) -> Iterator[str]:
    """Name what lies in the folders that macOS guards, as far as that shows without a look into them."""
    if host.platform != "macos":
        return
    if host.exists(host.home / "Library/Mobile Documents"):
        yield "iCloud Drive"
    try:
        for name in host.names(host.home / "Library/CloudStorage", limit=50):
            if not name.startswith("."):
                yield name.split("-")[0]  # what follows is the person's address
    except NotThere:
        pass
    except HostError:
        yield "the services in ~/Library/CloudStorage"


def _usual(host: Host) -> Iterator[tuple[str, str]]:
    for name in _USUAL:
        if host.exists(host.home / name):
            yield name, str(host.home / name)


Parse = Callable[[str], tuple[str, ...]]


def _configured(host: Host, unseen: list[str]) -> Iterator[tuple[str, str]]:
    for service, file, parse in _settings(host):
        try:
            texts = parse(host.read_text(file, limit=SETTINGS_LIMIT))
        except NotThere:
            continue
        except HostError:
            unseen.append(f"the settings of {service}")
            continue
        for text in texts:
            yield service, str(host.home) + text[1:] if text[:2] in ("~", "~/", "~\\") else text
    if host.platform == "windows":
        yield from _onedrive_windows(host, unseen)


def _settings(host: Host) -> list[tuple[str, Path, Parse]]:
    home, here = host.home, host.environment
    if host.platform == "windows":
        local = Path(here.get("LOCALAPPDATA") or home / "AppData/Local")
        roaming = Path(here.get("APPDATA") or home / "AppData/Roaming")
        return [
            ("Dropbox", local / "Dropbox/info.json", sync_settings.dropbox),
            ("Dropbox", roaming / "Dropbox/info.json", sync_settings.dropbox),
            ("Nextcloud", roaming / "Nextcloud/nextcloud.cfg", sync_settings.nextcloud),
            ("ownCloud", roaming / "ownCloud/owncloud.cfg", sync_settings.nextcloud),
            ("Syncthing", local / "Syncthing/config.xml", sync_settings.syncthing),
        ]
    common = ("Dropbox", home / ".dropbox/info.json", sync_settings.dropbox)
    if host.platform == "macos":
        library = home / "Library"
        return [
            common,
            ("Nextcloud", library / "Preferences/Nextcloud/nextcloud.cfg", sync_settings.nextcloud),
            ("Syncthing", library / "Application Support/Syncthing/config.xml", sync_settings.syncthing),
        ]
    config = Path(here.get("XDG_CONFIG_HOME") or home / ".config")
    state = Path(here.get("XDG_STATE_HOME") or home / ".local/state")
    flatpak = home / ".var/app/com.nextcloud.desktopclient.nextcloud/config/Nextcloud/nextcloud.cfg"
    return [
        common,
        ("OneDrive", config / "onedrive/config", sync_settings.onedrive),
        ("Nextcloud", config / "Nextcloud/nextcloud.cfg", sync_settings.nextcloud),
        ("Nextcloud", flatpak, sync_settings.nextcloud),
        ("ownCloud", config / "ownCloud/owncloud.cfg", sync_settings.nextcloud),
        ("Syncthing", state / "syncthing/config.xml", sync_settings.syncthing),
        ("Syncthing", config / "syncthing/config.xml", sync_settings.syncthing),
    ]


def _onedrive_windows(host: Host, unseen: list[str]) -> Iterator[tuple[str, str]]:
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        if value := host.environment.get(name):
            yield "OneDrive", value
    try:
        for account in host.registry_subkeys("HKCU", _ONEDRIVE):
            folder = host.registry("HKCU", rf"{_ONEDRIVE}\{account}", "UserFolder")
            if isinstance(folder, str) and folder:
                yield "OneDrive", folder
    except HostError:
        unseen.append("the accounts of OneDrive")
