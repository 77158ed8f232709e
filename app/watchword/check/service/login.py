"""Where a service lets people log in: addresses that its own pages link to and that look like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from watchword.check.service.facts import Page
from watchword.check.service.place import host_of, split
from watchword.check.subject import Service

FOUND_AT_MOST = 5
_TEXT_LIMIT = 60  # a longer text is a sentence that speaks of logging in
_PATH = re.compile(
    r"(?:^|[/_.-])(?:(?:log|sign)[_-]?(?:in|on)|auth|sso|sessions?/new|anmelden|einloggen|connexion)(?:$|[/_.?-])"
)
_TEXT = re.compile(
    r"\b(?:(?:log|sign)[ -]?(?:in|on)|anmelden|einloggen|anmeldung|se connecter|connexion|iniciar sesión"
    r"|accedi|entrar|inloggen|logga in|logg inn|zaloguj)\b"
)


def find_logins(service: Service, pages: Iterable[Page]) -> tuple[list[str], int]:
    """Return the paths (with query) where pages link or post to a login on the service's own host.

    At most `FOUND_AT_MOST`, each path once, and how many more there were.
    """
    found: dict[str, str] = {}
    for page in pages:
        for target in _candidates(page):
            parts = split(target)
            if _is_own(service, target):
                query = f"?{parts.query}" if parts.query else ""
                found.setdefault(parts.path or "/", (parts.path or "/") + query)
    found.pop("/", None)  # asked in any case
    paths = list(found.values())
    return paths[:FOUND_AT_MOST], max(0, len(paths) - FOUND_AT_MOST)


def _candidates(page: Page) -> Iterator[str]:
    for form in page.forms:
        if form.has_password or _PATH.search(split(form.target).path.lower()):
            yield form.target
    for link in page.links:
        text = " ".join(link.text[: 4 * _TEXT_LIMIT].lower().split())
        if _PATH.search(split(link.target).path.lower()) or (len(text) <= _TEXT_LIMIT and _TEXT.search(text)):
            yield link.target


def _is_own(service: Service, target: str) -> bool:
    """Whether an address is on the service's host and ports."""
    parts = split(target)
    ports = {"http": (parts.port or 80, service.http_port), "https": (parts.port or 443, service.https_port)}
    port, wanted = ports.get(parts.scheme, (0, 1))
    return host_of(target) == service.host and port == wanted
