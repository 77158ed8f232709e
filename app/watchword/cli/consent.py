"""Asking once before a service is contacted for the first time."""

from __future__ import annotations

from watchword import subjects
from watchword.check.subject import Service
from watchword.cli.call import Call
from watchword.errors import UsageError


def is_agreed(call: Call, service: Service, yes: bool) -> bool:
    """Whether this service may be asked for pages: agreed before, now by `--yes`, or by an answer.

    Raises `UsageError` where nobody is there to ask.
    """
    known = subjects.find(call.kit, service)
    if yes or (isinstance(known, Service) and known.is_agreed):
        return True
    if not call.interactive:
        raise UsageError(
            f"Nobody has agreed yet that {service.name} is asked for pages.",
            "Watchword asks once before the first contact, and nobody is here to answer.",
            "Add --yes if your team runs it.",
        )
    call.out.tell(f"{service.name}: {subjects.ASKED}")
    try:
        answer = call.read("Does your team run it, and may Watchword ask it? [y/N] ")
    except EOFError:
        return False
    return answer.strip().lower() in ("y", "yes")
