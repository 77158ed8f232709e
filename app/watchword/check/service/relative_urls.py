"""Whether pages and style sheets of a service hold addresses without a scheme: `//host/...`.

Such an address goes by the scheme of the page: one visit over plain HTTP, and what it names comes in clear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.check import Check, Limit
from watchword.check.finding import Finding, Outcome, Remedy
from watchword.check.service.facts import Page, Probe, Relative, Style, Trouble
from watchword.check.service.hsts import judge_hsts
from watchword.check.service.limit import HSTS_DAYS, read_days
from watchword.check.service.place import host_of, is_plain, show, source_of, target_of
from watchword.check.service.probe import read_probe
from watchword.check.service.remark import Remark, list_evidence, note
from watchword.check.service.server import recognize
from watchword.check.service.trouble import reason_of
from watchword.check.service.view import View, look, reason_to_leave_out
from watchword.text import clean, count

ID = "service-relative-urls"
_RULE = (
    "No address in a page or in a style sheet of the service leaves out its scheme (//host/...); "
    "dns-prefetch and preconnect may."
)
_UNPROVEN = (
    "It does not show addresses that scripts put together, mails, nor pages that were not asked for or lie "
    "behind the login."
)
# Where the framework writes such addresses from a setting.
_SETTINGS = {
    "rails": 'Rails: write `config.asset_host = "https://HOST"`, and take out `protocol: :relative`.',
    "django": 'Django: write STATIC_URL and MEDIA_URL in full, as in `STATIC_URL = "https://HOST/static/"`.',
    "flask": "Flask: with Flask-CDN set `CDN_HTTPS = True`; else write the address in the template in full.",
    "laravel": "Laravel: write `ASSET_URL=https://HOST` in .env, and `asset(..., true)` in templates.",
    "php": "PHP: in WordPress set both addresses under Settings, General to https://.",
    "aspnet": "ASP.NET: write the CdnPath of bundles and the src of tag helpers with https://.",
    "spring": "Spring: write addresses in Thymeleaf in full; `@{//host/path}` leaves the scheme out.",
    "express": "Express: look for the setting of the CDN or public path, and write it with https://.",
}
# Those that can change the page come first.
_ACTIVE = re.compile(
    r"^(script|link (stylesheet|preload|modulepreload)|iframe|object|embed|form|button|base)\b"
)
_PLAIN_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*", re.ASCII)


@dataclass(slots=True)
class _Row:
    """One address without a scheme, and everywhere it stands: the address of the page, and the line."""

    where: str
    places: list[tuple[str, int]] = field(default_factory=list)


def judge(probe: Probe, limits: Mapping[str, Limit]) -> Finding:
    """Turn answers into a finding; `hsts_days` only decides whether the risk is called low."""
    view = look(probe)
    rows = _collect(probe, view)
    outcome = Outcome.FAIL if rows else Outcome.PASS if view.pages else Outcome.UNKNOWN
    days = read_days(limits, "hsts_days", HSTS_DAYS)
    low = _low_risk(probe, rows, days) if rows else ""
    found = [_remark(probe, written, row) for written, row in rows.items()]
    found += [note("risk", low)] if low else []
    if not rows:
        found += _seen(probe, view)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(probe, view, rows, bool(low)),
        rule=_RULE,
        evidence=list_evidence([*found, *view.notes]),
        remedy=_remedy(probe, rows, outcome),
        unproven=_UNPROVEN,
    )


def _collect(probe: Probe, view: View) -> dict[str, _Row]:
    """Return each address, as it is shown, with where it stands; active content first."""
    rows: dict[str, _Row] = {}
    for url, relative in _relatives(probe, view):
        row = rows.setdefault(_shown(relative.written), _Row(relative.where))
        row.places.append((url, relative.line))
        if _ACTIVE.match(relative.where) and not _ACTIVE.match(row.where):
            row.where = relative.where
    return dict(sorted(rows.items(), key=lambda item: not _ACTIVE.match(item[1].where)))


def _relatives(probe: Probe, view: View) -> list[tuple[str, Relative]]:
    styles = [style for style in probe.styles if not reason_to_leave_out(probe.service, style.url)]
    seen: list[Page | Style] = [*view.pages, *styles]
    return [(one.url, relative) for one in seen for relative in one.relatives]


def _shown(written: str) -> str:
    """Return an address as evidence shows it: without user name and query."""
    return show(f"https:{written}").removeprefix("https:")


def _remark(probe: Probe, written: str, row: _Row) -> Remark:
    url, line = row.places[0]
    where = f"line {line}: " if line else ""
    often = "" if len(row.places) == 1 else f" ({_often(row)})"
    return Remark(Outcome.FAIL, _source(probe, url), f"{where}{clean(row.where, limit=40)} {written}{often}")


def _often(row: _Row) -> str:
    pages = len({url for url, _ in row.places})
    return f"{len(row.places)} times" + (f", in {pages} pages or style sheets" if pages > 1 else "")


def _source(probe: Probe, url: str) -> str:
    answer = next((one for one in probe.answers if one.url == url), None)
    return source_of(answer) if answer else f"GET {show(url)}"


def _low_risk(probe: Probe, rows: dict[str, _Row], days: int) -> str:
    """Return why the risk is low, where it is: nobody gets these pages over plain HTTP."""
    plain = probe.plain.first
    is_closed = plain.trouble is Trouble.REFUSED or target_of(plain).startswith("https:")
    urls = {url for row in rows.values() for url, _ in row.places}
    is_kept = judge_hsts(probe, days).outcome is Outcome.PASS
    if not is_closed or not is_kept or any(is_plain(url) for url in urls):
        return ""
    return "low here: these pages come over HTTPS only, and HSTS keeps browsers there"


def _seen(probe: Probe, view: View) -> list[Remark]:
    if not view.pages:
        answer = probe.secure.last
        words = f"no page: {reason_of(answer)}" if not answer.status else "the answer is no HTML page"
        return [Remark(Outcome.UNKNOWN, source_of(answer), words)]
    found = [
        Remark(Outcome.PASS, _source(probe, page.url), "no address without a scheme") for page in view.pages
    ]
    if probe.styles:
        sheets = count(len(probe.styles), "style sheet")
        found.append(Remark(Outcome.PASS, sheets, "no address without a scheme"))
    return found


def _summary(probe: Probe, view: View, rows: dict[str, _Row], is_low: bool) -> str:
    if rows:
        said = count(len(rows), "address leaves", "addresses leave")
        # What makes the risk low is one line of the evidence; the guide asks to avoid them all the same.
        risk = (
            " The risk is low here, as the service is HTTPS only; avoid them all the same." if is_low else ""
        )
        return f"{said} out the scheme: {next(iter(rows))}{' and others' if len(rows) > 1 else ''}.{risk}"
    if view.pages:
        pages = count(len(view.pages), "page")
        sheets = f" and {count(len(probe.styles), 'style sheet')}" if probe.styles else ""
        return f"Every address in the {pages}{sheets} looked at names its scheme or stays on the host."
    if not probe.secure.first.status:
        return f"No page could be looked at: {reason_of(probe.secure.first)}."
    return "No HTML page was seen, so there was nothing to look through."


def _remedy(probe: Probe, rows: dict[str, _Row], outcome: Outcome) -> Remedy | None:
    if outcome is Outcome.PASS:
        return None
    if not rows:
        return Remedy(("Name the path of a page of this service, such as /login, then look again.",))
    first = next(iter(rows))
    steps = [
        f"Write https: in front, as in https:{first}, in the template or setting that the page is made from."
    ]
    setting = _SETTINGS.get(recognize(probe).framework)
    host = host_of(f"https:{first}")
    is_plain_host = bool(_PLAIN_HOST.fullmatch(host))
    if setting:
        steps.append(setting.replace("HOST", host if is_plain_host else "HOST"))
    steps.append(
        "If the other side has no HTTPS, serve a copy yourself. Clear caches of pages, then look again."
    )
    return Remedy(tuple(steps), f"git grep -nF '//{host}'" if is_plain_host else "")


CHECK = Check(
    id=ID,
    question="Do pages of this service hold addresses without a scheme (//host/...)?",
    reads="the HTML and the style sheets of the pages asked for, as a browser would read them",
    platforms=("linux", "macos", "windows"),
    read=read_probe,
    judge=judge,
    limits={"hsts_days": HSTS_DAYS},
    about="service",
)
