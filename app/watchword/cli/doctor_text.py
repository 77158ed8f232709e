"""The doctor's report as lines that read well as they are and as Markdown, and as a value for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from watchword.check.finding import Outcome
from watchword.cli.prose import wrap
from watchword.cli.words import OUTCOMES, count_outcomes, join
from watchword.doctor.report import (
    Agent,
    Guide,
    JournalState,
    Looked,
    Named,
    Place,
    Report,
    System,
    ToolState,
)
from watchword.text import count

_CODE = re.compile(r"`[^`]+`")
_GLUE = "\ue000"  # stands for a space that must not become the end of a line
SMALLEST = (60, 16)  # columns and rows that the full-screen face works from


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the call is shown on; no size where there is no terminal."""

    kind: str
    program: str
    columns: int
    rows: int
    colours: str
    encoding: str


def report_lines(report: Report, terminal: Terminal) -> Iterator[str]:
    """Give the whole report, the summary last."""
    yield "# Watchword doctor"
    parts = (
        ("", _machine(report, terminal)),
        ("Checks", _checks(report)),
        ("Commands that checks ask", _tools(report.tools)),
        ("Installed", _installed(report)),
        ("Places", _places(report)),
    )
    for title, lines in parts:
        yield ""
        if title:
            yield f"## {title}"
            yield ""
        yield from lines
    yield ""
    yield from wrap(summary(report))


def summary(report: Report) -> str:
    """The last line: how many checks came back how, and what else is in the way."""
    outcomes = [one.outcome for one in report.checks]
    others = []
    if broken := sum(not one.is_loaded for one in report.plugins):
        others.append(f"{count(broken, 'check')} of another package cannot be loaded")
    if report.guide.trouble:
        others.append("the checklist has a problem")
    if report.journal.trouble:
        others.append("the journal has a problem")
    if Outcome.UNKNOWN in outcomes:
        others.insert(0, "what stands under Checks")
    last = f"In the way: {join(others)}." if others else "Everything can be looked at on this machine."
    return f"{count(len(outcomes), 'check')}: {count_outcomes(outcomes)}. {last}"


def as_value(report: Report, terminal: Terminal) -> dict[str, Any]:
    """Return the same data as a value for `--json`."""
    return {**asdict(report), "terminal": asdict(terminal), "can_all": report.can_all}


# -- parts -------------------------------------------------------------------------------------------------


def _machine(report: Report, terminal: Terminal) -> Iterator[str]:
    system = report.system
    yield from _item(f"Watchword {report.version}, Python {report.python}")
    yield from _item(f"System: {system.name}")
    yield from _item(f"Account: {'the administrator (root)' if system.is_root else 'an ordinary one'}")
    yield from _item(f"Surroundings: {_surroundings(system)}")
    if system.desktop:
        yield from _item(
            f"Desktop: {system.desktop}{f'. {system.desktop_reason}' * bool(system.desktop_reason)}"
        )
    yield from _item(f"Terminal: {_terminal(terminal)}")
    yield from _item(f"Checklist: {_guide(report.guide)}")


def _surroundings(system: System) -> str:
    if not system.surroundings:
        return "the laptop itself (no container, virtual machine, WSL or SSH session was seen)"
    return f"{join(system.surroundings)} ({'; '.join(system.signs)})"


def _terminal(terminal: Terminal) -> str:
    size = f"{terminal.columns}x{terminal.rows}" if terminal.columns else "none"
    if terminal.columns and (terminal.columns < SMALLEST[0] or terminal.rows < SMALLEST[1]):
        size += f" (the full-screen face wants {SMALLEST[0]}x{SMALLEST[1]}; `watchword --plain` does not)"
    kind = " ".join(part for part in (terminal.kind, terminal.program) if part) or "no TERM"
    letters = terminal.encoding or "unknown"
    if "utf" not in letters.lower():
        letters += " (no Unicode: `watchword --plain` is for it)"
    return f"{size}, {kind}, colours: {terminal.colours}, letters: {letters}"


def _guide(guide: Guide) -> str:
    named = "the bundled one" if guide.is_bundled else "another than the bundled one"
    version = f", version {guide.version}" if guide.version else ""
    trouble = f". {guide.trouble} What to do: {guide.remedy}" if guide.trouble else ""
    return f"{named}{version}{trouble}"


