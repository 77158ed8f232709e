"""What was asked, approved or requested, in lines to read before one agrees; and the question itself."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.agreement import Taken
from watchword.cli.call import Call
from watchword.cli.prose import wrap
from watchword.cli.words import join
from watchword.errors import UsageError
from watchword.record.letter import Request, WaiverAsked


def asked_lines(asked: WaiverAsked) -> list[str]:
    """Every field of a waiver."""
    return _rows(
        {
            "For": f"{asked.subject.name} <{asked.subject.id}>",
            "Checklist": f"{asked.checklist.title} ({asked.checklist.id})",
            "Guideline": f"{asked.guideline.title} ({asked.guideline.id})",
            "Until": asked.ends,
            "Because": asked.reason,
            "Asked": asked.asked_at,
        }
    )


def request_lines(request: Request, titles: Mapping[str, str]) -> list[str]:
    """Every field of a request."""
    named = join(f"{titles.get(one, one)} ({one})" for one in request.guidelines)
    return _rows(
        {
            "For": f"{request.subject.name} <{request.subject.id}>",
            "Checklist": f"{request.checklist.title} ({request.checklist.id})",
            "Again": named or "every guideline",
            "Until": request.until,
            "Because": request.reason,
            "Asked": request.asked_at,
        }
    )


def taken_lines(taken: Taken, word: str) -> list[str]:
    """Who signed it, with which key, and how far that key is known."""
    lines = _rows({f"{word} by": f"{taken.by.name} <{taken.by.id}>", "Key": taken.fingerprint})
    if taken.is_known:
        return [*lines, *wrap("The key is known to you as theirs.")]
    said = f"Nobody you named has this key. Compare it with {taken.by.name} by voice or in person."
    return [*lines, *wrap(said)]


def confirm(call: Call, yes: bool, question: str) -> bool:
    """Ask whether to go on; raises `UsageError` where nobody is there to ask."""
    if yes:
        return True
    if not call.interactive:
        raise UsageError("Nobody is here to answer.", "", "Add --yes once you have read it.")
    try:
        return call.read(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _rows(rows: Mapping[str, str]) -> list[str]:
    width = max(map(len, rows)) + 2
    return [
        line
        for name, text in rows.items()
        for line in wrap(text, indent=" " * width, first=f"{name + ':':<{width}}")
    ]
