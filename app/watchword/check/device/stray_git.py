"""Whether git keeps passwords in a plain file: its `store` helper, in any of the person's settings.

`git` itself is asked where it is there, as only it follows includes and the settings of the whole machine.
Where it is not, `~/.gitconfig` is read. A helper may be a small script, so its text is never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchword.check.device.stray_files import git_lines, read_file
from watchword.check.device.stray_literal import VALUE, is_literal
from watchword.check.device.stray_trace import Kind, Look, Stray, folder_of, read_lines, unseen
from watchword.check.host import Host, HostError, ToolMissing

ASKED = "git's settings (git config)"
_ARGV = ("git", "config", "--null", "--get-regexp", r"^credential\.(.*\.)?helper$")
_STORE = re.compile(r"(?:!?\s*(?:\S*/)?(?:git[- ])?credential-)?store(?:\s+(.*))?", re.DOTALL)
_FILE = re.compile(rf"--file(?:=|\s+)({VALUE})")
_PASSWORD = re.compile(rf"password=({VALUE})")
_SECTION = re.compile(r'\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)')
_HELPER = re.compile(r"\s*helper\s*=\s*(.*)", re.IGNORECASE)


async def read_git(host: Host) -> Look:
    """Ask git, or read its settings file, and look at files that a helper names."""
    try:
        place, entries = ASKED, await _asked(host)
    except ToolMissing:
        place, entries = "~/.gitconfig", None
    except HostError:
        return Look(unseen=((ASKED, "it gave no answer"),))
    if entries is None:
        try:
            entries = list(helpers(read_lines(host, host.home / ".gitconfig")))
        except HostError as error:
            return unseen(place, error)
    in_force = list(dict.fromkeys(helpers_in_force(entries)))
    stores = [match[1] or "" for helper in in_force if (match := _STORE.fullmatch(helper))]
    scripts = sum(_gives_password(helper) for helper in in_force)
    look = Look(clean=() if stores or scripts else (place,))
    if stores:
        look += Look((Stray(Kind.GIT_HELPER, place, len(stores)),))
    if scripts:
        look += Look((Stray(Kind.GIT_SETTING, place, scripts),))
    for path in _named_files(host, stores):
        look += read_file(host, Kind.GIT_FILE, path, git_lines)
    return look


async def _asked(host: Host) -> list[tuple[str, str]]:
    """Ask git for all helpers. On macOS `/usr/bin/git` may be a stand-in that offers to install the real one
    in a window, so it is only started where the developer tools are there."""
    host.find_tool("git")
    if host.platform == "macos":
        tools = (await host.run(["xcode-select", "-p"])).out.strip()
        if not tools or not host.exists(Path(tools) / "usr" / "bin" / "git"):
            raise ToolMissing("The command git is not installed.")
    ran = await host.run(_ARGV)
    if ran.code not in (0, 1):  # 1: nothing is set
        raise HostError("git could not read its settings.")
    pairs = [entry.partition("\n") for entry in ran.out.split("\0") if entry]
    return [(key, value) for key, _, value in pairs]


def helpers(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Give the helpers that a git settings file names, in order, as git itself would: (key, value)."""
    key = ""
    for line in lines:
        if section := _SECTION.match(line):
            is_ours = section[1].lower() == "credential"
            key = f"credential.{section[2]}.helper" if section[2] else "credential.helper"
            key, line = (key if is_ours else ""), section[3]
        if key and (match := _HELPER.match(line)):
            yield key, re.sub(r'\\(["\\])', r"\1", match[1].strip().removeprefix('"').removesuffix('"'))


def helpers_in_force(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give the helpers that git uses: an empty one takes back those named before it (gitcredentials(7))."""
    kept: list[tuple[str, str]] = []
    for key, value in entries:
        if value.strip():
            kept.append((key, value.strip()))
        else:
            kept = [one for one in kept if key != "credential.helper" and one[0] != key]
    return (value for _, value in kept)


def _gives_password(helper: str) -> bool:
    return helper.startswith("!") and any(is_literal(match[1]) for match in _PASSWORD.finditer(helper))


def _named_files(host: Host, stores: list[str]) -> Iterator[Path]:
    """Give the files in the home folder that `store --file` names, other than the usual ones."""
    config = folder_of(host, "XDG_CONFIG_HOME", host.home / ".config")
    usual = (host.home / ".git-credentials", config / "git" / "credentials")
    for match in filter(None, map(_FILE.search, stores)):
        name = match[1].strip("'\"")
        path = host.home / name[2:] if name.startswith("~/") else Path(name)
        if path.is_relative_to(host.home) and ".." not in path.parts and path not in usual:
            yield path