def _checks(report: Report) -> Iterator[str]:
    for one in report.checks:
        yield from _check(one)
    yield from _item(_named(report.named))
    for plugin in report.plugins:
        if not plugin.is_loaded:
            yield from _item(f"{plugin.name}: not run. {plugin.trouble}")
            yield from _wrap(plugin.remedy, "  What to do: ")


def _named(named: Named) -> str:
    if not named.services and not named.trees:
        return "services and source trees: none named, so none is looked at"
    services = f"{count(named.services, 'service')}, {named.agreed} of them to be contacted"
    return f"named besides: {services}; {count(named.trees, 'source tree')}. `watchword check` looks at them"


def _check(one: Looked) -> Iterator[str]:
    word = OUTCOMES[one.outcome].word
    yield from _item(f"{one.check}: {word}. {one.reason}" if one.reason else f"{one.check}: {word}")
    if one.remedy:
        yield from _wrap(" ".join(one.remedy.steps), "  What to do: ")
        yield from _command(one.remedy.command)


def _tools(tools: Iterable[ToolState]) -> Iterator[str]:
    listed = list(tools)
    there = [f"`{one.name}`" for one in listed if one.is_there]
    missing = [one for one in listed if not one.is_there and one.is_needed]
    idle = [f"`{one.name}` ({one.only})" for one in listed if not one.is_there and not one.is_needed]
    yield from _item(f"there: {', '.join(there) or 'none'}")
    for one in missing:
        yield from _item(f"missing: `{one.name}`, asked by {join(one.checks)}. {one.remedy}")
        yield from _command(one.command)
    if idle:
        yield from _item(f"not there, and only needed elsewhere: {', '.join(idle)}")


def _installed(report: Report) -> Iterator[str]:
    have = [f"{name} {version}" for name, version in report.libraries.items() if version]
    lost = [name for name, version in report.libraries.items() if not version]
    yield from _item(f"libraries: {', '.join(have) or 'not known, Watchword is run without being installed'}")
    if lost:
        yield from _item(f"missing, and needed: {', '.join(lost)}. Install Watchword again.")
    for extra in report.extras:
        if extra.version:
            yield from _item(f"extra: {extra.name} {extra.version} ({extra.purpose})")
        else:
            yield from _item(f"extra, not there: {extra.name} ({extra.purpose})")
            yield from _command(extra.command)
    for plugin in report.plugins:
        state = f"{plugin.trouble} {plugin.remedy}" if plugin.trouble else "It loads."
        yield from _item(
            f"check of another package: {plugin.name}, from {plugin.package or 'nowhere'}. {state}"
        )
    if not report.plugins:
        yield from _item("checks of other packages: none")


def _places(report: Report) -> Iterator[str]:
    for one in report.places:
        yield from _item(_place(one))
    yield from _item(f"ssh-agent: {_agent(report.agent)}")
    yield from _item(f"journal: {_journal(report.journal, report.guide)}")


def _place(one: Place) -> str:
    if not one.is_writable:
        state = "cannot be written by this account" if one.is_there else "not there, and it cannot be made"
    else:
        state = "can be written" if one.is_there else "not there yet, can be made"
    return f"{one.name}: `{one.path}`, {state}"


def _agent(agent: Agent) -> str:
    if agent.keys is None:
        return f"{agent.reason} It is only needed to sign with a key of your own."
    return f"answers, {count(agent.keys, 'key')} that can sign"


def _journal(journal: JournalState, guide: Guide) -> str:
    if journal.trouble:
        verb = "is" if journal.events == 1 else "are"
        return f"{count(journal.events, 'event')} {verb} as written, then not: {journal.trouble}"
    if journal.files:
        return f"{count(journal.events, 'event')} in {count(journal.files, 'file')}, as written"
    return "none yet" if guide.version else "not looked at, since the checklist cannot be used"


def _item(text: str) -> list[str]:
    return _wrap(text, "- ")


def _wrap(text: str, first: str) -> list[str]:
    """Wrap a text of a list; what stands between backticks stays on one line."""
    whole = _CODE.sub(lambda code: code[0].replace(" ", _GLUE), text)
    return [line.replace(_GLUE, " ") for line in wrap(whole, indent="  ", first=first)]


def _command(command: str) -> Iterator[str]:
    """A command on a line of its own, whole, so that it can be copied."""
    if command:
        yield f"  `{command}`"
