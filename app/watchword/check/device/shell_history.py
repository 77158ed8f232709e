"""Whether passwords and tokens stand in what this person once typed at a prompt.

The reading half is in `history_search`. A line that looks like a secret is no proof of one, so the check
warns and never fails.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace

from watchword.check.check import Check, Limit
from watchword.check.device.history_filter import LINE_LIMIT
from watchword.check.device.history_habit import habit_of
from watchword.check.device.history_search import SECONDS, SIZE_LIMIT, HistoryFacts, Searched, search
from watchword.check.finding import Evidence, Finding, Outcome, Remedy, worst
from watchword.check.host import Host
from watchword.check.surroundings import look as look_around

ID = "shell-history"
EVIDENCE_LIMIT = 30
LINES_SHOWN = 10
INSTALL = ("uv tool install 'watchword[secrets]'", "pip install 'watchword[secrets]'")

_RULE = (
    "No line of a shell's or prompt's history, or of a dot file, holds a password or token as it stands, "
    "as far as Watchword's rules and the plugins of detect-secrets recognise one, and only you may read a "
    "history (mode 600 or less, but on Windows; searched: of each the first "
    f"{SIZE_LIMIT // 1024**2} MiB, of each entry the first {LINE_LIMIT} characters, for {SECONDS:g} seconds)."
)


async def read(host: Host) -> HistoryFacts:
    """Search the histories in a thread, which ends soon after nobody waits for it."""
    if host.is_root:
        return HistoryFacts(host.platform, is_root=True)
    around = await look_around(host)
    stop = threading.Event()
    try:
        facts = await asyncio.to_thread(search, host, stop.is_set)
    finally:
        stop.set()
    # Over SSH the home folder is the laptop's own; in a container, WSL or virtual machine it may not be.
    is_other = around.is_wsl or around.is_container or around.is_virtual_machine
    return replace(facts, elsewhere=around.reason if is_other else "")


def judge(facts: HistoryFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding."""
    if facts.is_root:
        reason = "Watchword runs as the administrator, whose histories are not yours; start it as yourself."
        return Finding(ID, Outcome.UNKNOWN, reason, _RULE, unproven="Nothing was looked at.")
    count = sum(one.count for one in facts.searched)
    wide = any(one.is_wide for one in facts.searched)
    is_whole = not (facts.library or facts.unread or any(one.problem for one in facts.searched))
    return Finding(
        check=ID,
        outcome=worst(
            [Outcome.WARN if count or wide else Outcome.PASS, Outcome.PASS if is_whole else Outcome.UNKNOWN]
        ),
        summary=_summary(facts, count),
        rule=_RULE,
        evidence=_evidence(facts),
        remedy=_advise(facts, count),
        unproven=_unproven(facts),
    )


def _summary(facts: HistoryFacts, count: int) -> str:
    if not facts.searched:
        return "There is no shell history here, and no dot file."
    said = []
    if count:
        places = [one.place for one in facts.searched if one.count]
        lines = "1 line looks" if count == 1 else f"{count} lines look"
        said.append(f"{lines} like a password or token in {_listed(places)}")
    if wide := [one.place for one in facts.searched if one.is_wide]:
        said.append(f"others on this machine may read {_listed(wide)}")
    if facts.library:
        said.append(f"detect-secrets, which recognises {'more' if count else 'most'} kinds, {facts.library}")
    cut = [one.place for one in facts.searched if one.problem]
    if cut:
        said.append(f"{_listed(cut)} could not be searched in full")
    if facts.unread:
        said.append(f"{facts.unread} more files were not searched")
    if said:
        return "; ".join(said) + "."
    total = sum(one.lines for one in facts.searched)
    files = "1 file" if len(facts.searched) == 1 else f"{len(facts.searched)} files"
    left = sum(one.left for one in facts.searched)
    told = f"; see stray-credentials for {left} more" if left else ""
    return f"No password or token was recognised in {files} ({total} lines): histories and dot files{told}."


def _listed(names: list[str], most: int = 3) -> str:
    head = ", ".join(names[:most])
    return head if len(names) <= most else f"{head} and {len(names) - most} more"


