"""Whether the address that the team hands out for a service begins with https: nothing is asked for this."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome
from watchword.check.host import Host
from watchword.check.service.advice_topic import Topic
from watchword.check.service.place import show
from watchword.check.service.server import Stack
from watchword.check.service.server_advice import advise
from watchword.check.subject import Service

ID = "service-address"
RULE = "The address of a service begins with https: wherever the team hands it out, from the beginning."


async def read(host: Host, service: Service) -> Service:
    """Return the service as it was named; nobody is contacted."""
    return service


def judge(service: Service, limits: Mapping[str, Limit]) -> Finding:
    """Turn the address as it was named into a finding; there are no limits."""
    is_plain = service.is_given_as_plain
    shown = show(service.url)
    if is_plain:
        summary = "This service is still handed out with an address that begins with http:."
    else:
        summary = "The address you named for this service begins with https:."
    return Finding(
        check=ID,
        outcome=Outcome.FAIL if is_plain else Outcome.PASS,
        summary=summary,
        rule=RULE,
        evidence=(Evidence("your list of services", shown),),
        remedy=advise((Topic.ADDRESS,), Stack(), service) if is_plain else None,
        unproven="It does not show which address others hand out, nor since when HTTPS is used.",
    )


CHECK = Check(
    id=ID,
    question="Does the address that you hand out for this service begin with https:?",
    reads="the address as you named it; nothing is asked of the service",
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    about="service",
)
