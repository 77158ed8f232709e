"""The rules for what stands in a security.txt: contacts, the end, and the fields beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from watchword.check.finding import Outcome
from watchword.check.service.place import show, split
from watchword.check.service.remark import Remark
from watchword.check.service.security_txt import (
    KNOWN,
    WEB_FIELDS,
    SecurityTxt,
    TextField,
    mail_of,
    read_time,
)
from watchword.text import clean, count

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_NAMED = 3  # so many lines or fields are named


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the team asks for: the address (lower case, may be empty), and how far away the end may be."""

    address: str
    least_days: int
    most_days: int


def judge_fields(
    file: SecurityTxt, wanted: Wanted, urls: tuple[str, ...], source: str, at: datetime
) -> list[Remark]:
    """Return a remark for everything worth saying; `urls` are those by which the file was reached."""
    found = [
        *_judge_contacts(file.all("contact"), wanted),
        *_judge_expires(file.all("expires"), wanted, at),
        *_judge_others(file, urls),
    ]
    return [Remark(outcome, source, fact) for outcome, fact in found]


_Judged = Iterator[tuple[Outcome, str]]


def _judge_contacts(contacts: tuple[TextField, ...], wanted: Wanted) -> _Judged:
    if not contacts:
        yield Outcome.FAIL, "it names no Contact"
        return
    for one in contacts:
        if _SCHEME.match(one.value):
            continue
        shown = clean(one.value, limit=80)
        hint = (
            f", which has to be mailto:{shown}"
            if _MAIL.fullmatch(one.value)
            else " is no address with a scheme"
        )
        yield Outcome.FAIL, f"line {one.line}: Contact {shown}{hint}"
    mails = [mail_of(one.value) for one in contacts if mail_of(one.value)]
    if wanted.address and wanted.address in mails:
        yield Outcome.PASS, f"Contact names mailto:{clean(wanted.address, limit=80)}"
    elif wanted.address:
        others = ", ".join(clean(mail, limit=60) for mail in mails[:_NAMED]) or "no mail address"
        yield Outcome.WARN, f"Contact names {others}, not mailto:{clean(wanted.address, limit=80)}"
    elif mails:
        yield Outcome.PASS, f"Contact names mailto:{clean(mails[0], limit=80)}"
    else:
        yield Outcome.WARN, "no Contact is a mail address (mailto:)"


def _judge_expires(ends: tuple[TextField, ...], wanted: Wanted, at: datetime) -> _Judged:
    if len(ends) != 1:
        yield (
            Outcome.WARN,
            f"it has {len(ends) or 'no'} Expires{' lines' if ends else ''}, and needs exactly one",
        )
    times = [(one, read_time(one.value)) for one in ends]
    for one, time in times:
        if time is None:
            yield Outcome.WARN, f"line {one.line}: Expires is no time such as 2030-01-31T12:00:00Z"
    ended = [time for _, time in times if time is not None and time <= at]
    if ended:
        yield Outcome.FAIL, f"it expired on {ended[0]:%Y-%m-%d}, so nobody should use it"
    elif len(ends) == 1 and times[0][1] is not None:
        yield _judge_span(times[0][1], wanted, at)


def _judge_span(end: datetime, wanted: Wanted, at: datetime) -> tuple[Outcome, str]:
    days = (end - at).days
    said = f"it expires on {end:%Y-%m-%d}, in {count(days, 'day')}"
    if (end - at).total_seconds() > wanted.most_days * 86_400:
        return Outcome.WARN, f"{said}; more than {wanted.most_days} tells nobody whether it is kept up"
    if (end - at).total_seconds() < wanted.least_days * 86_400:
        return Outcome.WARN, f"{said}; renew it at {wanted.least_days} or more"
    return Outcome.PASS, said


def _judge_others(file: SecurityTxt, urls: tuple[str, ...]) -> _Judged:
    if len(file.all("preferred-languages")) > 1:
        yield Outcome.WARN, "Preferred-Languages may stand there once"
    for one in file.fields:
        if one.name in WEB_FIELDS and one.value.lower().startswith("http:"):
            name = one.name.capitalize()
            yield Outcome.WARN, f"line {one.line}: {name} leads to {show(one.value)}, not to https"
    canonical = file.all("canonical")
    if canonical and not any(_is_same(one.value, url) for one in canonical for url in urls):
        shown = show(canonical[0].value)
        yield Outcome.WARN, f"Canonical names {shown}, which is not where it was read"
    has_mail = any(mail_of(one.value) for one in file.all("contact"))
    if has_mail and not file.all("encryption"):
        yield Outcome.WARN, "it takes mail but names no key to encrypt it with (Encryption)"
    unknown = Counter(one.name for one in file.fields if one.name not in KNOWN)
    if unknown:
        names = ", ".join(clean(name, limit=30) for name in list(unknown)[:_NAMED])
        yield Outcome.WARN, f"{count(len(unknown), 'field')} that RFC 9116 does not know: {names}"
    if file.unread:
        lines = ", ".join(map(str, file.unread[:_NAMED]))
        more = "" if len(file.unread) <= _NAMED else f" and {len(file.unread) - _NAMED} more"
        yield Outcome.WARN, f"not to be read as a field or a comment: line {lines}{more}"


def _is_same(one: str, other: str) -> bool:
    """Whether two addresses are the same, the host in any case and the usual port left out or not."""
    first, second = split(one), split(other)
    return bool(first.netloc) and (first.scheme, first.hostname, first.port or 443, first.path) == (
        second.scheme,
        second.hostname,
        second.port or 443,
        second.path,
    )
