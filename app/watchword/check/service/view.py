"""A probe as the rules look at it: every answer once, by how it was asked, less what the team leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from watchword.check.service.facts import Answer, Page, Probe
from watchword.check.service.place import host_of, is_plain, path_of
from watchword.check.service.remark import Remark, note
from watchword.check.subject import Service
from watchword.text import clean


@dataclass(frozen=True, slots=True)
class View:
    """Answers and pages to judge. `plain` and `secure` hold hops on other hosts, too; see `is_of_host`."""

    service: Service
    plain: tuple[Answer, ...]
    secure: tuple[Answer, ...]
    pages: tuple[Page, ...]
    notes: tuple[Remark, ...]

    def is_of_host(self, url: str) -> bool:
        """Whether an address is on the very host that the person named."""
        return host_of(url) == self.service.host


def look(probe: Probe) -> View:
    """Return what there is to judge; what is left out, and what was not asked, is in `notes`."""
    chains = (probe.plain, probe.secure, *probe.secure_paths)
    asked = _each_once(
        [*[hop for chain in chains for hop in chain.hops], *probe.plain_paths, *probe.otherwise]
    )
    kept = [answer for answer in asked if not reason_to_leave_out(probe.service, answer.url)]
    return View(
        service=probe.service,
        plain=tuple(answer for answer in kept if not answer.is_secure),
        secure=tuple(answer for answer in kept if answer.is_secure),
        pages=tuple(page for page in probe.pages if not reason_to_leave_out(probe.service, page.url)),
        notes=(
            *_paths_left_out(probe.service, (answer.url for answer in asked)),
            *(note("not asked", clean(words, limit=200)) for words in probe.left_out),
        ),
    )


def reason_to_leave_out(service: Service, url: str) -> str:
    """Return why the team leaves a path of its own host out; empty where it does not."""
    return service.reason_to_ignore(path_of(url)) if host_of(url) == service.host else ""


def note_left_out(what: str, reason: str) -> Remark:
    """Return the note that something was left out, and why."""
    return note("left out", f"{clean(what, limit=80)} ({clean(reason, limit=120)})")


def _paths_left_out(service: Service, urls: Iterable[str]) -> list[Remark]:
    found = {path_of(url): reason for url in urls if (reason := reason_to_leave_out(service, url))}
    return [note_left_out(path, reason) for path, reason in found.items()]


def _each_once(answers: list[Answer]) -> list[Answer]:
    """The same address may have been asked in two chains; the first answer stands."""
    found: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        found.setdefault((answer.url, answer.over), answer)
    return sorted(found.values(), key=lambda answer: not is_plain(answer.url))
