"""What a request that brought no answer means: why, in words, and what to do so that it can be judged."""

from __future__ import annotations

from watchword.check.finding import Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Answer, Trouble
from watchword.check.service.place import source_of
from watchword.check.service.remark import Remark
from watchword.text import clean

_WORDS = {
    Trouble.REFUSED: "nothing listens there",
    Trouble.TIMEOUT: "no answer in time",
    Trouble.NAME: "this machine finds no such name",
    Trouble.NETWORK: "the connection was closed, or there is no way there from this machine",
    Trouble.CERTIFICATE: "the certificate is not trusted",
    Trouble.OLD_TLS: "needs TLS older than 1.2",
    Trouble.TLS: "HTTPS could not be set up",
    Trouble.PROTOCOL: "what came back is no HTTP",
    Trouble.FORBIDDEN: "it was not asked",
    Trouble.TRUST: "this machine has no certificates to judge by",
}
_TOPICS = {
    Trouble.REFUSED: Topic.ASK,
    Trouble.TIMEOUT: Topic.TIMEOUT,
    Trouble.NAME: Topic.NAME,
    Trouble.NETWORK: Topic.NETWORK,
    Trouble.CERTIFICATE: Topic.CERTIFICATE,
    Trouble.OLD_TLS: Topic.TLS,
    Trouble.TRUST: Topic.TRUST,
}


def reason_of(answer: Answer) -> str:
    """Return why there was no answer, without a final stop."""
    said = answer.reason or _WORDS.get(answer.trouble or Trouble.PROTOCOL, "")
    return clean(said.strip().rstrip("."), limit=200)


def call_unseen(answer: Answer) -> Remark:
    """Return that this was not seen, with the reason and what to do about it."""
    topic = _TOPICS.get(answer.trouble or Trouble.PROTOCOL, Topic.ASK)
    return Remark(Outcome.UNKNOWN, source_of(answer), f"could not be seen: {reason_of(answer)}", topic)
