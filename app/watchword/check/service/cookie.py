"""What a Set-Cookie line sets: flags, what kind of cookie its name says it is, and whether it deletes one.

Read as RFC 6265, section 5.2 has browsers read it. The value itself is dropped: only its beginning is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from watchword.check.service.cookie_date import parse_date
from watchword.text import ELLIPSIS, clean

SHOWN = 4  # characters of a value, and never more than half of it

# Names that hold a session or stand for a login. `author`, `assess` and `sidebar` are no such names.
_SESSION = re.compile(
    r"(?<!as)(?<!pos)(?<!ob)sess(?!ment)|sid(?![a-z])|auth(?!or(?!i))|login|logged_?in|token|jwt|remember"
    r"|^__host-|^__secure-|^\.aspnetcore\.(?:cookies|identity)|^\.aspnet\.|^cfid$"
)
# Tokens against forged requests, which scripts have to read: they log nobody in.
_FORGERY = re.compile(r"csrf|xsrf|antiforgery|requestverification")
# Which server of several answers. The team can seldom change the flags of these.
_AFFINITY = re.compile(
    r"affinity|^awsalb|^awselb|^serverid$|^bigipserver|^gclb$|^incap_ses|^visid_incap|^nsc_|^route(?:id)?$"
    r"|^ingresscookie$|^__cflb$|^__cf_bm$|^__cfruid$"
)


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie as it is set. `hint` is the beginning of the value; `same_site` is lower case or empty."""

    name: str
    hint: str = ""
    is_secure: bool = False
    is_http_only: bool = False
    same_site: str = ""
    is_deletion: bool = False

    @property
    def is_session_like(self) -> bool:
        """Whether its name says that it logs somebody in."""
        name = self.name.lower()
        return bool(_SESSION.search(name)) and not _FORGERY.search(name) and not self.is_affinity

    @property
    def is_affinity(self) -> bool:
        """Whether it only says which server of several answers."""
        return bool(_AFFINITY.search(self.name.lower()))

    @property
    def shown(self) -> str:
        """The line fit for evidence: `sessionid=abcd...; HttpOnly`."""
        flags = [
            flag for flag, is_set in (("Secure", self.is_secure), ("HttpOnly", self.is_http_only)) if is_set
        ]
        flags += [f"SameSite={self.same_site.capitalize()}"] if self.same_site else []
        return "; ".join([f"{clean(self.name, limit=60)}={clean(self.hint)}{ELLIPSIS}", *flags])


def parse_cookie(line: str, at: datetime) -> Cookie | None:
    """Return what one Set-Cookie line sets; `None` where it sets nothing, as `secure; httponly` does not.

    A deletion has no value, a `Max-Age` of 0 or less, or an `Expires` before `at`; as in browsers, `Max-Age`
    goes before `Expires`, and of an attribute given twice the last one counts.
    """
    pair, *rest = line.split(";")
    name, separator, value = (part.strip() for part in pair.partition("="))
    if not separator or not name:
        return None
    attributes = {}
    for part in rest:
        key, _, setting = part.partition("=")
        attributes[key.strip().lower()] = setting.strip()
    value = value.strip('"')
    same_site = attributes.get("samesite", "").lower()
    return Cookie(
        name=name,
        hint=value[: min(SHOWN, len(value) // 2)],
        is_secure="secure" in attributes,
        is_http_only="httponly" in attributes,
        same_site=same_site if same_site in ("none", "lax", "strict") else "",
        is_deletion=not value or _has_ended(attributes, at),
    )


def _has_ended(attributes: dict[str, str], at: datetime) -> bool:
    age = attributes.get("max-age", "")
    digits = age.removeprefix("-")
    if digits.isascii() and digits.isdigit():
        return age.startswith("-") or not digits.strip("0")
    ends = parse_date(attributes.get("expires", ""))
    return ends is not None and ends <= at
