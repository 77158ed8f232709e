"""`watchword key`: the key that signs."""

from __future__ import annotations

from typing import Any

import click

from watchword.cli.call import Call
from watchword.cli.words import show_path
from watchword.errors import SigningError
from watchword.handover import choose_key
from watchword.kit import Kit
from watchword.record.choice import FILE, agent_keys
from watchword.record.key import FileKey


@click.group("key")
def COMMAND() -> None:  # noqa: N802
    """Show or choose the key that signs your record. It never leaves this machine.

    \b
    Example:
      watchword key show
    """


@COMMAND.command("show", short_help="Show the key in force and its fingerprint.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def show_command(call: Call, as_json: bool) -> int:
    """Show the key in force: the fingerprint to tell your manager, and the public half.

    \b
    Example:
      watchword key show

    Exit status: 0 there is one, 1 there is none yet.
    """
    kit = call.kit
    if kit.settings.key == FILE and not kit.paths.key_file.exists():
        if as_json:
            call.out.say_json(None)
        call.out.tell("There is no key yet. It is made when you begin: `watchword`.")
        return 1
    signer = kit.signer()
    key = signer.public_key
    where = show_path(kit.paths.key_file, kit.host.home) if signer.storage == FILE else "ssh-agent"
    if as_json:
        value = {"fingerprint": key.fingerprint, "public_key": key.text, "storage": signer.storage}
        call.out.say_json({**value, "where": where})
    else:
        call.out.say(f"Fingerprint: {key.fingerprint}")
        call.out.say(f"Public key: {key.text}")
        call.out.say(f"Kept in: {where}")
    return 0


@COMMAND.command("list", short_help="List the keys that can sign.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def list_command(call: Call, as_json: bool) -> int:
    """List the keys that can sign: the file made for Watchword, and those in your ssh-agent.

    \b
    Example:
      watchword key list
    """
    rows = _rows(call)
    if as_json:
        call.out.say_json(rows)
        return 0
    for row in rows:
        state = "in use" if row["in_use"] else "not in use"
        parts = (row["algorithm"], row["fingerprint"], row["comment"], f"({state})")
        call.out.say(f"{row['use']}: {' '.join(part for part in parts if part)}")
    return 0


def _rows(call: Call) -> list[dict[str, Any]]:
    kit = call.kit
    rows = [_row(FILE, *_file_key(kit), "made for Watchword", kit.settings.key == FILE)]
    try:
        keys = agent_keys(kit.host.environment)
    except SigningError as error:
        call.out.tell(f"{error.title} {error.detail}".strip())
        return rows
    for key in keys:
        fingerprint = key.public_key.fingerprint
        in_use = kit.settings.key == fingerprint
        rows.append(_row(fingerprint, key.public_key.algorithm, fingerprint, key.comment, in_use))
    return rows


def _row(use: str, algorithm: str, fingerprint: str, comment: str, in_use: bool) -> dict[str, Any]:
    return {
        "use": use,
        "algorithm": algorithm,
        "fingerprint": fingerprint or None,
        "comment": comment,
        "in_use": in_use,
    }


def _file_key(kit: Kit) -> tuple[str, str]:
    if not kit.paths.key_file.exists():
        return "not made yet", ""
    key = FileKey.load(kit.paths.key_file).public_key
    return key.algorithm, key.fingerprint


@COMMAND.command("use", short_help="Choose the key that signs from now on.")
@click.argument("key", metavar="file|FINGERPRINT")
@click.option("--json", "as_json", is_flag=True, help="Print the choice as JSON.")
@click.pass_obj
def use_command(call: Call, key: str, as_json: bool) -> int:
    """Choose the key that signs from now on: `file`, or the fingerprint of a key in your ssh-agent.

    \b
    Example:
      watchword key use file
    """
    signer = choose_key(call.kit, key).signer()
    fingerprint = signer.public_key.fingerprint
    if as_json:
        call.out.say_json({"fingerprint": fingerprint, "storage": signer.storage})
    else:
        call.out.say(f"From now on {fingerprint} signs.")
    call.out.tell("Tell your manager the new fingerprint by voice or in person.")
    return 0
