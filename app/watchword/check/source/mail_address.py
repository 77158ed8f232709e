"""Mail addresses in a text, as people write them: plain, behind links, or spelt so that robots miss them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

_LOCAL = r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
_LABEL = r"[A-Za-z0-9-]{1,63}"
_AT = r"[ \t]{0,3}[\[({<][ \t]{0,3}(?:at|@)[ \t]{0,3}[\])}>][ \t]{0,3}"
_DOT = r"[ \t]{0,3}[\[({<][ \t]{0,3}(?:dot|\.)[ \t]{0,3}[\])}>][ \t]{0,3}"
_PLAIN = re.compile(rf"(?<![\w.%+/-])({_LOCAL})@({_LABEL}(?:\.{_LABEL}){{1,6}})(?![\w@])")
_SPELT = re.compile(
    rf"(?<![\w.%+-])({_LOCAL})(?:{_AT}|[ \t]{{1,3}}(?P<word>at)[ \t]{{1,3}})"
    rf"({_LABEL}(?:(?:\.|{_DOT}|[ \t]{{1,3}}dot[ \t]{{1,3}}){_LABEL}){{1,6}})",
    re.IGNORECASE,
)
_ROLES = frozenset(
    (
        *("support", "security", "secure", "abuse", "psirt", "cert", "csirt", "help", "helpdesk", "info"),
        *("contact", "vulnerability", "vulnerabilities", "disclosure", "report", "reports", "infosec"),
        *("appsec", "soc", "security-team", "securityteam", "product-security", "security-reports"),
        *("security-alert", "team", "admin", "responsible-disclosure", "bugbounty", "bug-bounty", "it"),
        *("it-security", "itsecurity", "hello", "office"),
    )
)
_PROVIDERS = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com"),
        *("icloud.com", "me.com", "proton.me", "protonmail.com", "pm.me", "gmx.de", "gmx.net", "web.de"),
        *("mail.ru", "qq.com", "163.com", "126.com", "yandex.ru", "fastmail.com", "hey.com", "aol.com"),
        "tutanota.com",
    )
)
_PLACEHOLDERS = frozenset(("example.com", "example.org", "example.net", "domain.com", "yourdomain.com"))
_NOBODY = frozenset(("git", "noreply", "no-reply", "hg", "donotreply"))


def find_addresses(line: str) -> list[str]:
    """Return the addresses of one line, lower case, each once; reads the first 2,000 characters."""
    text = unquote(unescape(line[:2000]))
    found = [f"{one[1]}@{one[2]}" for one in _PLAIN.finditer(text)]
    for one in _SPELT.finditer(text):
        domain = re.sub(rf"{_DOT}|[ \t]+dot[ \t]+", ".", one[3], flags=re.IGNORECASE)
        # "Look at example.com" is a sentence: without brackets, the rest has to be spelt out or a role.
        if not one["word"] or " dot " in one[3].lower() or one[1].lower() in _ROLES:
            found.append(f"{one[1]}@{domain}")
    kept = (one.lower().rstrip(".-") for one in found)
    return [one for one in dict.fromkeys(kept) if one.partition("@")[0] not in _NOBODY and _is_domain(one)]


def is_role(address: str) -> bool:
    """Whether an address is that of a task, not of a person."""
    local, _, domain = address.lower().partition("@")
    words = re.split(r"[.+_-]", local)
    return domain not in _PROVIDERS and (local in _ROLES or any(word in _ROLES for word in words))


def is_placeholder(address: str) -> bool:
    """Whether an address stands for one that is still to be written."""
    domain = address.lower().partition("@")[2]
    return domain in _PLACEHOLDERS or domain.endswith((".example", ".invalid", ".test"))


def mask_person(address: str) -> str:
    """Return an address fit to be shown: of a person only the first letter and the domain."""
    local, _, domain = address.partition("@")
    return address if is_role(address) else f"{local[:1]}...@{domain}"


def _is_domain(address: str) -> bool:
    end = address.rpartition(".")[2]
    return end.isalpha() and len(end) > 1 and end not in ("png", "jpg", "svg", "gif", "js", "css", "md")
