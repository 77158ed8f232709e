"""The events of a journal in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchword.cli.words import OUTCOMES, join
from watchword.progress.event import Event
from watchword.progress.profile import DEVICES, ROLES
from watchword.record.record import moment
from watchword.text import count


def describe(event: Event, titles: Mapping[str, str]) -> str:
    """Return one sentence on what happened; `titles` maps ids of guidelines to their titles."""
    fields = event.fields
    about = str(fields.get("guideline", ""))
    title = titles.get(about, about)
    match event.kind:
        case "profile":
            return _describe_profile(event)
        case "opened":
            return f"Opened: {title}."
        case "checked":
            return f"Looked: {fields['check']} for {title}: {_in_a_word(event)}."
        case "answered":
            how = "rightly" if fields["right"] else f"wrongly ({fields['option']})"
            return f"Answered {how}, attempt {fields['attempt']}: {title}, question {fields['question']}."
        case "attested":
            return f"Gave your word: {title}."
        case "stated":
            return f"Said on {fields['check']} for {title}: {fields['text']}"
        case _:
            return _describe_rest(event, title)


def _in_a_word(event: Event) -> str:
    """How a look ended; an outcome of another version is given as it stands."""
    outcome = str(event.fields["outcome"])
    return OUTCOMES[outcome].word if outcome in OUTCOMES else outcome


def _describe_profile(event: Event) -> str:
    roles = [ROLES.get(name, name) for name in event.texts("roles")]
    devices = [DEVICES.get(name, name) for name in event.texts("devices")]
    said = f"You are {event.text('name')} <{event.text('email')}>"
    said += f"; you {join(roles)}" if roles else ""
    said += f"; you use {join(devices)}" if devices else ""
    return said + ("; you work in public places." if event.flag("public_places") else ".")


def _describe_rest(event: Event, title: str) -> str:
    fields = event.fields
    match event.kind:
        case "named":
            return f"Named what is at risk, for {title}: {fields['text']}"
        case "drilled":
            return f"Practised: {fields['drill']} for {title}: {_in_a_word(event)}."
        case "talked":
            return f"Talked it over: {title}."
        case "undone":
            return f"Withdrew event {fields['of']}."
        case "waived":
            return (
                f"Exception for {title} until {fields['ends']}, approved by {fields['approved_by']}: "
                f"{fields['reason']}"
            )
        case "due":
            asks, why = join(event.texts("asks")), join(event.texts("causes"))
            return f"Due again since {fields['since']} ({why}): {title}; asked anew: {asks}."
        case "postponed":
            return f"Put off until {fields['until']}: {title}."
        case "requested":
            return f"{fields['by']} asked for guidelines again by {fields['until']}: {fields['reason']}"
        case "exported":
            return f"Exported record {fields['record']}."
        case "challenge":
            return f"Took up the challenge {fields['nonce']}."
        case "receipt":
            return f"A receipt came in for record {fields['record']}."
        case "clock-jump":
            return f"The clock had gone back by {count(event.number('seconds'), 'second')}."
        case "rewound":
            return f"The journal held {fields['found']} events where {fields['expected']} were remembered."
        case "recovered":
            return f"A half-written end of {count(event.number('bytes'), 'byte')} was set aside."
        case "continues":
            return f"Continues journal {fields['journal']} after {fields['count']} events: {fields['reason']}"
        case _:
            said = ", ".join(f"{name} {value}" for name, value in fields.items())
            return f"{event.kind}: {said}" if said else f"{event.kind}."


def as_value(event: Event, journal: str) -> dict[str, Any]:
    """Return an event as a value for `--json`; times are in UTC."""
    fields = {
        name: moment(value) if isinstance(value, datetime) else value for name, value in event.fields.items()
    }
    return {"journal": journal, "n": event.n, "at": moment(event.at), "kind": event.kind, **fields}