def _evidence(facts: HistoryFacts) -> tuple[Evidence, ...]:
    rows = [
        Evidence(one.place, f"{kind}: {_numbers(lines)}")
        for one in facts.searched
        for kind, lines in one.hits
    ]
    if len(rows) > EVIDENCE_LIMIT:
        more = len(rows) - EVIDENCE_LIMIT
        rows = [*rows[:EVIDENCE_LIMIT], Evidence("other files", f"{more} more rows, not listed here")]
    rows += [
        Evidence(one.place, f"mode {one.mode:o} is wider than 600") for one in facts.searched if one.is_wide
    ]
    rows += [Evidence(one.place, one.problem) for one in facts.searched if one.problem]
    left = [
        f"{one.place} ({one.left} line{'s' if one.left > 1 else ''})" for one in facts.searched if one.left
    ]
    if left:
        rows.append(Evidence("secrets set there, told by stray-credentials", ", ".join(left)))
    clean = [
        f"{one.place} ({one.lines} lines)"
        for one in facts.searched
        if not (one.hits or one.problem or one.left)
    ]
    if clean:
        rows.append(Evidence("nothing recognised in", ", ".join(clean)))
    return (*rows, *_habits(facts))


def _habits(facts: HistoryFacts) -> Iterator[Evidence]:
    """Say for each shell with a history here whether a space keeps a command out of it."""
    for shell in ("bash", "zsh"):
        if any(f"{shell}_history" in one.place for one in facts.searched):
            places = tuple(one.place for one in facts.searched if shell in one.leaves_out)
            yield Evidence(f"habit of {shell}", habit_of(shell, places))


def _numbers(lines: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, lines[:LINES_SHOWN]))
    more = f" and {len(lines) - LINES_SHOWN} more" if len(lines) > LINES_SHOWN else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"


def _advise(facts: HistoryFacts, count: int) -> Remedy | None:
    steps: list[str] = []
    commands: list[str] = []
    hit = [one for one in facts.searched if one.count]
    if hit:
        command = _open(hit[0], facts.platform)
        commands += [command] if command else []
        steps.append(
            "Make a new password or token for each that is real, and withdraw the old one at its issuer."
        )
        if not all(one.is_dot_file for one in hit):
            steps.append("Close your other terminals, which would write the lines back when they end.")
        steps.append(
            f"Delete the lines named here{f', in an editor: {command}' if command else ', in an editor.'}"
        )
        if dot_files := [one.place for one in hit if one.is_dot_file]:
            steps.append(
                f"What {_listed(dot_files)} needs, have your password manager give when it is needed."
            )
        if not all(one.is_dot_file for one in hit):
            steps.append(_habit(facts.platform))
    if wide := [one.place for one in facts.searched if one.is_wide]:
        plain = " ".join(place for place in wide if _is_plain(place))
        steps.append(f"Let only your account read {_listed(wide)}{f': chmod 600 {plain}' if plain else '.'}")
        commands += [f"chmod 600 {plain}"] if plain else []
    if facts.library:
        steps.append(f"To have more kinds recognised: {INSTALL[0]} or {INSTALL[1]}, then look again.")
        commands.append(INSTALL[0])
    if any(one.problem for one in facts.searched):
        steps.append("Shorten the files that could not be searched in full, or search them yourself.")
    return Remedy(tuple(steps), commands[0] if commands else "") if steps else None


def _open(searched: Searched, platform: str) -> str:
    """Return the command that opens a history at the first line to delete, where its name can be typed."""
    name = searched.place
    if not _is_plain(name):
        return ""
    first = min(line for _, lines in searched.hits for line in lines)
    return (
        f"notepad {name.replace('~', '$HOME', 1)}"
        if platform == "windows"
        else f"${{EDITOR:-vi}} +{first} {name}"
    )


def _is_plain(name: str) -> bool:
    """Whether a shell takes a name as it stands."""
    return name.startswith("~") and all(char.isalnum() or char in "~/\\._-" for char in name)


def _habit(platform: str) -> str:
    if platform == "windows":
        return "From now on, have your password manager give the value, or use Read-Host -MaskInput."
    return (
        "From now on, have your password manager give the value, or type a space before such a command: "
        "HISTCONTROL=ignorespace in ~/.bashrc or setopt HIST_IGNORE_SPACE in ~/.zshrc keeps it out; fish "
        "does so by itself."
    )


def _unproven(facts: HistoryFacts) -> str:
    said = (
        "A line may look like a secret and be none, and secrets of a form not known here are not seen; "
        "what running terminals have not yet written, other machines and other programs were not looked at."
    )
    return f"{said} {facts.elsewhere}" if facts.elsewhere else said


CHECK = Check(
    id=ID,
    question="Do passwords or tokens stand in what you once typed at a prompt, or in your dot files?",
    reads=(
        "the histories of bash, zsh, fish, PowerShell, Python, psql, MySQL, SQLite, Node and irb, the "
        "start files of your shells, and .env, .envrc, .gitconfig and their like in your home folder. What "
        "looks like a secret is counted by kind and line; its value is never shown, stored or sent"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
)
