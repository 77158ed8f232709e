"""What a check is: a question, a reading half and a judging half.

*Read* is asynchronous, goes through `Host` only, and gives facts. *Judge* is pure: facts and limits in, a
finding out. So a sample captured on a machine nobody here owns is a complete test of the judgement.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, Literal, TypeVar

from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError
from watchword.check.subject import Subject

Facts = TypeVar("Facts")
Limit = int | str | bool | tuple[str, ...]


@dataclass(frozen=True)
class Check(Generic[Facts]):
    """One live look.

    `id` is the name in the registry, `question` what it answers, `reads` what it reads, in words for the
    person. `limits` names the arguments the judging half takes, with their defaults; a checklist may set
    them. `platforms` are those of `Host.platform` that the reading half knows. `about` says what it looks at:
    this machine, or a service or source tree that the person named; then `read` is handed that, too.
    """

    id: str
    question: str
    reads: str
    platforms: tuple[str, ...]
    read: Callable[..., Awaitable[Facts]]
    judge: Callable[[Facts, Mapping[str, Limit]], Finding]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    about: Literal["machine", "service", "tree"] = "machine"

    async def run(
        self, host: Host, limits: Mapping[str, Limit] | None = None, subject: Subject | None = None
    ) -> Finding:
        """Look once. Never raises but on cancellation: what goes wrong is an `unknown` with the reason."""
        finding = await self._run(host, limits, () if subject is None else (subject,))
        return finding if subject is None else replace(finding, subject=subject.name)

    async def _run(
        self, host: Host, limits: Mapping[str, Limit] | None, subject: tuple[Subject, ...]
    ) -> Finding:
        if host.platform not in self.platforms:
            return self.unknown(f"This check does not know {host.platform_name}.")
        try:
            return self.judge(await self.read(host, *subject), {**self.limits, **(limits or {})})
        except HostError as error:
            return self.unknown(error.reason)
        except Exception as error:  # a defect of the check says nothing about the machine
            return self.unknown(f"The check itself went wrong ({type(error).__name__}); that is our defect.")

    def unknown(self, reason: str) -> Finding:
        """The finding for a look that could not be had."""
        return Finding(self.id, Outcome.UNKNOWN, reason, unproven="Nothing was seen, so nothing is shown.")
