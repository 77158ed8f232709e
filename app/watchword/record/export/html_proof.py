"""What the report says about itself: what it proves, what it does not, how to verify it, and its numbers."""

from __future__ import annotations

from watchword.record.export.element import Markup, element
from watchword.record.export.html_words import count, facts
from watchword.record.export.instructions import commands
from watchword.record.record import Record, name_of

_STORAGE = {"file": "in a file made for it, on their machine", "agent": "in their ssh-agent"}
_SYSTEM = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}

_PROVEN = (
    "Once it is verified as below: whoever holds the key said all of this, and nothing was changed since.",
    "Known and stated rest on single answers and words, each with its time, in the journal beside it.",
)
_UNPROVEN = (
    "Seen is what a check came back with on their own machine at that time. What a laptop shows about "
    "itself, its owner could arrange.",
    "Who sat at the keyboard, and whether answers were looked up.",
)


def worth(record: Record) -> list[Markup]:
    """What the record proves and what it does not, without making it sound like more."""
    times = "The times are those of the laptop's clock."
    if record.challenge == "none":
        times += " There was no challenge, so the record could have been prepared at any time."
    unproven = [*_UNPROVEN, times]
    if record.journal.rewinds:
        often = count(record.journal.rewinds, "time")
        unproven.append(f"The journal was set back {often}, as a restored backup does.")
    return [
        element("h2", "What this proves"),
        element("ul", *(element("li", line) for line in _PROVEN), _class="prose"),
        element("h2", "What it does not prove"),
        element("ul", *(element("li", line) for line in unproven), _class="prose"),
    ]


def how_to_verify(record: Record) -> list[Markup]:
    """The way from this page to the signed bytes: the fingerprint, then the two commands."""
    name = name_of(record)
    asked = element(
        "li",
        "Ask ",
        element("bdi", record.subject.name),
        ", by voice or in person, for the fingerprint that ",
        element("code", "watchword key show"),
        " prints. It is to be ",
        element("code", record.signer.fingerprint),
    )
    typed = element(
        "li",
        "Save all files in one folder and type these two commands there. Each is to answer ",
        element("code", f'Good "..." signature for {record.subject.id}'),
        " with that same fingerprint.",
        *(_command(line) for line in commands(record, name)),
    )
    return [
        element("h2", "How to verify it"),
        element(
            "p",
            "The signature is over ",
            element("code", f"{name}.json"),
            ", not over this page, which is there to be read. All you need is ssh-keygen; macOS, Linux and "
            "Windows bring it along.",
            _class="prose",
        ),
        element("ol", asked, typed),
        element("p", "On Windows, copy the commands from VERIFY.txt instead."),
    ]


def _command(line: str) -> Markup:
    """A command to copy; its words are kept whole where the line has to be broken."""
    words = [part for word in line.split(" ") for part in (" ", element("span", word))]
    return element("pre", element("code", *words[1:]))


def foot(record: Record) -> Markup:
    """The numbers by which record, checklist and journal are told from all others."""
    journal, app = record.journal, record.app
    numbers = {
        "Record": element("code", record.record_id),
        "Checklist": element("code", record.checklist.sha256),
        "Journal": element("code", journal.head),
        "Events": f"{journal.count}, in journal {journal.id[:12]}",
        "Key": _STORAGE[record.signer.storage],
        "Written by": f"Watchword {app.version} on {_SYSTEM[app.system]}",
    }
    return element("footer", facts(numbers, "facts"))
