"""Whether a copy of a private OpenPGP key lies with Keybase, as far as this device shows it.

`keybase pgp push-private` writes to `/keybase/private/<you>/.keys/pgp` (Keybase's own help text). An older
feature of its website kept a copy on the server and leaves nothing here, so no look can rule that out.

Names of Keybase users are used to look, and never shown.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host, HostError, ToolMissing
from watchword.check.keys.access import read_mounts
from watchword.check.keys.aside import Stop, look_aside
from watchword.check.surroundings import look

ID = "keybase"
KEYS = ".keys/pgp"
LOOK_SECONDS = 2.0  # the drive is a network file system, and may hang
USER_LIMIT = 20

_SECRETS = re.compile(r"secretkeys\.([a-z0-9_]{2,16})\.mpack", re.IGNORECASE)
_USER = re.compile(r"[a-z0-9_]{2,16}")
_CONSENT = (
    "macOS would ask whether this terminal may use network volumes, so Watchword did not look into the drive"
)


@dataclass(frozen=True, slots=True)
class KeybaseFacts:
    """What was seen: traces of Keybase, its drive (shown without names), and the folder of private keys.

    `has_keys` is `None` where nobody could look, and `obstacle` then says why. `elsewhere` says why this is
    not the laptop itself, where it is not.
    """

    platform: str
    is_root: bool = False
    traces: tuple[Evidence, ...] = ()
    drive: str = ""
    has_keys: bool | None = None
    obstacle: str = ""
    elsewhere: str = ""


async def read(host: Host) -> KeybaseFacts:
    """Look for the application, its files and its drive; the drive is entered only where that asks nobody."""
    if host.is_root:
        return KeybaseFacts(host.platform, is_root=True)
    files, users = _local_files(host)
    traces = [*_applications(host), *files]
    drive, shown = await _find_drive(host, is_used=bool(traces))
    if drive:
        traces.append(Evidence(shown, "Keybase's drive is mounted"))
    has_keys: bool | None = None
    obstacle = "" if drive else "its drive is not mounted, so what it holds could not be seen"
    if drive and host.platform == "macos":
        obstacle = _CONSENT
    elif drive:
        try:
            has_keys = await look_aside(
                lambda stop: _has_keys(host, drive, users, stop), what="Keybase's drive", seconds=LOOK_SECONDS
            )
        except HostError as error:
            obstacle = error.reason
    elsewhere = (await look(host)).reason
    return KeybaseFacts(
        host.platform, False, tuple(traces), shown, has_keys, obstacle if traces else "", elsewhere
    )


def _applications(host: Host) -> list[Evidence]:
    here = host.environment
    local = here.get("LOCALAPPDATA") or str(host.home / "AppData/Local")
    places = {
        "macos": ["/Applications/Keybase.app"],
        "windows": [f"{local}/Keybase/keybase.exe"],
        "linux": ["/opt/keybase/Keybase", "/usr/bin/keybase"],
    }
    found = [place for place in places.get(host.platform, []) if host.exists(place)]
    if not found and host.platform == "linux" and host.root == Path("/"):
        with contextlib.suppress(ToolMissing):
            found = [host.find_tool("keybase")]
    return [Evidence(host.show(place), "is installed") for place in found[:1]]


def _local_files(host: Host) -> tuple[list[Evidence], list[str]]:
    """Return a trace of Keybase's own key files, and the users they are named after."""
    here = host.environment
    folders = {
        "macos": host.home / "Library/Application Support/Keybase",
        "windows": Path(here.get("LOCALAPPDATA") or host.home / "AppData/Local") / "Keybase",
        "linux": Path(here.get("XDG_CONFIG_HOME") or host.home / ".config") / "keybase",
    }
    folder = folders[host.platform]
    try:
        users = [match[1] for name in host.names(folder) if (match := _SECRETS.fullmatch(name))]
    except HostError:
        return [], []
    count = f"{len(users)} secretkeys file{'s' if len(users) > 1 else ''}, of accounts used on this device"
    return ([Evidence(_hide(host, folder), count)] if users else []), users[:USER_LIMIT]


def _hide(host: Host, folder: Path) -> str:
    shown = host.show(folder)
    return shown if shown.startswith("~") else "Keybase's own folder"


