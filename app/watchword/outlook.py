"""How things stand in one line, today and on the days to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from watchword import status_file
from watchword.kit import Kit
from watchword.progress.due import Agenda, find_due
from watchword.progress.event import Event
from watchword.progress.sitting import plan
from watchword.progress.state import Progress
from watchword.text import count, in_words

AHEAD = timedelta(400)  # so far the lines are made


def outlook(
    progress: Progress, events: Sequence[Event], today: date, *, opens: bool = True
) -> Iterator[tuple[date, bool, str]]:
    """Yield the first day, whether something is due or left then, and the line, from today on."""
    policy = progress.checklist.renewal
    found = find_due(progress, events, policy, today)
    days = {today}
    for due in found.dues:
        for day in (due.since, due.last_day + timedelta(1), *(reason.on for reason in due.reasons)):
            if today < day <= today + AHEAD:
                days.add(day)
    said = ""
    for day in sorted(days):
        then = Agenda(day, policy, tuple(replace(due, today=day) for due in found.dues))
        line = one_line(progress, then, opens=opens)
        if line != said:
            said = line
            yield day, bool(then.now) or not progress.is_complete, line


def one_line(progress: Progress, found: Agenda, *, opens: bool = True) -> str:
    """Say how a checklist stands: what is due and how long it takes, or what is left, or what comes when.

    `opens` says whether it is the one that opens by itself.
    """
    title = progress.checklist.title
    done = f"{len(progress.done)} of {len(progress.applying)} done"
    if progress.profile is None:
        return f"{title}: not begun. Begin with `watchword`{'' if opens else ', and ctrl+p there'}."
    if found.is_onboarding:
        return f"{title}: {done}{_until(found)}."
    if found.for_person:
        return f"{title}: {due_words(progress, found)}."
    if not progress.is_complete:
        action = sum(bool(one.failing) for one in progress.applying if not one.is_settled)
        more = f", {count(action, 'guideline')} to put right" if action else ""
        return f"{title}: {done}{more}."
    if found.looks:
        checks = sum(len(due.standing.checks) for due in found.looks)
        return f"{title}: {count(checks, 'check')} to run again."
    return f"{title}: nothing is due{_next(found)}."


def due_words(progress: Progress, found: Agenda) -> str:
    """Say what is due now: `4 due, about 3 minutes`; how much is overdue, or left for another sitting."""
    sitting = plan(found, progress)
    due, overdue = len(found.for_person), len(found.overdue)
    words = [f"{due} overdue"] if overdue == due else [f"{due} due"]
    if 0 < overdue < due:
        words.append(f"{overdue} overdue")
    if sitting.left:
        words.append(f"the next {len(sitting.dues)} take about {count(sitting.minutes, 'minute')}")
    else:
        words.append(f"about {count(sitting.minutes, 'minute')}")
    return ", ".join(words)


def _until(found: Agenda) -> str:
    last = max((due.last_day for due in found.dues if not due.standing.is_settled), default=None)
    if last is None:
        return ""
    word = "was" if last < found.today else "is"
    return f"; the rest {word} due on {in_words(last)}"


def _next(found: Agenda) -> str:
    return f" until {in_words(found.later[0].since)}" if found.later else ""


def keep(
    kit: Kit, progress: Progress, events: Sequence[Event], journal: Path, folder: Path, today: date
) -> None:
    """Keep the lines for `watchword status`, while nobody else can write to the journal.

    `folder` is that of the checklist, `journal` the place of its last journal, or of the first to come. What
    cannot be kept is made anew when it is asked for.
    """
    place = kit.settings.place_of(folder)
    found = outlook(progress, events, today, opens=not place)
    lines = [(day.isoformat(), is_open, line) for day, is_open, line in found]
    checklist = progress.checklist.id
    watched = [kit.paths.settings_file, journal.parent, journal, *sorted(folder.glob("*.toml"))]
    with suppress(OSError):
        status_file.write(
            status_file.folder_in(str(kit.paths.state)),
            checklist,
            (place, len(kit.settings.followed)),
            map(str, watched),
            lines,
        )
