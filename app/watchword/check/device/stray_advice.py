"""What to do about credentials in the clear: the steps, and the command for the first of them."""

from __future__ import annotations

import re

from watchword.check.device.stray_trace import Kind, Stray
from watchword.check.finding import Remedy

_HELPERS = {"linux": "cache", "macos": "osxkeychain", "windows": "manager"}
_STORES = {"linux": "secretservice", "macos": "osxkeychain", "windows": "wincred"}
_CARGO = {"linux": "cargo:libsecret", "macos": "cargo:macos-keychain", "windows": "cargo:wincred"}
_READ = {
    "linux": 'export NAME="$(secret-tool lookup service NAME)"',
    "macos": 'export NAME="$(security find-generic-password -w -s NAME)"',
    "windows": "$env:NAME = Get-Secret NAME -AsPlainText",  # of Microsoft.PowerShell.SecretManagement
}
_PLAIN = re.compile(r"~[\w./\\-]+", re.ASCII)
_REMOVE = {"linux": "rm", "macos": "rm", "windows": "Remove-Item"}


def advise(found: tuple[Stray, ...], unread: tuple[str, ...], platform: str) -> Remedy | None:
    """Return the steps, one per kind and the most telling first; `None` where there is nothing to do."""
    steps: list[str] = []
    commands: list[str] = []
    for kind in Kind:
        places = tuple(dict.fromkeys(stray.place for stray in found if stray.kind is kind))
        if places:
            step, command = _for_kind(kind, places, platform)
            steps.append(step)
            commands += [command] if command else []
    # On a file in the way of its tool, the mode is the thing to change, so that is the command.
    if wide := tuple(dict.fromkeys(stray.place for stray in found if stray.is_wide)):
        plain = " ".join(place for place in wide if _PLAIN.fullmatch(place))
        command = f"chmod 600 {plain}" if plain else ""
        steps.append(f"Let only your account read {' and '.join(wide)}{f': {command}' if command else '.'}")
        commands += [command] if command else []
    if any(stray.kind is not Kind.GIT_HELPER for stray in found):
        steps.append(
            "Then make a new password or token for each, and withdraw the old one where it was issued: "
            "copies may lie in backups and synced folders."
        )
    steps += [f"Make {place} something this account can read, then look again." for place in unread[:3]]
    return Remedy(tuple(steps), commands[0] if commands else "") if steps else None


def _for_kind(kind: Kind, places: tuple[str, ...], platform: str) -> tuple[str, str]:
    where = " and ".join(places)
    if kind is Kind.GIT_HELPER:
        command = f"git config --global --replace-all credential.helper {_HELPERS[platform]}"
        return (
            f"Let git keep passwords elsewhere: {command}. If the setting comes back, "
            "git config --show-origin --get-regexp credential shows the file it is in.",
            command,
        )
    if kind is Kind.GIT_FILE:
        # A name that a shell would take apart is not put into a command.
        command = f"{_REMOVE[platform]} {places[0]}" if _PLAIN.fullmatch(places[0]) else ""
        return (
            f"Remove {where} once git keeps passwords elsewhere{f': {command}' if command else '.'}",
            command,
        )
    if kind is Kind.DOCKER:
        return (
            f"Log out of each registry in {where} (docker logout), install docker-credential-"
            f'{_STORES[platform]}, add "credsStore": "{_STORES[platform]}" to the file, and log in again.',
            "docker logout",
        )
    if kind is Kind.CARGO:
        return (
            f'Log out (cargo logout), add global-credential-providers = ["{_CARGO[platform]}"] under '
            "[registry] in ~/.cargo/config.toml, and log in again.",
            "cargo logout",
        )
    return _SAID[kind].format(where=where, read=_READ[platform]), ""


_SAID = {
    Kind.GIT_SETTING: (
        "Take the password out of git's settings, and have the helper ask your password manager for it."
    ),
    Kind.NETRC: "Move the passwords in {where} into your password manager, then remove the lines.",
    Kind.NPM: (
        "In {where}, write ${{NPM_TOKEN}} in place of the token, and have your password manager set that "
        "variable when you need it."
    ),
    Kind.PYPI: (
        "Move the passwords in {where} into your system's keyring (keyring set "
        "https://upload.pypi.org/legacy/ __token__), then remove the lines."
    ),
    Kind.AWS: (
        "Log in with `aws configure sso`, or keep the keys in your system's keyring with aws-vault; then "
        "remove them from {where}."
    ),
    Kind.GITHUB: (
        "Let gh keep its token in your system's keyring: `gh auth logout`, then `gh auth login`; {where} "
        "then holds none."
    ),
    Kind.POSTGRES: (
        "This file is made to hold passwords, and still every program you run can read {where}: let psql "
        "ask, or have your password manager set PGPASSWORD when you need it."
    ),
    Kind.MYSQL: "Take the password out of {where}, and let the client ask: `mysql --password`.",
    Kind.GEM: (
        "Sign out (`gem signout`), and have your password manager set GEM_HOST_API_KEY when you push; "
        "{where} then holds none."
    ),
    Kind.SHELL: (
        "In {where}, have the values fetched from your password manager when they are needed, for "
        "instance: {read}"
    ),
    Kind.SHEET: (
        "Look through {where}: put recovery sheets where you would put a passport, on paper or on "
        "encrypted storage, then delete the files and empty the bin."
    ),
    Kind.EXPORT: "Look through {where} for exports of passwords; delete them and empty the bin.",
}
