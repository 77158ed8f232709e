"""What a probe of a service would have brought, written down: the facts that its rules judge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from watchword.check.finding import Finding
from watchword.check.service.facts import Answer, Certificate, Chain, Page, Probe, Trouble
from watchword.check.service.page import read_page
from watchword.check.service.style import read_style
from watchword.check.subject import Ignored, Service

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAME = "shop.example"
PLAIN, SECURE = f"http://{NAME}", f"https://{NAME}"
TWO_YEARS = "Strict-Transport-Security: max-age=63072000"
GOOD = Certificate((NAME,), "Some CA", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))
SENT_ON = (f"Location: {SECURE}/",)
HOME = "<!doctype html><title>Home</title><p>Hello"


def answer(
    url: str, status: int = 200, *headers: str, body: str = "", certificate: Certificate | None = GOOD
) -> Answer:
    """Return an answer; a body without a type is HTML."""
    pairs = tuple((name, value) for name, _, value in (header.partition(": ") for header in headers))
    if body and not any(name.lower() == "content-type" for name, _ in pairs):
        pairs += (("Content-Type", "text/html; charset=utf-8"),)
    is_secure = url.startswith("https:")
    return Answer(
        url,
        status,
        pairs,
        body.encode(),
        certificate=certificate if is_secure else None,
        tls="TLSv1.3" if is_secure else "",
    )


def silence(url: str, trouble: Trouble, reason: str = "", problem: str = "") -> Answer:
    """Return a request that brought no answer."""
    certificate = Certificate((NAME,), "Some CA", GOOD.starts, GOOD.ends, problem) if problem else None
    return Answer(url, trouble=trouble, reason=reason, certificate=certificate)


def home(*headers: str, body: str = HOME) -> Answer:
    """Return the front page over HTTPS."""
    return answer(f"{SECURE}/", 200, *headers, body=body)


def sent_on(status: int = 301, to: str = f"{SECURE}/", *headers: str, path: str = "/") -> Answer:
    """Return a redirect of plain HTTP."""
    return answer(f"{PLAIN}{path}", status, f"Location: {to}", *headers)


def probe(
    plain: Answer | Iterable[Answer] | None = None,
    secure: Answer | Iterable[Answer] | None = None,
    *,
    plain_paths: tuple[Answer, ...] = (),
    secure_paths: tuple[Answer, ...] = (),
    styles: dict[str, str] | None = None,
    security_txt: tuple[Answer, ...] = (),
    kind: str = "site",
    ignore: dict[str, str] | None = None,
    url: str = f"{SECURE}/",
    left_out: tuple[str, ...] = (),
) -> Probe:
    """Return a probe. Without more, plain HTTP redirects for good to a front page with HSTS.

    A single answer that redirects to the first one over HTTPS goes on with that.
    """
    over_plain, over_tls = _chain(plain or sent_on()), _chain(secure or home(TWO_YEARS))
    if not isinstance(plain, Iterable) and over_plain.last.target == over_tls.first.url:
        over_plain = Chain((*over_plain.hops, *over_tls.hops))
    seen = {one.url: one for one in (*over_plain.hops, *over_tls.hops, *plain_paths, *secure_paths)}
    return Probe(
        service=Service(
            url,
            kind=kind,  # type: ignore[arg-type]
            ignore=tuple(Ignored(what, why) for what, why in (ignore or {}).items()),
            is_agreed=True,
        ),
        at=AT,
        plain=over_plain,
        secure=over_tls,
        plain_paths=plain_paths,
        secure_paths=tuple(Chain((one,)) for one in secure_paths),
        pages=tuple(page for one in seen.values() for page in _page(one)),
        styles=tuple(read_style(at, text.encode()) for at, text in (styles or {}).items()),
        security_txt=tuple(Chain((one,)) for one in security_txt),
        left_out=left_out,
    )


def _chain(answers: Answer | Iterable[Answer]) -> Chain:
    return Chain((answers,) if isinstance(answers, Answer) else tuple(answers))


def _page(one: Answer) -> list[Page]:
    is_html = one.media_type == "text/html" and (200 <= one.status < 300 or one.status in (401, 403))
    return [read_page(one.url, one.body, one.headers)] if is_html else []


def told(finding: Finding) -> str:
    """Return everything that a finding says, in one text."""
    remedy = finding.remedy
    steps = [*remedy.steps, remedy.command] if remedy else []
    evidence = [f"{one.source}: {one.fact}" for one in finding.evidence]
    return "\n".join([finding.summary, finding.rule, *evidence, *steps, finding.unproven])