async def _find_drive(host: Host, *, is_used: bool) -> tuple[Path | None, str]:
    """Return the mounted drive and how it is shown. Nothing inside it is looked at."""
    if host.platform == "windows":
        # The letter may as well be somebody's network drive: only looked at where Keybase is in use.
        return (Path("K:/"), "K:\\") if is_used and host.exists("K:/private") else (None, "")
    points = [mount.point for mount in await read_mounts(host)]
    if host.platform == "macos":
        mounted = any(point == "/keybase" or point.startswith("/Volumes/Keybase") for point in points)
        return (Path("/Volumes/Keybase"), "/Volumes/Keybase") if mounted else (None, "")
    # /keybase belongs to a redirector, which leads each account to a drive of its own
    runtime = host.environment.get("XDG_RUNTIME_DIR")
    own = [f"{runtime}/keybase/kbfs"] if runtime else []
    for point in ("/keybase", *own, str(host.home / ".config/keybase/kbfs")):
        if point in points:
            return Path(point), "/keybase" if point == "/keybase" else "Keybase's own drive"
    return None, ""


def _has_keys(host: Host, drive: Path, users: list[str], stop: Stop) -> bool:
    """Whether the folder of private keys is there for any user; raises `HostError` where nobody can tell."""
    private = drive / "private"
    names = users or [name for name in host.names(private, limit=200) if _USER.fullmatch(name)]
    if not names:
        raise HostError("its drive shows no folder of yours")
    return any(not stop.is_set() and host.exists(private / name / KEYS) for name in names[:USER_LIMIT])


def judge(facts: KeybaseFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding. That the folder is not there shows nothing: a copy may lie on the server."""
    rule = "No private key is given to Keybase."
    unproven = "It cannot show that a key was never uploaded, to Keybase's website or to any other service."
    if facts.is_root:
        reason = "Watchword runs as the administrator, whose home folder is not yours; start it as yourself."
        return Finding(ID, Outcome.UNKNOWN, reason, rule, unproven="Nothing was looked at.")
    outcome, summary, remedy = _conclude(facts)
    nothing = Evidence("application, drive and files of Keybase", "none of them is here")
    seen = [*facts.traces] or [nothing]
    if facts.has_keys is not None:
        state = "is there" if facts.has_keys else "is not there"
        seen.append(Evidence(f"{facts.drive}/private/<you>/{KEYS}", f"the folder for private keys {state}"))
    return Finding(ID, outcome, summary, rule, tuple(seen), remedy, unproven)


def _conclude(facts: KeybaseFacts) -> tuple[Outcome, str, Remedy | None]:
    if facts.has_keys:
        summary = (
            "A copy of a private OpenPGP key lies with Keybase, in the folder for private keys of its drive."
        )
        return Outcome.FAIL, summary, _remove(facts)
    if not facts.traces and facts.elsewhere:
        return Outcome.UNKNOWN, f"No trace of Keybase was found. {facts.elsewhere}", None
    if not facts.traces:
        summary = "Keybase is not in use on this device. Did you ever give it a private key from another one?"
        return Outcome.PASS, summary, None
    seen = (
        "its drive holds no folder of private keys" if facts.has_keys is False else facts.obstacle.rstrip(".")
    )
    summary = f"Keybase is in use here, and {_lower(seen)}. Did you ever upload a private key to it?"
    return Outcome.UNKNOWN, summary, _ask()


def _lower(text: str) -> str:
    return text if text.startswith(("Keybase", "macOS")) else text[:1].lower() + text[1:]


_LIST = 'keybase fs ls "/keybase/private/$(keybase whoami)/.keys/pgp"'


def _ask() -> Remedy:
    return Remedy(
        (
            f"See whether Keybase holds a private OpenPGP key of yours: {_LIST}",
            "Sign in at keybase.io and open your profile: does your key there offer to export a private key?",
            "If there is one: make a new key, revoke the old one, and tell your security contact.",
        ),
        _LIST,
    )


def _remove(facts: KeybaseFacts) -> Remedy:
    delete = f'rm -r "{facts.drive}/private/$(keybase whoami)/{KEYS}"' if facts.drive.startswith("/") else ""
    if facts.platform == "windows":
        delete = 'Remove-Item -Recurse "K:\\private\\$(keybase whoami)\\.keys\\pgp"'
    return Remedy(
        (
            "Make a new OpenPGP key and revoke the old one: deleting a copy does not take it back.",
            f"Delete the copy: {delete}"
            if delete
            else f"Delete the folder {KEYS} in your private folder there.",
            "Tell your security contact.",
        ),
        delete,
    )


CHECK = Check(
    id=ID,
    question="Does Keybase hold a copy of a private key of yours?",
    reads=(
        "whether Keybase is installed, the names of its key files, and whether its mounted drive has a "
        "folder of private OpenPGP keys; no content of it"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
)
